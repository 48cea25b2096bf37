// SPDX-License-Identifier: GPL-2.0-only
/* The need of a patch that fixes a CVE, by the kernel's CVE data. */
#include "judge_fixture.h"

#include "judge/need.h"
#include "judge/need_cves.h"

#define CULPRIT "1111111111111111111111111111111111111111"
#define STABLE "2222222222222222222222222222222222222222"
#define FIXES_ONE "6666666666666666666666666666666666666666"
#define FIXES_TWO "7777777777777777777777777777777777777777"
#define FIXES_NEW "8888888888888888888888888888888888888888"
#define FIXES_FIXED "9999999999999999999999999999999999999999"
#define FIXES_REJECTED "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define AT "cve/published/2025/"

/* The store is the vulns repository, too. */
static struct cve_table *make_table(void)
{
	static const char *const files[][2] = {
		{ AT "CVE-2025-0001.sha1", FIXES_ONE "\n" },
		{ AT "CVE-2025-0001.dyad", "5.18:" CULPRIT ":6.15:" FIXES_ONE "\n" },
		{ AT "CVE-2025-0002.sha1", FIXES_TWO "\n" },
		{ AT "CVE-2025-0002.dyad", "5.18:" CULPRIT ":6.1.195:" STABLE "\n"
					   "5.18:" CULPRIT ":6.15:" FIXES_TWO "\n" },
		{ AT "CVE-2025-0003.sha1", FIXES_TWO "\n" },
		{ AT "CVE-2025-0003.dyad", "6.2:" CULPRIT ":6.15:" FIXES_TWO "\n" },
		{ AT "CVE-2025-0004.sha1", FIXES_NEW "\n" },
		{ AT "CVE-2025-0004.dyad", "6.2:" CULPRIT ":6.15:" FIXES_NEW "\n" },
		{ AT "CVE-2025-0005.sha1", FIXES_FIXED "\n" },
		{ AT "CVE-2025-0005.dyad", "5.18:" CULPRIT ":6.0:" FIXES_FIXED "\n" },
		{ "cve/rejected/2025/CVE-2025-0006.sha1", FIXES_REJECTED "\n" },
	};
	struct cve_table *table = NULL;
	struct error *err = NULL;
	git_reference *ref;

	make_release(files, ARRAY_SIZE(files));
	assert_int_equal(git_reference_create(&ref, store.repo, "refs/heads/master", &store.release,
					      1, NULL), 0);
	git_reference_free(ref);
	assert_works(cve_table_open(store.repo, git_repository_path(store.repo), &table, &err), err);
	return table;
}

static void says(void **state)
{
	static const struct {
		const char *what, *upstream;
		struct kernel_version release;
		enum cves_say say;
		const char *text;	/* a part of the evidence; NULL: there is none */
	} rows[] = {
		{ "open", FIXES_ONE, { 6, 1, 190 }, CVES_OPEN,
		  "CVE-2025-0001: 6.1.190 is open to it since 5.18 (111111111111), not fixed in this "
		  "branch; by vulns " },
		{ "a short id", "666666666666", { 6, 1, 190 }, CVES_OPEN, "CVE-2025-0001: " },
		{ "by the id of a stable commit", STABLE, { 6, 1, 190 }, CVES_OPEN, "CVE-2025-0002" },
		{ "fixed in a later release", FIXES_TWO, { 6, 1, 190 }, CVES_OPEN,
		  "open to it since 5.18 (111111111111), fixed in 6.1.195 (222222222222)" },
		{ "one of two", FIXES_TWO, { 6, 1, 190 }, CVES_OPEN, "CVE-2025-0003: 6.1.190 never" },
		{ "newer than the data", FIXES_ONE, { 6, 1, 196 }, CVES_OPEN_THEN,
		  "that data ends with 6.1.195" },
		{ "of a branch of which the data knows no release", FIXES_ONE, { 6, 6, 9 },
		  CVES_OPEN, "6.6.9 is open" },
		{ "never had it", FIXES_NEW, { 6, 1, 190 }, CVES_NOT_AFFECTED,
		  "CVE-2025-0004: 6.1.190 never had the fault" },
		{ "had it and has the fix", FIXES_FIXED, { 6, 1, 190 }, CVES_NOTHING,
		  "fixed since 6.0 (999999999999), which 6.1.190 contains" },
		{ "no CVE", CULPRIT, { 6, 1, 190 }, CVES_NOTHING, NULL },
		{ "rejected", FIXES_REJECTED, { 6, 1, 190 }, CVES_NOTHING, NULL },
		{ "no id", NULL, { 6, 1, 190 }, CVES_NOTHING, NULL },
	};
	_cleanup_cve_table_ struct cve_table *table = make_table();

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		enum cves_say say = need_ask_cves(table, rows[i].upstream, &rows[i].release,
						  &evidence);
		bool found = !rows[i].text && !evidence.count;

		for (size_t e = 0; e < evidence.count; e++)
			found |= rows[i].text && strstr(evidence.items[e].text, rows[i].text);
		if (say != rows[i].say || !found)
			fail_msg("%s: %d, %s", rows[i].what, say,
				 evidence.count ? evidence.items[0].text : "nothing");
	}
}

#define F_C "int f(void)\n{\n\tint rc;\n\n\tone();\n\trc = two(1);\n\tthree();\n\treturn rc;\n}\n"
#define CHANGES "--- a/a/f.c\n+++ b/a/f.c\n@@ -5,3 +5,3 @@ int f(void)\n \tone();\n"	\
		"-\trc = two(1);\n+\trc = two(2);\n \tthree();\n"
#define ELSEWHERE "--- a/a/f.c\n+++ b/a/f.c\n@@ -5,3 +5,3 @@ int f(void)\n \tnever();\n"	\
		  "-\trc = four(1);\n+\trc = two(2);\n \twas();\n"
#define ADDS "--- a/a/f.c\n+++ b/a/f.c\n@@ -5,2 +5,3 @@ int f(void)\n \tone();\n+\tnew();\n \trc = two(1);\n"

static void needs(void **state)
{
	static const struct {
		const char *what, *upstream, *diff;
		enum verdict verdict;
		unsigned int stable;
		bool fixed_is_here;
		enum need need;
	} rows[] = {
		{ "open, refused, and nothing of it is found", FIXES_ONE, ELSEWHERE,
		  VERDICT_REFUSED, 190, false, NEED_NEEDED },
		{ "the same, and newer than the data", FIXES_ONE, ELSEWHERE, VERDICT_REFUSED, 200,
		  false, NEED_UNKNOWN },
		{ "newer than the data, but placed", FIXES_ONE, ADDS, VERDICT_MOVED, 200, false,
		  NEED_NEEDED },
		{ "newer than the data, and its lines are here", FIXES_ONE, CHANGES,
		  VERDICT_REFUSED, 200, false, NEED_NEEDED },
		{ "open, and present", FIXES_ONE, CHANGES, VERDICT_PRESENT, 190, false,
		  NEED_NOT_NEEDED },
		{ "open, and superseded", FIXES_ONE, CHANGES, VERDICT_SUPERSEDED, 190, false,
		  NEED_NOT_NEEDED },
		{ "open, and not affected: who is wrong?", FIXES_ONE, CHANGES, VERDICT_NOT_AFFECTED,
		  190, false, NEED_UNKNOWN },
		{ "newer than the data, and not affected", FIXES_ONE, CHANGES,
		  VERDICT_NOT_AFFECTED, 200, false, NEED_NOT_NEEDED },
		{ "never had it, though it applies", FIXES_NEW, CHANGES, VERDICT_CLEAN, 190, false,
		  NEED_NOT_NEEDED },
		{ "the same, but what it fixes is here", FIXES_NEW, CHANGES, VERDICT_CLEAN, 190, true,
		  NEED_NEEDED },
		{ "fixed by the data, but it applies", FIXES_FIXED, CHANGES, VERDICT_CLEAN, 190,
		  false, NEED_NEEDED },
		{ "fixed by the data, refused", FIXES_FIXED, ELSEWHERE, VERDICT_REFUSED, 190, false,
		  NEED_UNKNOWN },
		{ "no CVE", CULPRIT, ELSEWHERE, VERDICT_REFUSED, 190, false, NEED_UNKNOWN },
	};
	_cleanup_cve_table_ struct cve_table *table = make_table();
	git_tree *tree = TREE_OF({ "a/f.c", F_C });

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *mail = xasprintf(HEADER "a: fix it\n\ncommit %s upstream.\n\n"
						      "Signed-off-by: A <a@example.org>\n---\n%s",
						      rows[i].upstream, rows[i].diff);
		struct kernel_version here = { 6, 1, rows[i].stable, 0 };
		struct mention fixed = { .id = CULPRIT, .found = rows[i].fixed_is_here };
		const struct first_release release = { 0 };
		_cleanup_evidence_ struct evidence_list evidence = { 0 };
		_cleanup_patch_ struct patch *patch = NULL;
		struct need_question question = {
			.repo = store.repo, .tree = tree, .verdict = rows[i].verdict,
			.version = &here, .fixes = &fixed, .fixes_count = 1,
			.fixed_releases = &release, .cves = table,
		};
		struct error *err = NULL;
		enum need need;

		assert_works(patch_parse("p.patch", mail, strlen(mail), &patch, &err), err);
		question.patch = patch;
		assert_works(need_assess(&question, &evidence, &need, &err), err);
		if (need != rows[i].need)
			fail_msg("%s: %s", rows[i].what, need_name(need));
	}
	git_tree_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(says, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(needs, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
