// SPDX-License-Identifier: GPL-2.0-only
/* What CI servers and the kernel's tools are given of a result. */
#include "formats_fixture.h"

#include "report/cases.h"
#include "util/buf.h"

static const struct report_suite *find_suite(const struct report_suites *suites, const char *name)
{
	for (size_t i = 0; i < suites->count; i++)
		if (!strcmp(suites->items[i].name, name))
			return &suites->items[i];
	fail_msg("no suite %s", name);
	return NULL;
}

static enum case_status status_in(const struct report_suites *suites, const char *suite,
				  const char *test)
{
	const struct report_suite *s = find_suite(suites, suite);

	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->cases[i].name, test))
			return s->cases[i].status;
	return CASE_STATUS_COUNT;
}

/* What each pair of outcomes comes to in the three suites. */
static void test_statuses(void **state)
{
	static const struct {
		const char *test;
		enum outcome base, ported;
		enum comparison comparison;
		enum case_status in_base, in_ported, compared;
	} rows[] = {
		{"same", OUTCOME_PASS, OUTCOME_PASS, COMPARISON_SAME,
		 CASE_PASSED, CASE_PASSED, CASE_PASSED},
		{"fails as before", OUTCOME_FAIL, OUTCOME_FAIL, COMPARISON_SAME,
		 CASE_FAILED, CASE_FAILED, CASE_PASSED},
		{"regressed", OUTCOME_PASS, OUTCOME_CRASH, COMPARISON_REGRESSED,
		 CASE_PASSED, CASE_FAILED, CASE_FAILED},
		{"fixed", OUTCOME_TIMEOUT, OUTCOME_PASS, COMPARISON_FIXED,
		 CASE_ERROR, CASE_PASSED, CASE_PASSED},
		{"flaky", OUTCOME_PASS, OUTCOME_FAIL, COMPARISON_FLAKY,
		 CASE_PASSED, CASE_FAILED, CASE_SKIPPED},
		{"not repeated yet", OUTCOME_PASS, OUTCOME_FAIL, COMPARISON_UNKNOWN,
		 CASE_PASSED, CASE_FAILED, CASE_SKIPPED},
		{"skipped", OUTCOME_SKIP, OUTCOME_SKIP, COMPARISON_SAME,
		 CASE_SKIPPED, CASE_SKIPPED, CASE_PASSED},
		{"not built", OUTCOME_NOT_BUILT, OUTCOME_NOT_BUILT, COMPARISON_SAME,
		 CASE_ERROR, CASE_ERROR, CASE_PASSED},
		{"new and bad", OUTCOME_COUNT, OUTCOME_FAIL, COMPARISON_UNKNOWN,
		 CASE_STATUS_COUNT, CASE_FAILED, CASE_FAILED},
		{"new and good", OUTCOME_COUNT, OUTCOME_PASS, COMPARISON_UNKNOWN,
		 CASE_STATUS_COUNT, CASE_PASSED, CASE_SKIPPED},
		{"only base", OUTCOME_FAIL, OUTCOME_COUNT, COMPARISON_UNKNOWN,
		 CASE_FAILED, CASE_STATUS_COUNT, CASE_SKIPPED},
	};
	_cleanup_(result_release) struct result result = {0};
	_cleanup_(report_suites_release) struct report_suites suites = {0};
	struct branch_result *b = make_branch(&result, "default");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		add_row(b, rows[i].test, rows[i].base, rows[i].ported, rows[i].comparison);
	report_suites_make(&result, &suites);
	assert_int_equal(suites.count, 3);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (status_in(&suites, "9.1.y/base/default", rows[i].test) != rows[i].in_base)
			fail_msg("base: %s", rows[i].test);
		if (status_in(&suites, "9.1.y/fix/ported/default", rows[i].test) !=
		    rows[i].in_ported)
			fail_msg("ported: %s", rows[i].test);
		if (status_in(&suites, "9.1.y/fix/compared/default", rows[i].test) !=
		    rows[i].compared)
			fail_msg("compared: %s", rows[i].test);
	}
	assert_int_equal(find_suite(&suites, "9.1.y/base/default")->totals[CASE_ERROR], 2);
}

/* Two series on a branch: what base showed stands in the tables of both, and counts once. */
static void test_base_once(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_(report_suites_release) struct report_suites suites = {0};
	struct branch_result *b = make_branch(&result, "default");
	struct series_result *other;

	add_row(b, "x/one", OUTCOME_PASS, OUTCOME_PASS, COMPARISON_SAME);
	other = ARRAY_ADD(b->series, b->series_count, b->series_alloc);
	other->name = xstrdup("other");
	other->ported.state = xstrdup("ported");
	other->comparisons = xcalloc(2, sizeof(*other->comparisons));
	other->comparison_count = 1;
	/* The same rows, as those of a second series. */
	other->comparisons[0] = xcalloc(1, sizeof(*other->comparisons[0]));
	b->series[0].name[0] = 'g';
	*other->comparisons[0] = *b->series[0].comparisons[0];
	*b->series[0].comparisons[0] = (struct comparison_table){0};
	add_row(b, "x/one", OUTCOME_PASS, OUTCOME_PASS, COMPARISON_SAME);
	add_row(b, "x/two", OUTCOME_PASS, OUTCOME_PASS, COMPARISON_SAME);
	report_suites_make(&result, &suites);
	assert_int_equal(find_suite(&suites, "9.1.y/base/default")->count, 2);
	assert_int_equal(find_suite(&suites, "9.1.y/other/ported/default")->count, 1);
	assert_int_equal(find_suite(&suites, "9.1.y/gix/compared/default")->count, 2);
}

/* Tests that could not run are an error, and no pass. */
static void test_not_run(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_(report_suites_release) struct report_suites suites = {0};
	struct branch_result *b = make_branch(&result, "default");

	b->base.runs[0].not_run = xstrdup("the VM does not come up");
	report_suites_make(&result, &suites);
	assert_int_equal(status_in(&suites, "9.1.y/base/default", "(tests)"), CASE_ERROR);
	assert_int_equal(suites.count, 1);
}

static void test_lines(void **state)
{
	static const struct {
		const char *text, *line;
	} rows[] = {
		{NULL, ""},
		{"", ""},
		{"\n \n first \r\nsecond", "first"},
		{"a\tb", "a\\x09b"},
		{"\xff\x1b[0m", "\\xff\\x1b[0m"},
		{"\xe2\x80\xae" "abc", "\\xe2\\x80\\xaeabc"},
	};
	_cleanup_buf_ struct buf large = {0};
	_cleanup_free_ char *cut = NULL, *lines = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *line = case_line(rows[i].text);

		assert_string_equal(line, rows[i].line);
	}
	/* Of three bytes each, so that no bound falls between two. */
	for (int i = 0; i < 400000; i++)
		buf_puts(&large, "\xe2\x82\xac");
	cut = case_line(large.data);
	assert_true(strlen(cut) < CASE_LINE_MAX + 100);
	assert_non_null(strstr(cut, "\xe2\x82\xac ... [1200000 bytes in all]"));
	lines = case_lines(large.data);
	assert_true(strlen(lines) < CASE_DETAIL_MAX + 100);
	assert_non_null(strstr(lines, "\xe2\x82\xac\n[1200000 bytes in all]"));
	free(cut);
	memset(large.data, 1, large.len);
	cut = case_line(large.data);
	assert_true(strlen(cut) < CASE_LINE_MAX + 100);
}

static void make_hostile(struct result *result)
{
	struct branch_result *b = make_branch(result, "v\xff\x01");
	struct test_row *row;

	row = add_row(b, "a]]>\xff\"'<&\x02\xef\xbf\xbf\xef\xbf\xbe", OUTCOME_FAIL, OUTCOME_CRASH,
		      COMPARISON_REGRESSED);
	free(row->ported->message);
	row->ported->message = xstrdup("</failure>\r\n]]>\xc3(");
	free(row->ported->kernel_log);
	row->ported->kernel_log = xstrdup("x\nok 1 forged\n# Subtest: forged\n\x1b[2J\xfe\n");
	add_row(b, " # SKIP me", OUTCOME_FAIL, OUTCOME_FAIL, COMPARISON_SAME);
	row = add_row(b, "", OUTCOME_FAIL, OUTCOME_FAIL, COMPARISON_SAME);
	row->base->seconds = -1;
	row->ported->seconds = 1e300;
	free(row->ported->message);
	row->ported->message = xstrdup("x # SKIP y");
}

static void test_junit(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_free_ char *text = NULL;

	make_hostile(&result);
	text = written("junit", &result);
	assert_clean(text);
	assert_non_null(strstr(text, "<testsuites name=\"stablehand\" tests=\"9\" failures=\"7\" "
				     "errors=\"0\">"));
	assert_int_equal(occurrences(text, "<testcase "), 9);
	assert_int_equal(occurrences(text, "<failure "), 7);
	assert_null(strstr(text, "]]>"));
	assert_null(strstr(text, "\xef\xbf\xbf"));
	assert_null(strstr(text, "\xef\xbf\xbe"));
	assert_int_equal(occurrences(text, "time=\"1.250\""), 4);
	/* A time that is none is not known. */
	assert_null(strstr(text, "time=\"1000"));
	assert_null(strstr(text, "time=\"-"));
	assert_int_equal(occurrences(text, "name=\"(no name)\""), 3);
	assert_non_null(strstr(text, "classname=\"9_1_y.fix.compared.v\\xff\\x01\""));
}

static void test_ktap(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_free_ char *text = NULL;

	make_hostile(&result);
	text = written("ktap", &result);
	assert_clean(text);
	assert_int_equal(occurrences(text, "\n    not ok "), 7);
	assert_int_equal(occurrences(text, "\n    ok "), 2);
	assert_int_equal(occurrences(text, "\n  not ok "), 3);
	assert_int_equal(occurrences(text, "\nnot ok 1 9.1.y\n"), 1);
	assert_null(strstr(text, "SKIP me\n# "));
	assert_int_equal(occurrences(text, "\\x23 SKIP me"), 3);
	assert_int_equal(occurrences(text, "# SKIP"), 0);
	assert_int_equal(occurrences(text, "# Subtest: "), 4);
	assert_int_equal(occurrences(text, "\n    # | ok 1 forged\n"), 2);
}

static void test_nothing(void **state)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_free_ char *junit = written("junit", &result), *ktap = written("ktap", &result);

	assert_non_null(strstr(junit, "<testsuites name=\"stablehand\" tests=\"0\""));
	assert_string_equal(ktap, "KTAP version 1\n1..0 # SKIP nothing is known\n");
	assert_null(report_format_find("xml"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statuses), cmocka_unit_test(test_base_once),
		cmocka_unit_test(test_not_run),	 cmocka_unit_test(test_lines),
		cmocka_unit_test(test_junit),	 cmocka_unit_test(test_ktap),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
