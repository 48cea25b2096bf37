// SPDX-License-Identifier: GPL-2.0-only
/* What KernelCI is told of a result. */
#include "formats_fixture.h"

#include <jansson.h>

/* With a release and both builds. */
static struct branch_result *make_built(struct result *result)
{
	struct branch_result *b = make_branch(result, "default");

	b->has_source = true;
	b->source.release.version = xstrdup("9.1.7");
	b->source.source = xstrdup("debian");
	b->base.has_build = true;
	b->base.build.key = xstrdup("key of base");
	b->series[0].landed = true;
	b->series[0].ported.has_build = true;
	b->series[0].ported.build.key = xstrdup("key of ported");
	return b;
}

static json_t *read_back(const struct result *result)
{
	_cleanup_free_ char *text = written("kcidb", result);
	json_t *object = json_loads(text, 0, NULL);

	assert_non_null(object);
	return object;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "(none)";
}

/* The test of that name on the build that is the n-th. */
static json_t *find_test(const json_t *report, size_t build, const char *name)
{
	const char *id = text_of(json_array_get(json_object_get(report, "builds"), build), "id");
	json_t *test;
	size_t i;

	json_array_foreach(json_object_get(report, "tests"), i, test)
		if (!strcmp(text_of(test, "build_id"), id) &&
		    !strcmp(text_of(json_object_get(test, "misc"), "name"), name))
			return test;
	fail_msg("no test %s on build %zu", name, build);
	return NULL;
}

static void test_statuses(void **state)
{
	static const char *const expected[OUTCOME_COUNT] = {
		[OUTCOME_PASS] = "PASS",   [OUTCOME_FAIL] = "FAIL",
		[OUTCOME_SKIP] = "SKIP",   [OUTCOME_TIMEOUT] = "ERROR",
		[OUTCOME_CRASH] = "FAIL",  [OUTCOME_NOT_BUILT] = "MISS",
	};
	_cleanup_(result_release) struct result result = {0};
	struct branch_result *b = make_built(&result);
	json_t *report;

	for (int o = 0; o < OUTCOME_COUNT; o++)
		add_row(b, outcome_name(o), OUTCOME_PASS, o, COMPARISON_UNKNOWN);
	report = read_back(&result);
	assert_int_equal(json_array_size(json_object_get(report, "tests")), 2 * OUTCOME_COUNT);
	for (int o = 0; o < OUTCOME_COUNT; o++) {
		json_t *base = find_test(report, 0, outcome_name(o));
		json_t *ported = find_test(report, 1, outcome_name(o));

		assert_string_equal(text_of(base, "status"), "PASS");
		assert_row(outcome_name(o), text_of(ported, "status"), expected[o]);
		assert_string_not_equal(text_of(base, "id"), text_of(ported, "id"));
		assert_string_equal(text_of(json_object_get(ported, "misc"),
					    "compared_with_base"), "unknown");
	}
	json_decref(report);
}

/* A VM that does not come up is ERROR of the whole suite, never FAIL, and never silent. */
static void test_infrastructure(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	struct branch_result *b = make_built(&result);
	json_t *report, *test;

	b->base.runs[0].not_run = xstrdup("the VM does not come up");
	branch_add_absent(b, "ept=1", NULL, "Intel was only compiled", "bochs is not there");
	report = read_back(&result);
	test = json_array_get(json_object_get(report, "tests"), 0);
	assert_string_equal(text_of(test, "status"), "ERROR");
	assert_string_equal(text_of(test, "path"), "kselftest");
	assert_string_equal(text_of(test, "comment"), "the VM does not come up");
	test = json_array_get(json_object_get(report, "tests"), 1);
	assert_string_equal(text_of(test, "status"), "SKIP");
	assert_string_equal(text_of(test, "log_excerpt"), "bochs is not there");
	assert_int_equal(json_array_size(json_object_get(report, "tests")), 2);
	json_decref(report);
}

static void test_paths(void **state)
{
	static const char *const rows[][2] = {
		{"x86/one_test", "kselftest.kvm.x86.one_test"},
		{"//a//b/", "kselftest.kvm.a.b"},
		{"a.b c\xc3\xa4", "kselftest.kvm.a_b_c__"},
		{"/", "kselftest.kvm"},
	};
	_cleanup_(result_release) struct result result = {0};
	struct branch_result *b = make_built(&result);
	json_t *report;

	b->base.build.has_selftests = true;
	b->base.build.selftests.suite = xstrdup("tools/testing/selftests/kvm");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		add_row(b, rows[i][0], OUTCOME_PASS, OUTCOME_COUNT, COMPARISON_UNKNOWN);
	report = read_back(&result);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i][0], text_of(find_test(report, 0, rows[i][0]), "path"),
			   rows[i][1]);
	json_decref(report);
}

static void add_patch(struct series_result *s, enum verdict verdict, const char *why)
{
	struct patch_result *p = ARRAY_ADD(s->patches, s->patch_count, s->patch_alloc);

	p->name = xstrdup("0001.patch");
	p->subject = xstrdup("a subject");
	p->verdict = verdict;
	evidence_add_reason(&p->evidence, EVIDENCE_GATE, REASON_MISSING_NAME, "a.c", 3, why);
}

/* A refused series is a checkout that is not valid, with the reason; one without need is none. */
static void test_checkouts(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	struct branch_result *b = make_built(&result);
	json_t *report, *list;

	b->series[0].landed = b->series[0].ported.has_build = false;
	free(b->series[0].ported.build.key);
	b->series[0].ported.build.key = NULL;
	add_patch(&b->series[0], VERDICT_REFUSED, "no such name");
	report = read_back(&result);
	list = json_object_get(report, "checkouts");
	assert_int_equal(json_array_size(list), 2);
	assert_true(json_is_true(json_object_get(json_array_get(list, 0), "valid")));
	assert_true(json_is_false(json_object_get(json_array_get(list, 1), "valid")));
	assert_string_equal(text_of(json_array_get(list, 1), "log_excerpt"),
			    "a subject: refused\n  no such name\n");
	assert_string_equal(text_of(json_array_get(list, 0), "git_commit_hash"), "(none)");
	json_decref(report);

	b->series[0].patches[0].verdict = VERDICT_NOT_AFFECTED;
	report = read_back(&result);
	assert_int_equal(json_array_size(json_object_get(report, "checkouts")), 1);
	json_decref(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statuses), cmocka_unit_test(test_infrastructure),
		cmocka_unit_test(test_paths),	 cmocka_unit_test(test_checkouts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
