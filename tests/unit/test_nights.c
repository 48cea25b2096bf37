// SPDX-License-Identifier: GPL-2.0-only
/* Nights in the store: what is written is read, findings are opened and closed. */
#include "unit.h"

#include "result/json.h"
#include "store/ingest.h"
#include "store/nights.h"
#include "util/buf.h"
#include "util/library_sqlite.h"

/* As the program before nights left it, after a run and a status over the tests' fixture project. */
#define OLD "tests/unit/results_v2.sql"
#define OLD_PROJECT "/tmp/fixture/project"
#define OLD_RUN "899902be872946636e51fea0e626f042ac680d2e2989b7c1367ab746671fb662"

static void execute(const char *path, const char *sql)
{
	struct error *err = NULL;
	sqlite3 *db;

	assert_works(sqlite_load(&err), err);
	assert_int_equal(lib_sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
					     NULL), SQLITE_OK);
	assert_int_equal(lib_sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	lib_sqlite3_close(db);
}

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

/* A night of the branch 9.1.y at this release. */
static struct night night_of(const char *release)
{
	struct night night = {.profile = xstrdup("stable"), .began = xstrdup("2026-12-01T02:00:00Z")};
	struct night_branch *b = ARRAY_ADD(night.branches, night.branch_count, night.branch_alloc);

	seen_now(&night.seen);
	b->branch = xstrdup("9.1.y");
	b->release = xstrdup(release);
	b->good = true;
	b->tests = 7;
	return night;
}

static void add_finding(struct night *night, const char *key)
{
	struct night_finding *f = ARRAY_ADD(night->findings, night->finding_count, night->finding_alloc);
	struct finding_member *m = ARRAY_ADD(f->members, f->member_count, f->member_alloc);

	f->key = xstrdup(key);
	f->kind = NEWS_BASE_REGRESSED;
	f->branch = xstrdup("9.1.y");
	f->text = xstrdup("x86/one_test fails");
	f->signature = xstrdup("fail: exit N");
	f->first_at = xstrdup(night->seen.at);
	f->last_at = xstrdup(night->seen.at);
	m->test = xstrdup("x86/one_test");
	m->text = xstrdup("exit 254");
	night_count_findings(night);
}

static void add_news(struct night *night, enum news_kind kind, const char *text)
{
	struct news *n = ARRAY_ADD(night->news, night->news_count, night->news_alloc);

	n->kind = kind;
	n->branch = xstrdup("9.1.y");
	n->text = xstrdup(text);
	*ARRAY_ADD(n->evidence, n->evidence_count, n->evidence_alloc) = xstrdup("/log \"quoted\"");
}

static size_t put(struct fixture *f, struct night *night, const char *text, bool good)
{
	const struct night_observed observed = {
		.branch = "9.1.y", .release = night->branches[0].release, .good = good, .text = text,
	};
	struct error *err = NULL;
	size_t id;

	assert_works(results_add_night(f->results, "/project", night, &observed, 1, &err), err);
	id = night->id;
	night_release(night);
	return id;
}

static void test_a_night_is_read_back(void **state)
{
	struct fixture *f = *state;
	_cleanup_(nights_release) struct nights nights = {0};
	struct night first = night_of("9.1.7"), second = night_of("9.1.8");
	struct error *err = NULL;

	add_news(&first, NEWS_RELEASE, "9.1.7");
	add_finding(&second, "9.1.y-1234");
	add_news(&second, NEWS_BASE_REGRESSED, "x86/one_test");
	assert_int_equal(put(f, &first, "[]", true), 1);
	assert_int_equal(put(f, &second, "[]", true), 2);
	assert_works(results_nights(f->results, "/project", "stable", 10, &nights, &err), err);
	assert_int_equal(nights.count, 2);
	assert_int_equal(nights.items[0].id, 2);
	assert_string_equal(nights.items[0].branches[0].release, "9.1.8");
	assert_int_equal(nights.items[0].branches[0].tests, 7);
	assert_int_equal(nights.items[0].news[0].kind, NEWS_BASE_REGRESSED);
	assert_string_equal(nights.items[0].news[0].evidence[0], "/log \"quoted\"");
	assert_int_equal(nights.items[0].open, 1);
	assert_int_equal(nights.items[0].finding_count, 1);
	assert_int_equal(nights.items[0].findings[0].first_night, 2);
	assert_string_equal(nights.items[0].findings[0].members[0].test, "x86/one_test");
	assert_string_equal(nights.items[1].news[0].text, "9.1.7");
	nights_release(&nights);
	assert_works(results_nights(f->results, "/project", "stable", 1, &nights, &err), err);
	assert_int_equal(nights.count, 1);
	nights_release(&nights);
	assert_works(results_nights(f->results, "/elsewhere", "stable", 9, &nights, &err), err);
	assert_int_equal(nights.count, 0);
	assert_works(results_nights(f->results, "/project", "distro", 9, &nights, &err), err);
	assert_int_equal(nights.count, 0);
}

static void test_findings_open_and_close(void **state)
{
	struct fixture *f = *state;
	struct night first = night_of("9.1.7"), second = night_of("9.1.7"), third = night_of("9.1.7");
	struct night fourth = night_of("9.1.8");
	struct night_finding *open;
	struct error *err = NULL;
	size_t count;

	add_finding(&first, "9.1.y-aa");
	add_finding(&first, "9.1.y-bb");
	put(f, &first, "[]", true);
	add_finding(&second, "9.1.y-bb");
	second.findings[0].first_night = 1;
	put(f, &second, "[]", true);
	assert_works(results_open_findings(f->results, "/project", "stable", &open, &count, &err), err);
	assert_int_equal(count, 1);
	assert_string_equal(open[0].key, "9.1.y-bb");
	assert_int_equal(open[0].first_night, 1);
	assert_int_equal(open[0].last_night, 2);
	night_finding_release(&open[0]);
	free(open);
	put(f, &third, "[]", true);
	assert_works(results_open_findings(f->results, "/project", "stable", &open, &count, &err), err);
	assert_int_equal(count, 0);
	/* Opened again: another finding of the same key. */
	add_finding(&fourth, "9.1.y-bb");
	put(f, &fourth, "[]", true);
	assert_works(results_open_findings(f->results, "/project", "stable", &open, &count, &err), err);
	assert_int_equal(count, 1);
	assert_int_equal(open[0].first_night, 4);
	night_finding_release(&open[0]);
	free(open);
}

static void test_the_last_night_that_looked(void **state)
{
	struct fixture *f = *state;
	struct night nights[] = {night_of("9.1.7"), night_of("9.1.8"), night_of("9.1.9")};
	struct last_observed last;
	struct error *err = NULL;

	assert_int_equal(results_last_observed(f->results, "/project", "stable", "9.1.y", &last, &err), 0);
	put(f, &nights[0], "[\"first\"]", true);
	put(f, &nights[1], "[\"second\"]", false);
	put(f, &nights[2], NULL, false);
	assert_int_equal(results_last_observed(f->results, "/project", "stable", "9.1.y", &last, &err), 1);
	/* The third looked at nothing of it. */
	assert_int_equal(last.night, 2);
	assert_string_equal(last.release, "9.1.8");
	assert_string_equal(last.text, "[\"second\"]");
	last_observed_release(&last);
	assert_int_equal(results_last_observed(f->results, "/project", "stable", "9.2.y", &last, &err), 0);
	assert_int_equal(results_last_observed(f->results, "/other", "stable", "9.1.y", &last, &err), 0);
}

static void test_a_night_that_cannot_be_written_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	_cleanup_(nights_release) struct nights nights = {0};
	struct night night = night_of("9.1.7");
	const struct night_observed twice[] = {
		{.branch = "9.1.y", .good = true, .text = "[]"},
		{.branch = "9.1.y", .good = true, .text = "[]"},
	};
	struct error *err = NULL;

	assert_fails(results_add_night(f->results, "/project", &night, twice, 2, &err), err, "UNIQUE");
	night_release(&night);
	assert_works(results_nights(f->results, "/project", "stable", 9, &nights, &err), err);
	assert_int_equal(nights.count, 0);
}

/* A database from before there were nights, read as it is and then brought up to date. */
static void test_an_old_database_has_no_nights(void **state)
{
	struct fixture *f = *state;
	_cleanup_free_ char *path = path_join(f->dir, "old.db");
	_cleanup_buf_ struct buf sql = {0};
	struct result known;
	struct nights nights;
	struct last_observed last;
	struct error *err = NULL;

	assert_works(file_read(OLD, 1 << 20, &sql, &err), err);
	execute(path, buf_str(&sql));
	execute(path, "PRAGMA user_version = 2; PRAGMA journal_mode = WAL");
	for (int migrated = 0; migrated < 2; migrated++) {
		struct attempts attempts;
		struct results *results;

		assert_works(migrated ? results_open(path, &results, &err) :
					results_open_to_read(path, &results, &err), err);
		assert_non_null(results);
		assert_works(results_nights(results, OLD_PROJECT, "stable", 9, &nights, &err), err);
		assert_int_equal(nights.count, 0);
		assert_int_equal(results_last_observed(results, OLD_PROJECT, "stable", "9.1.y", &last, &err), 0);
		assert_int_equal(results_known(results, OLD_PROJECT, "9.1.y", "stable", NULL, &known, &err), 1);
		assert_string_equal(known.branches[0].source.release.version, "9.1.7");
		assert_int_equal(known.branches[0].variant_count, 1);
		result_release(&known);
		assert_works(results_load(results, OLD_RUN, &attempts, &err), err);
		assert_int_equal(attempts.count, 4);
		attempts_release(&attempts);
		results_close(results);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_night_is_read_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_findings_open_and_close, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_last_night_that_looked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_night_that_cannot_be_written_leaves_nothing,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_old_database_has_no_nights, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
