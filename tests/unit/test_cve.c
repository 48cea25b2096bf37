// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's CVE data: its files, who is open to what, and the table that is kept. */
#include "port_fixture.h"

#include "index/cve_status.h"

#define ONE "1111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222"
#define SIX "6666666666666666666666666666666666666666"
#define NINE "9999999999999999999999999999999999999999"

static void ids(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "CVE-2025-37957", true }, { "CVE-1999-0001", true },
		{ "CVE-2025-123456789", true },
		{ "CVE-2025-1", false }, { "CVE-2025-", false }, { "CVE-25-0001", false },
		{ "CVE-2025-012345", false }, { "CVE-2025-1234567890", false },
		{ "CVE-2025-12x4", false }, { "cve-2025-37957", false }, { "", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t id = cve_id_read(rows[i].text, strlen(rows[i].text));
		_cleanup_free_ char *again = cve_id_text(id);

		if ((id != 0) != rows[i].good)
			fail_msg("%s", rows[i].text);
		if (id)
			assert_string_equal(again, rows[i].text);
	}
}

static void versions(void **state)
{
	static const struct {
		const char *text;
		bool in_6_1_100, in_5_10_3;
	} rows[] = {
		{ "0", true, true },
		{ "2.6.12", true, true },
		{ "2.6.32.19", false, false },	/* a stable release, on no way to ours */
		{ "2.6.39", true, true },
		{ "3.0", true, true },
		{ "5.10", true, true },
		{ "5.10.3", false, true },
		{ "5.10.4", false, false },
		{ "5.15.81", false, false },
		{ "6.1", true, false },
		{ "6.1.100", true, false },
		{ "6.1.101", false, false },
		{ "6.2", false, false },
		{ "6.10", false, false },	/* no 6.1 with a zero */
	};
	static const char *const bad[] = {
		"", "6", "6.", ".1", "6.1.", "6..1", "v6.1", "6.1-rc1", "6.1.2.3.4", "0.1", "6.70000",
		"6.1 ", "00",
	};
	const struct kernel_version six = { 6, 1, 100, 0 }, five = { 5, 10, 3, 0 };
	struct cve_version version;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = NULL;

		if (!cve_version_read(rows[i].text, strlen(rows[i].text), &version))
			fail_msg("%s", rows[i].text);
		text = cve_version_text(&version);
		assert_string_equal(text, rows[i].text);
		if (cve_version_in(&version, &six) != rows[i].in_6_1_100 ||
		    cve_version_in(&version, &five) != rows[i].in_5_10_3)
			fail_msg("%s", rows[i].text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (cve_version_read(bad[i], strlen(bad[i]), &version))
			fail_msg("'%s'", bad[i]);
}

static void statuses(void **state)
{
	static const struct {
		const char *what, *dyad;
		struct kernel_version release;
		enum cve_state state;
		const char *since, *fixed;	/* versions; NULL: none */
	} rows[] = {
		{ "mainline brought it, no fix in this branch",
		  "6.1:" ONE ":6.6.92:" TWO "\n6.1:" ONE ":6.15:" SIX "\n", { 6, 1, 150 }, CVE_OPEN,
		  "6.1", NULL },
		{ "the branch is older than the fault",
		  "6.1:" ONE ":6.15:" SIX "\n", { 5, 15, 180 }, CVE_NOT_AFFECTED, NULL, NULL },
		{ "mainline fixed it before the branch began",
		  "5.4:" ONE ":6.0:" SIX "\n", { 6, 1, 1 }, CVE_FIXED, "5.4", "6.0" },
		{ "this release has the branch's fix",
		  "5.4:" ONE ":6.1.50:" TWO "\n5.4:" ONE ":6.5:" SIX "\n", { 6, 1, 50 }, CVE_FIXED,
		  "5.4", "6.1.50" },
		{ "a later release of the branch has it",
		  "5.4:" ONE ":6.1.50:" TWO "\n5.4:" ONE ":6.5:" SIX "\n", { 6, 1, 49 }, CVE_OPEN,
		  "5.4", "6.1.50" },
		{ "a backport of the culprit, not fixed",
		  "6.1:" ONE ":6.15:" SIX "\n5.15.81:" TWO ":0:0\n", { 5, 15, 180 }, CVE_OPEN,
		  "5.15.81", NULL },
		{ "the same, before that backport",
		  "6.1:" ONE ":6.15:" SIX "\n5.15.81:" TWO ":0:0\n", { 5, 15, 80 },
		  CVE_NOT_AFFECTED, NULL, NULL },
		{ "a backport of the culprit in another branch",
		  "6.2:" ONE ":6.5:" SIX "\n6.0.11:" TWO ":0:0\n", { 6, 1, 180 },
		  CVE_NOT_AFFECTED, NULL, NULL },
		{ "two backports of one culprit, one of them fixed",
		  "6.1.43:" ONE ":6.1.43:" SIX "\n6.4:" TWO ":6.5:" SIX "\n6.1.36:" NINE ":0:0\n",
		  { 6, 1, 180 }, CVE_OPEN, "6.1.36", NULL },
		{ "two culprits, both fixed",
		  "5.4:" ONE ":6.0:" SIX "\n6.1.20:" TWO ":6.1.30:" NINE "\n", { 6, 1, 30 },
		  CVE_FIXED, "5.4", "6.0" },
		{ "a stable release of 2.6",
		  "2.6.32.19:" ONE ":0:0\n2.6.33:" TWO ":6.1.47:" SIX "\n", { 6, 1, 100 },
		  CVE_FIXED, "2.6.33", "6.1.47" },
		{ "since ever", "0:0:6.15:" SIX "\n", { 5, 10, 1 }, CVE_OPEN, "0", NULL },
		{ "comments, blanks and no newline at the end",
		  "# one\n\n  6.1:" ONE ":0:0\r\n#:", { 6, 1, 1 }, CVE_OPEN, "6.1", NULL },
		{ "no line at all", "# one\n", { 6, 1, 1 }, CVE_UNKNOWN, NULL, NULL },
		{ "a line that is none", "6.1:" ONE ":0:0\nhello\n", { 6, 1, 1 }, CVE_UNKNOWN },
		{ "an id that is cut", "6.1:111111:0:0\n", { 6, 1, 1 }, CVE_UNKNOWN },
		{ "an id of upper case",
		  "6.1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:0:0\n", { 6, 1, 1 }, CVE_UNKNOWN },
		{ "a field too many", "6.1:" ONE ":0:0:0\n", { 6, 1, 1 }, CVE_UNKNOWN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct guarded text = guarded_copy(rows[i].dyad, strlen(rows[i].dyad));
		_cleanup_cve_record_ struct cve_record record = { 0 };
		_cleanup_free_ char *since = NULL, *fixed = NULL;
		struct cve_status status;
		struct cve cve;

		cve_record_dyad(&record, text.data, strlen(rows[i].dyad));
		cve = (struct cve){ .ranges = record.ranges, .range_count = record.range_count };
		cve_status_of(&cve, &rows[i].release, &status);
		if (status.state != rows[i].state || !record.problem != (status.state != CVE_UNKNOWN))
			fail_msg("%s: %s", rows[i].what, cve_state_name(status.state));
		since = status.since ? cve_version_text(&status.since->since) : NULL;
		fixed = status.fixed ? cve_version_text(&status.fixed->fixed) : NULL;
		if (!since != !rows[i].since || (since && strcmp(since, rows[i].since)) ||
		    !fixed != !rows[i].fixed || (fixed && strcmp(fixed, rows[i].fixed)))
			fail_msg("%s: since %s, fixed %s", rows[i].what, since, fixed);
		guarded_release(&text);
	}
}

static void endless_lines(void **state)
{
	_cleanup_cve_record_ struct cve_record record = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	for (size_t i = 0; i < CVE_FILE_MAX / 8; i++)
		buf_puts(&text, "11111111");
	cve_record_dyad(&record, text.data, text.len);
	assert_non_null(record.problem);
	cve_record_fixes(&record, text.data, text.len);
	assert_int_equal(record.fix_count, 0);
	buf_clear(&text);
	for (size_t i = 0; i <= CVE_RANGES_MAX; i++)
		buf_puts(&text, "6.1:" ONE ":0:0\n");
	cve_record_dyad(&record, text.data, text.len);
	assert_int_equal(record.range_count, 0);
	buf_clear(&text);
	buf_add(&text, "6.1:\0:0:0\n", 10);
	cve_record_dyad(&record, text.data, text.len);
	assert_int_equal(record.range_count, 0);
}

#define JSON(title, rest, id)								\
	"{\"containers\":{\"cna\":{\"title\":\"" title "\"," rest "}},"			\
	"\"cveMetadata\":{\"cveId\":\"" id "\"}}"

static void json(void **state)
{
	static const struct {
		const char *text, *title, *problem;	/* problem: a part of it; NULL: none */
		unsigned int score;
		size_t paths;
	} rows[] = {
		{ JSON("kvm: one", "\"affected\":[{\"programFiles\":[\"a/b.c\",\"c.h\"]},"
				   "{\"programFiles\":[\"a/b.c\"]}],\"metrics\":[{\"cvssV3_1\":"
				   "{\"baseScore\":8.8,\"vectorString\":\"CVSS:3.1/AV:L\"}}]",
		       "CVE-2025-0001"), "kvm: one", NULL, 88, 2 },
		{ JSON("scores that are none", "\"metrics\":[{\"cvssV3_1\":{\"baseScore\":11}},"
					       "{\"cvssV3_1\":{\"baseScore\":\"9\"}},7]",
		       "CVE-2025-0001"), "scores that are none", NULL, 0, 0 },
		{ JSON("the highest", "\"metrics\":[{\"cvssV4_0\":{\"baseScore\":5.1}},"
				      "{\"cvssV3_1\":{\"baseScore\":7}}]", "CVE-2025-0001"),
		  "the highest", NULL, 70, 0 },
		{ JSON("one\\n\\u001b[31mtwo\\u202e", "\"affected\":{}", "CVE-2025-0001"),
		  "one??[31mtwo???", NULL, 0, 0 },
		{ JSON("out", "\"affected\":[{\"programFiles\":[\"../../etc/passwd\"]}]",
		       "CVE-2025-0001"), "out", "no tree can have", 0, 0 },
		{ JSON("out", "\"affected\":[{\"programFiles\":[\"/etc/passwd\"]}]",
		       "CVE-2025-0001"), "out", "no tree can have", 0, 0 },
		{ JSON("one of two is out", "\"affected\":[{\"programFiles\":[\"a.c\",\"a/../b.c\"]}]",
		       "CVE-2025-0001"), "one of two is out", "no tree can have", 0, 0 },
		{ JSON("no text", "\"affected\":[{\"programFiles\":[7]}]", "CVE-2025-0001"),
		  "no text", "no tree can have", 0, 0 },
		{ JSON("of another", "\"affected\":[]", "CVE-2025-0002"), NULL, "of another CVE", 0,
		  0 },
		{ "{\"containers\":", NULL, "no JSON", 0, 0 },
		{ "", NULL, "no JSON", 0, 0 },
		{ "[]", NULL, "of another CVE", 0, 0 },
	};
	uint64_t id = cve_id_read("CVE-2025-0001", 13);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_cve_record_ struct cve_record record = { 0 };

		cve_record_json(&record, id, rows[i].text, strlen(rows[i].text));
		if (!record.title != !rows[i].title ||
		    (record.title && strcmp(record.title, rows[i].title)))
			fail_msg("row %zu: title '%s'", i, record.title);
		if (!record.problem != !rows[i].problem ||
		    (record.problem && !strstr(record.problem, rows[i].problem)))
			fail_msg("row %zu: '%s'", i, record.problem);
		assert_int_equal(record.score, rows[i].score);
		/* A part of the files would look like all of them. */
		assert_int_equal(record.path_count, rows[i].paths);
	}
}

/* Deep nesting is the parser's business; that it ends is ours. */
static void deep_json(void **state)
{
	_cleanup_cve_record_ struct cve_record record = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	for (size_t i = 0; i < CVE_FILE_MAX; i++)
		buf_puts(&text, "[");
	cve_record_json(&record, cve_id_read("CVE-2025-0001", 13), text.data, text.len);
	assert_non_null(record.problem);
}

/* The store is the vulns repository, too: these files are its master, and its HEAD. */
static void publish(const char *const (*files)[2], size_t count)
{
	git_reference *ref;

	make_release(files, count);
	assert_int_equal(git_reference_create(&ref, store.repo, "refs/heads/master",
					      &store.release, 1, NULL), 0);
	git_reference_free(ref);
	assert_int_equal(git_repository_set_head(store.repo, "refs/heads/master"), 0);
}

static struct cve_table *open_table(void)
{
	struct cve_table *table = NULL;
	struct error *err = NULL;

	assert_works(cve_table_open(store.repo, git_repository_path(store.repo), &table, &err), err);
	return table;
}

#define AT "cve/published/2025/"
static const char *const files[][2] = {
	{ AT "CVE-2025-0001.json", JSON("kvm: one", "\"affected\":[{\"programFiles\":[\"a.c\"]}]",
					"CVE-2025-0001") },
	{ AT "CVE-2025-0001.dyad", "6.1:" ONE ":6.1.90:" TWO "\n6.1:" ONE ":6.15:" SIX "\n" },
	{ AT "CVE-2025-0001.sha1", SIX "\n" },
	{ AT "CVE-2025-0001.cvss", "who CVSS:3.1/AV:N\n\nwhy\n" },
	{ AT "CVE-2025-0001.mbox", "not looked at" },
	{ AT "CVE-2025-10000.json", JSON("kvm: ten", "\"affected\":[]", "CVE-2025-10000") },
	{ AT "CVE-2025-10000.dyad", "6.1.95:" ONE ":0:0\n" },
	{ AT "CVE-2025-10000.sha1", SIX "\n" NINE "\n" },
	{ AT "CVE-2025-2000.sha1", SIX "\n" },		/* no .dyad */
	{ AT "CVE-2025-3000.dyad", "hello\n" },
	{ AT "CVE-2025-4000.cvss", "left of one that moved\n" },
	{ AT "CVE-2025-5000.dyad.link", "../../../../etc/passwd" },
	{ AT "CVE-2025-link/x", "a folder" },
	{ AT "evil;rm -rf.json", "{}" },
	{ "cve/published/year/CVE-2025-6000.dyad", "6.1:" ONE ":0:0\n" },
	{ "cve/rejected/2024/CVE-2024-0007.json", JSON("no fault", "\"affected\":[]",
						       "CVE-2024-0007") },
	{ "cve/rejected/2024/CVE-2024-0007.dyad", "6.1:" ONE ":0:0\n" },
	{ "cve/review/2025/CVE-2025-7000.dyad", "6.1:" ONE ":0:0\n" },
};

static void note_id(const struct cve *cve, void *data)
{
	_cleanup_free_ char *id = cve_id_text(cve->id);

	buf_printf(data, "%s ", id);
}

static void assert_fixes(const struct cve_table *table, const char *commit, const char *expected)
{
	_cleanup_buf_ struct buf found = { 0 };

	cve_table_fixed_by(table, commit, note_id, &found);
	assert_string_equal(buf_str(&found), expected);
}

static void assert_table(const struct cve_table *table)
{
	const struct kernel_version release = { 6, 1, 92 }, other = { 6, 6, 1 };
	git_oid commit;
	int64_t time;
	struct cve cve;

	cve_table_commit(table, &commit, &time);
	assert_true(git_oid_equal(&commit, &store.release));
	assert_int_equal(time, 1000000000);
	assert_int_equal(cve_table_count(table), 5);
	assert_true(cve_table_find(table, cve_id_read("CVE-2025-0001", 13), &cve));
	assert_string_equal(cve.title, "kvm: one");
	assert_string_equal(cve.vector, "CVSS:3.1/AV:N");
	assert_string_equal(cve.problem, "");
	assert_int_equal(cve.range_count, 2);
	assert_int_equal(cve.path_count, 1);
	assert_string_equal(cve_path(&cve, 0), "a.c");
	assert_true(cve_table_find(table, cve_id_read("CVE-2025-2000", 13), &cve));
	assert_string_equal(cve.problem, ".dyad: there is none");
	assert_true(cve_table_find(table, cve_id_read("CVE-2025-3000", 13), &cve));
	assert_string_equal(cve.problem, ".dyad: line 1 is no pair of versions and commits");
	assert_true(cve_table_find(table, cve_id_read("CVE-2024-0007", 13), &cve));
	assert_true(cve.rejected);
	assert_false(cve_table_find(table, cve_id_read("CVE-2025-4000", 13), &cve));
	assert_false(cve_table_find(table, cve_id_read("CVE-2025-5000", 13), &cve));
	assert_false(cve_table_find(table, cve_id_read("CVE-2025-6000", 13), &cve));
	assert_false(cve_table_find(table, cve_id_read("CVE-2025-7000", 13), &cve));
	assert_fixes(table, SIX, "CVE-2025-0001 CVE-2025-2000 CVE-2025-10000 ");
	assert_fixes(table, "666666666666", "CVE-2025-0001 CVE-2025-2000 CVE-2025-10000 ");
	assert_fixes(table, TWO, "CVE-2025-0001 ");
	assert_fixes(table, NINE, "CVE-2025-10000 ");
	assert_fixes(table, ONE, "");
	assert_fixes(table, "66666666666", "");	/* too short to be one commit's */
	assert_fixes(table, "not an id at all", "");
	assert_int_equal(cve_table_newest(table, &release), 95);
	assert_int_equal(cve_table_newest(table, &other), 0);
}

static char *kept_path(void)
{
	return path_join(git_repository_path(store.repo), "stablehand-cves/%s",
			 git_oid_tostr_s(&store.release));
}

static void table(void **state)
{
	_cleanup_cve_table_ struct cve_table *made = NULL, *kept = NULL;
	_cleanup_free_ char *path = NULL;

	publish(files, ARRAY_SIZE(files));
	made = open_table();
	assert_table(made);
	path = kept_path();
	assert_true(path_exists(path));
	kept = open_table();
	assert_table(kept);
}

/* Every byte of the kept file may be wrong: what is then said is what was read, or made anew. */
static void damaged(void **state)
{
	_cleanup_buf_ struct buf bytes = { 0 };
	_cleanup_free_ char *path = NULL;
	struct error *err = NULL;
	struct cve_table *made;

	publish(files, ARRAY_SIZE(files));
	made = open_table();
	cve_table_free(&made);
	path = kept_path();
	assert_works(file_read(path, 1 << 20, &bytes, &err), err);
	for (size_t i = 0; i < bytes.len; i += 3) {
		bytes.data[i] ^= 0x55;
		assert_works(file_write(path, bytes.data, bytes.len, 0600, &err), err);
		bytes.data[i] ^= 0x55;
		made = open_table();
		assert_table(made);
		cve_table_free(&made);
	}
	for (size_t len = 0; len < bytes.len; len += 17) {
		assert_works(file_write(path, bytes.data, len, 0600, &err), err);
		made = open_table();
		assert_table(made);
		cve_table_free(&made);
	}
}

/* HEAD of a copy may be somebody's branch with other things. */
static void head_of_another_kind(void **state)
{
	static const char *const others[][2] = { { "README", "a copy\n" } };
	struct cve_table *made;
	git_reference *ref;
	git_oid data;

	publish(files, ARRAY_SIZE(files));
	git_oid_cpy(&data, &store.release);
	make_release(others, 1);
	assert_int_equal(git_reference_create(&ref, store.repo, "refs/heads/main", &store.release, 1,
					      NULL), 0);
	git_reference_free(ref);
	assert_int_equal(git_repository_set_head(store.repo, "refs/heads/main"), 0);
	git_oid_cpy(&store.release, &data);
	made = open_table();
	assert_table(made);
	cve_table_free(&made);
}

static void large_files(void **state)
{
	static const char *const names[] = { "dyad", "json", "sha1" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path = xasprintf(AT "CVE-2025-0001.%s", names[i]);
		_cleanup_free_ char *text = xcalloc(1, CVE_FILE_MAX + 2);
		const char *const large[][2] = {
			{ path, text },
			{ i ? AT "CVE-2025-0001.dyad" : AT "CVE-2025-0001.sha1",
			  i ? "6.1:" ONE ":0:0\n" : SIX "\n" },
		};
		struct cve_table *made;
		struct cve cve;

		memset(text, '#', CVE_FILE_MAX + 1);
		publish(large, 2);
		made = open_table();
		assert_int_equal(cve_table_count(made), 1);
		cve_table_at(made, 0, &cve);
		assert_non_null(strstr(cve.problem, "too large"));
		cve_table_free(&made);
	}
}

static void assert_refused(const char *path, const char *why)
{
	struct cve_table *made = NULL;
	struct error *err = NULL;

	assert_int_equal(cve_table_open(store.repo, path, &made, &err), -1);
	assert_int_equal(err->kind, ERROR_INPUT);
	if (!strstr(err->message, why))
		fail_msg("%s", err->message);
	assert_null(made);
	error_clear(&err);
}

static void no_repository(void **state)
{
	static const char *const others[][2] = { { "cve/published", "a file, no folder" } };
	_cleanup_free_ char *below = path_join(store.dir, "store.git/objects");

	assert_refused("/nowhere/at/all", "no git repository");
	assert_refused(store.dir, "no git repository");
	assert_refused(below, "no git repository");	/* not searched for further up */
	publish(others, 1);
	assert_refused(git_repository_path(store.repo), "has a folder cve/published");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids),
		cmocka_unit_test(versions),
		cmocka_unit_test(statuses),
		cmocka_unit_test(endless_lines),
		cmocka_unit_test(json),
		cmocka_unit_test(deep_json),
		cmocka_unit_test_setup_teardown(table, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(damaged, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(head_of_another_kind, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(large_files, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(no_repository, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
