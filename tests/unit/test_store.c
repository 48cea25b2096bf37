// SPDX-License-Identifier: GPL-2.0-only
/* Events, and what is known after them. */
#include "unit.h"

#include "result/json.h"
#include "store/ingest.h"
#include "util/library_sqlite.h"

/* As the program before events left it, after a run over the tests' fixture project. */
#define OLD "tests/unit/results_v1.sql"
#define FULL "tests/fuzz/corpus/result_json/full"

#define OLD_PORTED "3f21faf41a96a1ddfaa8089d363645843511ad60539bb274c49756b83defb577"
/* In FULL: series fix, variant npt=1. */
#define BASE_RUN "1111111111111111111111111111111111111111111111111111111111111111"
#define PORTED_RUN "3333333333333333333333333333333333333333333333333333333333333333"

static long number(const char *path, const char *sql)
{
	sqlite3_stmt *statement;
	sqlite3 *db;
	long value;

	assert_int_equal(lib_sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE |
					     SQLITE_OPEN_CREATE, NULL), SQLITE_OK);
	assert_int_equal(lib_sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(lib_sqlite3_step(statement), SQLITE_ROW);
	value = lib_sqlite3_column_int(statement, 0);
	lib_sqlite3_finalize(statement);
	lib_sqlite3_close(db);
	return value;
}

static void execute(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(lib_sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE |
					     SQLITE_OPEN_CREATE, NULL), SQLITE_OK);
	assert_int_equal(lib_sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	lib_sqlite3_close(db);
}

static void test_old_database_keeps_its_records(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "results.db");
	_cleanup_buf_ struct buf sql = {0};
	struct attempts attempts;
	struct results *results;
	struct error *err = NULL;

	assert_works(sqlite_load(&err), err);
	assert_works(file_read(OLD, 1 << 20, &sql, &err), err);
	execute(path, buf_str(&sql));
	execute(path, "PRAGMA user_version = 1");
	/* Nothing that is known can be read of it. */
	assert_works(results_open_to_read(path, &results, &err), err);
	assert_null(results);
	for (int again = 0; again < 2; again++) {
		assert_works(results_open(path, &results, &err), err);
		assert_works(results_load(results, OLD_PORTED, &attempts, &err), err);
		assert_int_equal(attempts.count, 4);
		assert_int_equal(attempts_find(&attempts, "x86/one_test", 1)->outcome, OUTCOME_PASS);
		assert_string_equal(attempts_find(&attempts, "x86/one_test", 1)->output,
				    "output of x86/one_test \\x1b[31m\n");
		assert_null(attempts_find(&attempts, "x86/one_test", 1)->host);
		attempts_release(&attempts);
		results_close(results);
		assert_int_equal(number(path, "PRAGMA user_version"), 4);
		assert_int_equal(number(path, "SELECT count(*) FROM record"), 8);
		assert_int_equal(number(path, "SELECT count(*) FROM run"), 2);
		/* Of the logs that the records name. */
		assert_int_equal(number(path, "SELECT count(*) FROM boot"), 2);
		assert_int_equal(number(path, "SELECT count(*) FROM boot WHERE run_key = '" OLD_PORTED "'"), 1);
		assert_int_equal(number(path, "SELECT count(*) FROM event"), 0);
	}
	scratch_remove(dir);
}

static void test_a_newer_database_is_refused(void **state)
{
	char *dir = scratch_make();
	_cleanup_free_ char *path = path_join(dir, "results.db");
	struct results *results;
	struct error *err = NULL;

	assert_works(sqlite_load(&err), err);
	execute(path, "PRAGMA user_version = 5");
	assert_fails(results_open(path, &results, &err), err, "made by a newer stablehand (version 5)");
	scratch_remove(dir);
}

/* --- what is known after some events */

struct fixture {
	char *dir, *path;
	struct results *results;
};

static int set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	struct error *err = NULL;

	f->dir = scratch_make();
	f->path = path_join(f->dir, "results.db");
	assert_works(results_open(f->path, &f->results, &err), err);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	results_close(f->results);
	scratch_remove(f->dir);
	free(f->path);
	free(f);
	return 0;
}

static json_t *full(void)
{
	_cleanup_buf_ struct buf bytes = {0};
	struct error *err = NULL;

	assert_works(file_read(FULL, 1 << 20, &bytes, &err), err);
	return json_loadb(bytes.data, bytes.len, 0, NULL);
}

static json_t *branch_of(json_t *whole)
{
	return json_array_get(json_object_get(whole, "branches"), 0);
}

/* As an event that ended before anything was built. */
static void forget_builds(json_t *branch)
{
	static const char *const lists[] = {"builds", "variants", "runs", "tests", "each_step", "cost",
					    "checks", "behaviour", "coverage", "variants_not_run",
					    "only_compiled"};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		json_object_set_new(branch, lists[i], json_array());
}

/* Put it in as an event of this command; the object is freed. */
static void ingest(struct fixture *f, json_t *whole, const struct event *event)
{
	_cleanup_(result_release) struct result result = {0};
	_cleanup_free_ char *text = json_dumps(whole, 0);
	struct error *err = NULL;

	json_decref(whole);
	assert_works(result_from_json(text, strlen(text), &result, &err), err);
	for (size_t i = 0; i < result.count; i++)
		seen_release(&result.branches[i].seen);
	assert_works(results_ingest(f->results, event, &result, &err), err);
	assert_non_null(result.branches[0].seen.at);
}

static void known(struct fixture *f, const char *branch, const char *release, struct result *ret)
{
	struct error *err = NULL;

	if (results_known(f->results, "/project", branch, "stable", release, ret, &err) != 1)
		fail_msg("nothing is known of %s: %s", branch, err ? err->message : "");
}

static const struct event run_all = {
	.project = "/project", .command = "run", .arguments = "[]", .profile = "stable",
};
static const struct event port_all = {
	.project = "/project", .command = "port", .arguments = "[]", .profile = "stable",
	.scope = {.some_variants = true},
};

static void add_record(struct fixture *f, const char *run, const char *test, enum outcome outcome)
{
	struct record record = {
		.test = (char *)test, .outcome = outcome, .seconds = 1, .message = (char *)"",
		.kernel_log = (char *)"", .output = (char *)"", .boot = (char *)"/log",
	};
	struct error *err = NULL;

	assert_works(results_add(f->results, run, 1, &record, &err), err);
}

static void test_an_event_leaves_rows(void **state)
{
	struct fixture *f = *state;
	struct result result;
	struct error *err = NULL;

	ingest(f, full(), &run_all);
	assert_int_equal(number(f->path, "SELECT count(*) FROM event WHERE command = 'run' AND"
					 " program LIKE 'stablehand %' AND json_valid(result)"), 1);
	assert_int_equal(number(f->path, "SELECT count(*) FROM verdict WHERE release = '9.1.7'"), 4);
	assert_int_equal(number(f->path, "SELECT count(*) FROM verdict WHERE patch = '0002-adapted.patch'"
					 " AND verdict = 'adapted' AND risk = 'medium' AND commit_id LIKE 'cc%'"), 1);
	assert_int_equal(number(f->path, "SELECT count(*) FROM verdict WHERE commit_id IS NULL"), 2);
	assert_int_equal(number(f->path, "SELECT count(*) FROM build WHERE first_event = 1"), 3);
	/* Three builds, four runs. */
	assert_int_equal(number(f->path, "SELECT count(*) FROM saw"), 7);
	ingest(f, full(), &run_all);
	assert_int_equal(number(f->path, "SELECT count(*) FROM build WHERE first_event = 1"), 3);
	assert_int_equal(number(f->path, "SELECT count(*) FROM verdict"), 8);
	assert_int_equal(results_known(f->results, "/elsewhere", "9.1.y", "stable", NULL, &result, &err), 0);
	assert_int_equal(results_known(f->results, "/project", "9.1.y", "distro", NULL, &result, &err), 0);
	assert_int_equal(results_known(f->results, "/project", "9.1.y", "stable", "9.1.8", &result, &err), 0);
}

static void test_comparisons_are_of_all_records(void **state)
{
	struct fixture *f = *state;
	_cleanup_(result_release) struct result result = {0};
	const struct comparison_table *table;

	add_record(f, BASE_RUN, "x86/earlier_test", OUTCOME_PASS);
	add_record(f, PORTED_RUN, "x86/earlier_test", OUTCOME_FAIL);
	ingest(f, full(), &run_all);
	known(f, "9.1.y", NULL, &result);
	table = result.branches[0].series[0].comparisons[0];
	assert_int_equal(table->count, 1);
	assert_string_equal(table->rows[0].test, "x86/earlier_test");
	assert_true(comparison_wants_repeat(&table->rows[0]));
}

static void test_a_port_keeps_what_was_built(void **state)
{
	struct fixture *f = *state;
	_cleanup_(result_release) struct result result = {0};
	const struct branch_result *b;
	const struct series_result *fix;
	json_t *whole = full();

	ingest(f, full(), &run_all);
	forget_builds(branch_of(whole));
	ingest(f, whole, &port_all);
	known(f, "9.1.y", NULL, &result);
	b = &result.branches[0];
	fix = &b->series[0];
	assert_true(b->base.has_build && fix->ported.has_build && fix->knows_sizes);
	assert_int_equal(b->variant_count, 2);
	assert_string_equal(b->base.runs[0].run_key, BASE_RUN);
	assert_string_equal(fix->ported.runs[0].run_key, PORTED_RUN);
	assert_non_null(fix->comparisons[0]);
	assert_true(fix->steps.count == 2 && fix->check.made && fix->behaviour.count == 3 &&
		    fix->coverage.variant_count == 2);
	/* Each with the time at which it was seen. */
	assert_string_equal(b->base.seen.at, "2026-11-20T08:00:01Z");
	assert_non_null(fix->ported.seen.at);
	assert_non_null(fix->ported.runs[0].seen.at);
}

static void test_another_tree_drops_what_was_built(void **state)
{
	struct fixture *f = *state;
	_cleanup_(result_release) struct result result = {0};
	const struct branch_result *b;
	json_t *whole = full(), *port;

	ingest(f, full(), &run_all);
	forget_builds(branch_of(whole));
	port = json_array_get(json_object_get(branch_of(whole), "ports"), 0);
	json_object_set_new(port, "tree", json_string("9999999999999999999999999999999999999999"));
	ingest(f, whole, &port_all);
	known(f, "9.1.y", NULL, &result);
	b = &result.branches[0];
	assert_true(b->base.has_build && b->series[1].ported.has_build);
	assert_false(b->series[0].ported.has_build || b->series[0].steps.count ||
		     b->series[0].behaviour.count || b->series[0].coverage.variant_count);
	assert_null(b->series[0].ported.runs[0].run_key);
	assert_non_null(b->base.runs[0].run_key);
}

static void test_another_build_drops_its_runs(void **state)
{
	struct fixture *f = *state;
	_cleanup_(result_release) struct result result = {0};
	const struct series_result *fix;
	json_t *whole = full(), *b = branch_of(whole), *builds, *build;

	ingest(f, full(), &run_all);
	builds = json_incref(json_object_get(b, "builds"));
	forget_builds(b);
	json_object_set_new(b, "builds", builds);
	build = json_array_get(builds, 1);
	json_object_set_new(build, "key", json_string("another"));
	json_object_del(build, "not_run");
	ingest(f, whole, &port_all);
	known(f, "9.1.y", NULL, &result);
	fix = &result.branches[0].series[0];
	assert_string_equal(fix->ported.build.key, "another");
	assert_null(fix->ported.runs[0].run_key);
	assert_null(fix->comparisons[0]);
	assert_false(fix->knows_sizes || fix->coverage.variant_count);
	assert_string_equal(result.branches[0].base.runs[0].run_key, BASE_RUN);
}

/* Of an event about one series the others stay, with their rows. */
static void test_one_series_leaves_the_others(void **state)
{
	struct fixture *f = *state;
	_cleanup_(result_release) struct result result = {0};
	struct event event = port_all;
	json_t *whole = full(), *b = branch_of(whole);
	static const char *const lists[] = {"ports", "patches"};

	event.scope.series = "fix";
	ingest(f, full(), &run_all);
	forget_builds(b);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		for (size_t at = json_array_size(json_object_get(b, lists[i])); at-- > 0;) {
			json_t *list = json_object_get(b, lists[i]);
			json_t *series = json_object_get(json_array_get(list, at), "series");

			if (strcmp(json_string_value(series), "fix"))
				json_array_remove(list, at);
		}
	json_array_remove(json_object_get(whole, "rows"), 3);
	json_array_remove(json_object_get(whole, "rows"), 2);
	json_object_set_new(b, "given", json_pack("[i, i]", 1, 2));
	json_array_clear(json_object_get(json_array_get(json_object_get(whole, "branches"), 1), "given"));
	ingest(f, whole, &event);
	known(f, "9.1.y", NULL, &result);
	assert_int_equal(result.branches[0].series_count, 2);
	assert_string_equal(result.branches[0].series[1].name, "other");
	assert_true(result.branches[0].series[1].ported.has_build);
	assert_int_equal(result.branches[0].series[1].patch_count, 2);
	assert_string_equal(result.branches[0].series[1].ported.runs[0].run_key,
			    "4444444444444444444444444444444444444444444444444444444444444444");
	assert_int_equal(result.row_count, 4);
	assert_true(result.branches[0].wanted[3]);
}

static void test_a_release_by_name_is_not_the_newest(void **state)
{
	struct fixture *f = *state;
	_cleanup_(result_release) struct result newest = {0}, named = {0};
	struct event event = run_all;
	json_t *whole = full();

	ingest(f, full(), &run_all);
	event.release = "9.1.6";
	json_object_set_new(branch_of(whole), "release", json_string("9.1.6"));
	ingest(f, whole, &event);
	known(f, "9.1.y", NULL, &newest);
	assert_string_equal(newest.branches[0].source.release.version, "9.1.7");
	known(f, "9.1.y", "9.1.6", &named);
	assert_string_equal(named.branches[0].source.release.version, "9.1.6");
}

static void test_who_only_looks_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct event event = port_all;
	struct result result;
	struct error *err = NULL;

	event.only_looked = true;
	ingest(f, full(), &event);
	assert_int_equal(number(f->path, "SELECT count(*) FROM event"), 1);
	assert_int_equal(number(f->path, "SELECT count(*) FROM verdict"), 4);
	assert_int_equal(results_known(f->results, "/project", "9.1.y", "stable", NULL, &result, &err), 0);
}

/* Any one part that a port does not make is reason enough to read what was known. */
static void test_each_part_alone_is_kept(void **state)
{
	struct fixture *f = *state;
	static const char *const lists[] = {"builds", "each_step", "checks", "behaviour",
					    "variants_not_run", "only_compiled"};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		_cleanup_(result_release) struct result result = {0};
		json_t *whole = full(), *again = full(), *b = branch_of(whole), *part, *found, *now;

		part = json_incref(json_object_get(b, lists[i]));
		forget_builds(b);
		json_object_set_new(b, lists[i], part);
		ingest(f, whole, &run_all);
		forget_builds(branch_of(again));
		ingest(f, again, &port_all);
		known(f, "9.1.y", NULL, &result);
		now = result_to_json(&result);
		found = json_object_get(branch_of(now), lists[i]);
		if (!json_array_size(found))
			fail_msg("%s: forgotten", lists[i]);
		json_decref(now);
		execute(f->path, "DELETE FROM known");
	}
}

/* Of a port after a port the later one is known, of each of its branches by itself. */
static void test_verdicts_replace_verdicts(void **state)
{
	struct fixture *f = *state;

	for (int alone = 0; alone <= 1; alone++) {
		_cleanup_(result_release) struct result result = {0};
		json_t *first = full(), *second = full(), *patch;

		forget_builds(branch_of(first));
		forget_builds(branch_of(second));
		while (alone && json_array_size(json_object_get(second, "branches")) > 1)
			json_array_remove(json_object_get(second, "branches"), 1);
		patch = json_array_get(json_object_get(branch_of(second), "patches"), 0);
		json_object_set_new(patch, "risk", json_string("high"));
		ingest(f, first, &port_all);
		ingest(f, second, &port_all);
		known(f, "9.1.y", NULL, &result);
		assert_int_equal(result.count, 1);
		assert_int_equal(result.row_count, 4);
		assert_int_equal(result.branches[0].series[0].patches[0].risk, RISK_HIGH);
		assert_non_null(result.branches[0].seen.at);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_old_database_keeps_its_records),
		cmocka_unit_test(test_a_newer_database_is_refused),
		TEST(test_an_event_leaves_rows),
		TEST(test_comparisons_are_of_all_records),
		TEST(test_a_port_keeps_what_was_built),
		TEST(test_another_tree_drops_what_was_built),
		TEST(test_another_build_drops_its_runs),
		TEST(test_one_series_leaves_the_others),
		TEST(test_a_release_by_name_is_not_the_newest),
		TEST(test_each_part_alone_is_kept),
		TEST(test_verdicts_replace_verdicts),
		TEST(test_who_only_looks_changes_nothing),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
