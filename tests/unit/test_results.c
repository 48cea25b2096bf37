// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "result/comparison.h"
#include "store/results.h"

static void add(struct results *results, const char *key, int attempt, const char *test,
		enum outcome outcome, const char *kernel_log)
{
	struct error *err = NULL;
	struct record record = {
		.test = xstrdup(test),
		.outcome = outcome,
		.seconds = attempt,
		.message = xstrdup(""),
		.kernel_log = xstrdup(kernel_log),
		.output = xstrdup(""),
		.boot = xstrdup(""),
	};

	assert_works(results_add(results, key, attempt, &record, &err), err);
	record_release(&record);
}

static void test_records_survive_reopening(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "results.db");
	struct attempts attempts;
	struct results *results;
	struct error *err = NULL;

	assert_works(results_open(path, &results, &err), err);
	assert_works(results_describe_run(results, "k", "6.1.y", "base", "what", &err), err);
	add(results, "k", 2, "b", OUTCOME_FAIL, "");
	add(results, "k", 1, "b", OUTCOME_PASS, "");
	add(results, "k", 1, "a", OUTCOME_CRASH, "BUG: x\n");
	add(results, "other", 1, "a", OUTCOME_PASS, "");
	results_close(results);

	assert_works(results_open(path, &results, &err), err);
	assert_works(results_load(results, "k", &attempts, &err), err);
	assert_int_equal(attempts.count, 3);
	assert_int_equal(attempts_find(&attempts, "b", 2)->outcome, OUTCOME_FAIL);
	assert_int_equal(attempts_find(&attempts, "b", 1)->outcome, OUTCOME_PASS);
	assert_string_equal(attempts_find(&attempts, "a", 1)->kernel_log, "BUG: x\n");
	assert_null(attempts_find(&attempts, "a", 2));
	assert_null(attempts_find(&attempts, "c", 1));
	assert_true(results_expected_seconds(results, "6.1.y", "b") == 2);
	assert_true(results_expected_seconds(results, "6.6.y", "b") == 0);
	attempts_release(&attempts);
	results_close(results);
	scratch_remove(dir);
}

static void test_damaged_database_is_told(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "results.db");
	struct results *results;
	struct error *err = NULL;
	char junk[4096];

	memset(junk, 'x', sizeof(junk));
	assert_works(file_write(path, junk, sizeof(junk), 0644, &err), err);
	assert_fails(results_open(path, &results, &err), err, "results.db");
	scratch_remove(dir);
}

static void add_on(struct results *results, const char *key, const char *test, const char *host)
{
	_cleanup_free_ char *boot = xasprintf("/logs/%s-%s", key, test);
	struct error *err = NULL;
	struct record record = {
		.test = (char *)test, .outcome = OUTCOME_PASS, .message = (char *)"",
		.kernel_log = (char *)"", .output = (char *)"", .boot = boot, .host = (char *)host,
	};

	assert_works(results_add(results, key, 1, &record, &err), err);
}

static void test_hosts_are_told_once_each(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "results.db");
	_cleanup_free_ char *hosts = NULL, *none = NULL;
	struct attempts base, ported, unknown = {0};
	struct comparison_table table, empty;
	struct results *results;
	struct error *err = NULL;

	assert_works(results_open(path, &results, &err), err);
	add_on(results, "base", "a", "n1, EPYC");
	add_on(results, "base", "b", "n1, EPYC");
	add_on(results, "base", "c", NULL);
	add_on(results, "ported", "a", "n1, EPYC");
	add_on(results, "ported", "b", "n2");
	assert_works(results_load(results, "base", &base, &err), err);
	assert_works(results_load(results, "ported", &ported, &err), err);
	assert_null(attempts_find(&base, "c", 1)->host);
	comparison_make(&base, &ported, &table);
	hosts = comparison_hosts(&table);
	assert_string_equal(hosts, "n1, EPYC; n2");
	comparison_make(&unknown, &unknown, &empty);
	none = comparison_hosts(&empty);
	assert_null(none);
	comparison_release(&table);
	comparison_release(&empty);
	attempts_release(&base);
	attempts_release(&ported);
	results_close(results);
	scratch_remove(dir);
}

/* One test, its attempts in both states, and what must come out. */
static const struct {
	const char *name;
	struct {
		enum outcome outcome;
		const char *log;
	} base[2], ported[2];
	int attempts;	/* those after the second are like it */
	enum comparison expected;
} cases[] = {
	{"same-pass", {{OUTCOME_PASS, ""}}, {{OUTCOME_PASS, ""}}, 1, COMPARISON_SAME},
	{"same-fail", {{OUTCOME_FAIL, ""}}, {{OUTCOME_FAIL, ""}}, 1, COMPARISON_SAME},
	{"fail-or-timeout", {{OUTCOME_FAIL, ""}}, {{OUTCOME_TIMEOUT, ""}}, 1, COMPARISON_SAME},
	{"not-repeated", {{OUTCOME_PASS, ""}}, {{OUTCOME_FAIL, ""}}, 1, COMPARISON_UNKNOWN},
	{"regressed", {{OUTCOME_PASS, ""}, {OUTCOME_PASS, ""}},
	 {{OUTCOME_FAIL, ""}, {OUTCOME_FAIL, ""}}, 4, COMPARISON_REGRESSED},
	{"fixed", {{OUTCOME_CRASH, ""}, {OUTCOME_CRASH, ""}},
	 {{OUTCOME_PASS, ""}, {OUTCOME_PASS, ""}}, 4, COMPARISON_FIXED},
	{"lost-coverage", {{OUTCOME_PASS, ""}, {OUTCOME_PASS, ""}},
	 {{OUTCOME_SKIP, ""}, {OUTCOME_SKIP, ""}}, 4, COMPARISON_REGRESSED},
	{"seen-twice", {{OUTCOME_PASS, ""}, {OUTCOME_PASS, ""}},
	 {{OUTCOME_FAIL, ""}, {OUTCOME_FAIL, ""}}, 2, COMPARISON_UNKNOWN},
	{"seen-three-times", {{OUTCOME_PASS, ""}, {OUTCOME_PASS, ""}},
	 {{OUTCOME_FAIL, ""}, {OUTCOME_FAIL, ""}}, 3, COMPARISON_UNKNOWN},
	{"flaky-ported", {{OUTCOME_PASS, ""}, {OUTCOME_PASS, ""}},
	 {{OUTCOME_FAIL, ""}, {OUTCOME_PASS, ""}}, 2, COMPARISON_FLAKY},
	{"flaky-base", {{OUTCOME_PASS, ""}, {OUTCOME_FAIL, ""}},
	 {{OUTCOME_FAIL, ""}, {OUTCOME_FAIL, ""}}, 2, COMPARISON_FLAKY},
	{"new-warn", {{OUTCOME_PASS, ""}, {OUTCOME_PASS, ""}},
	 {{OUTCOME_PASS, "WARNING: CPU: 0 PID: 5 at x.c:1 f+0x1\n"},
	  {OUTCOME_PASS, "WARNING: CPU: 1 PID: 66 at x.c:1 f+0x1\n"}}, 4, COMPARISON_REGRESSED},
	{"warn-gone", {{OUTCOME_PASS, "WARNING: at f\n"}, {OUTCOME_PASS, "WARNING: at f\n"}},
	 {{OUTCOME_PASS, ""}, {OUTCOME_PASS, ""}}, 4, COMPARISON_FIXED},
	{"same-warn", {{OUTCOME_PASS, "WARNING: CPU: 0 PID: 5 at x.c:10 f+0x1a\n"}},
	 {{OUTCOME_PASS, "WARNING: CPU: 1 PID: 12 at x.c:21 f+0x2\n"}}, 1, COMPARISON_SAME},
	{"same-warn-shifted", {{OUTCOME_PASS, "WARNING: at f+0xab/0x120\n"}},
	 {{OUTCOME_PASS, "WARNING: at f+0xcde/0x12f\n"}}, 1, COMPARISON_SAME},
	{"another-warn", {{OUTCOME_PASS, "WARNING: at f\n"}, {OUTCOME_PASS, "WARNING: at f\n"}},
	 {{OUTCOME_PASS, "WARNING: at f\nWARNING: at g\n"},
	  {OUTCOME_PASS, "WARNING: at f\nWARNING: at g\n"}}, 4, COMPARISON_REGRESSED},
};

static void test_comparison(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "results.db");
	struct comparison_table table;
	struct attempts base, ported;
	struct results *results;
	struct error *err = NULL;

	assert_works(results_open(path, &results, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		for (int a = 0; a < cases[i].attempts; a++) {
			add(results, "base", a + 1, cases[i].name, cases[i].base[a > 0].outcome,
			    cases[i].base[a > 0].log);
			add(results, "ported", a + 1, cases[i].name, cases[i].ported[a > 0].outcome,
			    cases[i].ported[a > 0].log);
		}
	add(results, "base", 1, "only-base", OUTCOME_PASS, "");
	assert_works(results_load(results, "base", &base, &err), err);
	assert_works(results_load(results, "ported", &ported, &err), err);
	comparison_make(&base, &ported, &table);
	assert_int_equal(table.count, ARRAY_SIZE(cases) + 1);
	for (size_t i = 0; i < table.count; i++) {
		struct test_row *row = &table.rows[i];
		enum comparison expected = COMPARISON_UNKNOWN;

		for (size_t c = 0; c < ARRAY_SIZE(cases); c++)
			if (!strcmp(cases[c].name, row->test))
				expected = cases[c].expected;
		if (row->comparison != expected)
			fail_msg("%s: %s, not %s", row->test, comparison_name(row->comparison),
				 comparison_name(expected));
		assert_int_equal(comparison_wants_repeat(row),
				 expected == COMPARISON_UNKNOWN && row->ported);
	}
	assert_int_equal(table.totals[COMPARISON_UNKNOWN], 4);
	comparison_release(&table);
	attempts_release(&base);
	attempts_release(&ported);
	results_close(results);
	scratch_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records_survive_reopening),
		cmocka_unit_test(test_damaged_database_is_told),
		cmocka_unit_test(test_comparison),
		cmocka_unit_test(test_hosts_are_told_once_each),
	};

	return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
