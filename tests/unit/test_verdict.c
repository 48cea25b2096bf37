// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "verdict/deviation.h"
#include "verdict/finding.h"
#include "verdict/verdict.h"

/* A word for each value, a word of its own, of small letters and hyphens. */
#define assert_words(name, first, last)							\
	for (int i_ = (first); i_ <= (last); i_++) {					\
		assert_non_null(name(i_));						\
		assert_true(*name(i_));							\
		assert_int_equal(strspn(name(i_), "abcdefghijklmnopqrstuvwxyz-"),	\
				 strlen(name(i_)));					\
		for (int j_ = (first); j_ < i_; j_++)					\
			assert_string_not_equal(name(i_), name(j_));			\
	}

static void every_value_has_a_word(void **state)
{
	assert_words(verdict_name, VERDICT_NOT_AFFECTED, VERDICT_LAST);
	assert_words(need_name, NEED_UNKNOWN, NEED_NOT_NEEDED);
	assert_words(risk_name, RISK_NONE, RISK_HIGH);
	assert_words(reason_name, REASON_NONE, REASON_OTHER_BRANCH);
	assert_words(evidence_kind_name, EVIDENCE_HUNK, EVIDENCE_RESOLUTION);
	assert_words(deviation_kind_name, DEVIATION_SAME, DEVIATION_PORTED);
}

static void risk_is_a_field(void **state)
{
	_cleanup_evidence_ struct evidence_list list = { 0 };

	evidence_add_risk(&list, RISK_LOW, REASON_CONTEXT_SAME, NULL, 0, "all is the same");
	evidence_add_risk(&list, RISK_HIGH, REASON_ADAPTED_HUNK, "a.c", 7, "low: %s", "a lie");
	evidence_add(&list, EVIDENCE_NOTE, NULL, 0, "low: only a note");
	evidence_drop_low_risk(&list);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].risk, RISK_HIGH);
	assert_int_equal(list.items[0].reason, REASON_ADAPTED_HUNK);
	assert_string_equal(list.items[0].text, "low: a lie");
	assert_int_equal(list.items[1].kind, EVIDENCE_NOTE);
	assert_int_equal(list.items[1].risk, RISK_NONE);
	assert_int_equal(list.items[1].reason, REASON_NONE);
}

static struct finding *add_finding(struct finding_list *list, enum reason reason, enum risk risk)
{
	struct finding *finding = ARRAY_ADD(list->items, list->count, list->alloc);

	*finding = (struct finding){
		.reason = reason, .refuses = risk == RISK_NONE, .risk = risk,
		.path = xstrdup("a.c"), .line = list->count, .text = xstrdup("wrong"),
	};
	return finding;
}

static void findings_become_evidence(void **state)
{
	_cleanup_evidence_ struct evidence_list list = { 0 };
	_cleanup_findings_ struct finding_list findings = { 0 };
	enum risk risk = RISK_LOW;

	add_finding(&findings, REASON_NO_DEFINITION, RISK_MEDIUM);
	assert_false(finding_list_refuses(&findings));
	add_finding(&findings, REASON_MISSING_NAME, RISK_NONE);
	add_finding(&findings, REASON_MISSING_LABEL, RISK_NONE);
	assert_true(finding_list_refuses(&findings));
	finding_list_tell(&findings, &list, &risk);
	assert_int_equal(risk, RISK_MEDIUM);
	assert_int_equal(list.count, 3);
	assert_int_equal(list.items[0].kind, EVIDENCE_RISK);
	assert_int_equal(list.items[0].risk, RISK_MEDIUM);
	assert_int_equal(list.items[0].reason, REASON_NO_DEFINITION);
	assert_int_equal(list.items[1].kind, EVIDENCE_SYMBOL);
	assert_int_equal(list.items[1].risk, RISK_NONE);
	assert_int_equal(list.items[1].reason, REASON_MISSING_NAME);
	assert_int_equal(list.items[2].kind, EVIDENCE_GATE);
	assert_string_equal(list.items[2].path, "a.c");
	assert_int_equal(list.items[2].line, 3);
}

static void only_twenty_are_told(void **state)
{
	_cleanup_evidence_ struct evidence_list list = { 0 };
	_cleanup_findings_ struct finding_list findings = { 0 };
	enum risk risk = RISK_NONE;

	for (int i = 0; i < 22; i++)
		add_finding(&findings, REASON_UNUSED_LABEL, RISK_MEDIUM);
	add_finding(&findings, REASON_CONTEXT_IMBALANCE, RISK_HIGH);
	finding_list_tell(&findings, &list, &risk);
	assert_int_equal(risk, RISK_HIGH);
	assert_int_equal(list.count, 21);
	assert_int_equal(list.items[20].kind, EVIDENCE_NOTE);
	assert_string_equal(list.items[20].text, "3 more of this kind");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_has_a_word),
		cmocka_unit_test(risk_is_a_field),
		cmocka_unit_test(findings_become_evidence),
		cmocka_unit_test(only_twenty_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
