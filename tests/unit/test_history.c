// SPDX-License-Identifier: GPL-2.0-only
/* Where a test got worse; and that what is known of it is bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "result/history.h"
#include "store/history.h"
#include "store/results_parts.h"
#include "util/alloc.h"
#include "util/file.h"

struct row {
	const char *release, *run, *outcome, *log;
	int attempt;
};

static void add_rows(struct history *history, const char *state, const char *series,
		     const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		*ARRAY_ADD(history->records, history->record_count, history->record_alloc) =
			(struct history_record){
				.test = xstrdup("x86/a"),
				.branch = xstrdup("9.1.y"),
				.release = xstrdup(rows[i].release),
				.state = xstrdup(state),
				.series = xstrdup(series),
				.variant = xstrdup("default"),
				.run_key = xasprintf("%s-%s", state, rows[i].run),
				.attempt = rows[i].attempt ? rows[i].attempt : 1,
				.outcome = xstrdup(rows[i].outcome),
				.message = xstrdup(""),
				.kernel_log = xstrdup(rows[i].log ? rows[i].log : ""),
				.boot = xstrdup(""),
				.seen = xstrdup(""),
			};
}

/* The branch went back to what was good, which is not tested again. */
static void set_back(void **state)
{
	static const struct row rows[] = {{ "1", "a", "pass" }, { "2", "b", "fail" }};

	for (size_t newest = 0; newest < ARRAY_SIZE(rows); newest++) {
		_cleanup_(history_release) struct history history = {0};

		add_rows(&history, "base", NULL, rows, ARRAY_SIZE(rows));
		history.records[newest].newest = true;
		history_find_regressions(&history);
		assert_int_equal(history.regression_count, 1);
		if (newest)
			assert_null(history.regressions[0].fixed);
		else
			assert_string_equal(history.regressions[0].fixed, "1");
	}
}

static void last_good_and_first_bad(void **state)
{
	static const struct row rows[] = {
		{ "1", "a", "pass" }, { "2", "b", "pass" }, { "3", "c", "fail" }, { "4", "d", "crash" },
		{ "5", "e", "fail" }, { "6", "f", "pass" }, { "7", "g", "timeout" },
	};
	_cleanup_(history_release) struct history history = {0};

	add_rows(&history, "base", NULL, rows, ARRAY_SIZE(rows));
	history_find_regressions(&history);
	assert_int_equal(history.regression_count, 2);
	assert_string_equal(history.regressions[0].good, "2");
	assert_string_equal(history.regressions[0].bad, "3");
	assert_string_equal(history.regressions[0].fixed, "6");
	assert_string_equal(history.regressions[1].good, "6");
	assert_string_equal(history.regressions[1].bad, "7");
	assert_string_equal(history.regressions[1].is, "timeout");
	assert_null(history.regressions[1].fixed);
}

static void flaky_and_skipped_say_nothing(void **state)
{
	static const struct row rows[] = {
		{ "1", "a", "pass" }, { "2", "b", "fail" }, { "2", "b", "pass", NULL, 2 },
		{ "3", "c", "skip" }, { "4", "d", "pass" }, { "5", "e", "skip" }, { "6", "f", "fail" },
		{ "6", "f", "fail", NULL, 2 },
	};
	_cleanup_(history_release) struct history history = {0};

	add_rows(&history, "base", NULL, rows, ARRAY_SIZE(rows));
	history_find_regressions(&history);
	assert_int_equal(history.regression_count, 1);
	assert_string_equal(history.regressions[0].good, "4");
	assert_string_equal(history.regressions[0].bad, "6");
}

static void states_are_apart(void **state)
{
	static const struct row base[] = { { "1", "a", "fail" }, { "2", "b", "fail" } };
	static const struct row ported[] = { { "1", "c", "pass" }, { "2", "d", "fail" } };
	static const struct row other[] = { { "2", "e", "pass" } };
	_cleanup_(history_release) struct history history = {0};

	add_rows(&history, "base", NULL, base, 2);
	add_rows(&history, "ported", "fix", ported, 2);
	add_rows(&history, "ported", "other", other, 1);
	history_find_regressions(&history);
	assert_int_equal(history.regression_count, 1);
	assert_string_equal(history.regressions[0].state, "ported");
	assert_string_equal(history.regressions[0].series, "fix");
}

static void a_new_warning_is_worse(void **state)
{
	static const struct row rows[] = {
		{ "1", "a", "pass" }, { "2", "b", "pass", "WARNING: CPU: 0\n" },
		{ "3", "c", "a-word-of-later" }, { "4", "d", "pass" },
	};
	_cleanup_(history_release) struct history history = {0};

	add_rows(&history, "base", NULL, rows, ARRAY_SIZE(rows));
	history_find_regressions(&history);
	assert_int_equal(history.regression_count, 1);
	assert_string_equal(history.regressions[0].bad, "2");
	assert_string_equal(history.regressions[0].fixed, "4");
}

/* More records than are told, of a run that ended in no event. */
static void the_newest_are_told(void **state)
{
	char folder[] = "/tmp/test_history.XXXXXX";
	_cleanup_(history_release) struct history history = {0};
	const struct history_question question = { .project = "/p", .name = "a" };
	_cleanup_free_ char *path = NULL;
	struct results *results;

	assert_non_null(mkdtemp(folder));
	path = path_join(folder, "results.db");
	assert_int_equal(results_open(path, &results, NULL), 0);
	assert_int_equal(results_history(results, &question, &history, NULL), 0);
	assert_int_equal(results_describe_run(results, "key", "9.1.y", "base", "", NULL), 0);
	assert_int_equal(db_execute(results, "BEGIN", NULL), 0);
	for (int i = 1; i <= HISTORY_MAX + 2; i++) {
		struct record record = {
			.test = "x86/a", .outcome = OUTCOME_PASS, .message = "", .kernel_log = "",
			.output = "", .boot = "",
		};

		assert_int_equal(results_add(results, "key", i, &record, NULL), 0);
	}
	assert_int_equal(db_execute(results, "COMMIT", NULL), 0);
	assert_int_equal(results_history(results, &question, &history, NULL), 1);
	assert_true(history.of_test && history.cut);
	assert_int_equal(history.record_count, HISTORY_MAX);
	assert_int_equal(history.records[HISTORY_MAX - 1].attempt, HISTORY_MAX + 2);
	assert_int_equal(history.records[0].made.id, 0);
	results_close(results);
	assert_int_equal(path_remove(folder, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(last_good_and_first_bad),
		cmocka_unit_test(set_back),
		cmocka_unit_test(flaky_and_skipped_say_nothing),
		cmocka_unit_test(states_are_apart),
		cmocka_unit_test(a_new_warning_is_worse),
		cmocka_unit_test(the_newest_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
