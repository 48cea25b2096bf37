// SPDX-License-Identifier: GPL-2.0-only
/* How forms say a commit's message their way: what the port added, and what its author wrote. */
#include "port_fixture.h"

#include "deliver/form_parts.h"
#include "deliver/lint_parts.h"
#include "git/staging.h"
#include "series/commit_message.h"

#define UPSTREAM "89abcdef0123456789abcdef0123456789abcdef"
#define MAIL(body) HEADER "a: subject\nX-Upstream-Commit: " UPSTREAM " (v6.6)\n\n" body		\
	"---\n--- a/b/only.c\n+++ b/b/only.c\n@@ -1 +1 @@\n-only\n+x\n"

/* A commit as the port of an adapted patch makes it: its note stands in the message. */
static git_oid noted(const struct port_result *result, const char *message)
{
	git_repository *repo = staging_repo(result->objects);
	git_commit *commit, *parent;
	const git_commit *parents[1];
	git_tree *tree;
	git_oid id;

	assert_int_equal(git_commit_lookup(&commit, repo, &result->patches[0].commit), 0);
	assert_int_equal(git_commit_parent(&parent, commit, 0), 0);
	assert_int_equal(git_commit_tree(&tree, commit), 0);
	parents[0] = parent;
	assert_int_equal(git_commit_create(&id, repo, NULL, git_commit_author(commit),
					   git_commit_committer(commit), NULL, message, tree, 1,
					   (void *)parents), 0);
	git_tree_free(tree);
	git_commit_free(parent);
	git_commit_free(commit);
	return id;
}

#define NOTE "s/timer_delete/del_timer/, adjusted context"
#define SIGNED "Signed-off-by: Comm\303\255tter <c@example.org>\n"

static struct delivery delivery;
static struct delivery_patch one;

static void make_delivery(const struct port_result *result)
{
	one = (struct delivery_patch){
		.commit = noted(result, "a: subject\n\ncommit " UPSTREAM " upstream.\n\nWhy.\n\nMore.\n\n"
				"Fixes: 0123456789ab (\"x\")\nSigned-off-by: A B <a@example.org>\n"
				"[ Comm\303\255tter: " NOTE " ]\n" SIGNED),
		.name = "0001-a.patch",
		.subject = "a: subject",
		.upstream = UPSTREAM,
		.upstream_version = "v6.6",
		.note = NOTE,
		.verdict = "adapted",
	};
	delivery = (struct delivery){
		.repo = staging_repo(result->objects),
		.branch = "6.1.y",
		.series = "s",
		.version = "6.1.1",
		.base = store.release,
		.patches = &one,
		.count = 1,
		.committer_name = "Comm\303\255tter",
		.committer_email = "c@example.org",
		.bug = "12",
		.release_names = "J",
	};
}

/* The file whose name ends so holds the text. */
static void assert_file(const char *form, const char *end, const char *text)
{
	_cleanup_delivery_files_ struct delivery_files files = { 0 };
	struct error *err = NULL;

	assert_works(form_write(form_find(form), &delivery, &files, &err), err);
	for (size_t i = 0; i < files.count; i++) {
		const char *path = files.items[i].path;

		if (strlen(path) < strlen(end) || strcmp(path + strlen(path) - strlen(end), end))
			continue;
		if (!strstr(buf_str(&files.items[i].text), text))
			fail_msg("%s: no '%s' in:\n%s", form, text, buf_str(&files.items[i].text));
		return;
	}
	fail_msg("%s: no file %s", form, end);
}

static void port_one(struct port_result *result)
{
	const char *texts[] = { MAIL("Why.\n"), NULL };

	port_texts(texts, result);
	assert_true(result->landed);
	make_delivery(result);
}

static void messages(void **state)
{
	struct port_result result;

	port_one(&result);
	assert_file("ubuntu", "0001-a-subject.patch",
		    "\n\nBugLink: https://bugs.launchpad.net/bugs/12\n\nWhy.\n\nMore.\n\n"
		    "Fixes: 0123456789ab (\"x\")\nSigned-off-by: A B <a@example.org>\n"
		    "(backported from commit " UPSTREAM ")\n[c: " NOTE "]\n" SIGNED "---\n");
	assert_file("yocto", "0001-a-subject.patch",
		    "\n\nWhy.\n\nMore.\n\nFixes: 0123456789ab (\"x\")\nSigned-off-by: A B <a@example.org>\n"
		    "Upstream-Status: Backport [https://git.kernel.org/linus/" UPSTREAM "]\n"
		    "[ Comm\303\255tter: " NOTE " ]\n" SIGNED "---\n");
	assert_file("rpm-ark", "0001-a-subject.patch", "\n\nJIRA: 12\nUpstream Status: git://git.kernel.org/"
		    "pub/scm/linux/kernel/git/torvalds/linux.git\nConflicts: " NOTE "\n\nWhy.\n\nMore.\n\n");
	assert_file("rpm-ciq", "0001-a-subject.patch", "\ncommit " UPSTREAM "\nupstream-diff " NOTE "\n\nWhy.\n");
	assert_file("debian", "0001-a-subject.patch", "\nOrigin: backport, https://git.kernel.org/linus/"
		    UPSTREAM "\n");
	assert_file("suse", "a-subject.patch", "\nPatch-mainline: v6.6\nGit-commit: " UPSTREAM "\n"
		    "References: 12\n");
	port_result_release(&result);
}

/* What is not upstream is never said to be. */
static void not_upstream(void **state)
{
	struct port_result result;

	port_one(&result);
	one.upstream = one.upstream_version = NULL;
	assert_file("ubuntu", "0001-a-subject.patch", "UBUNTU: SAUCE: a: subject");
	assert_file("ubuntu", "0000-cover-letter.patch", "\n1 of 1 is SAUCE: no commit upstream is known.\n");
	assert_file("yocto", "0001-a-subject.patch", "\nUpstream-Status: Pending\n");
	assert_file("rpm-ark", "0001-a-subject.patch", "\nUpstream Status: RHEL only\n");
	assert_file("debian", "0001-a-subject.patch", "\nOrigin: vendor\nForwarded: no\n");
	assert_file("suse", "a-subject.patch", "\nPatch-mainline: Not yet, ");
	assert_file("suse", "series.conf", "\t# out-of-tree patches, at the end of it\n"
		    "\tpatches.suse/a-subject.patch\n");
	port_result_release(&result);
}

/* SUSE's header names the release that first had it, which is never guessed. */
static void release_not_known(void **state)
{
	_cleanup_delivery_files_ struct delivery_files files = { 0 };
	struct error *err = NULL;
	struct port_result result;

	port_one(&result);
	one.upstream_version = NULL;
	assert_fails(form_write(form_find("suse"), &delivery, &files, &err), err,
		     "Patch-mainline needs the release");
	port_result_release(&result);
}

/* What the port said of the commit upstream goes, with as many digits as it had. */
static void upstream_line(void **state)
{
	static const char *const lines[] = {
		"commit 89abcdef0123 upstream.", "commit " UPSTREAM " upstream.",
		"[ Upstream commit " UPSTREAM " ]",
	};
	struct port_result result;

	port_one(&result);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		_cleanup_free_ char *message = xasprintf("a: subject\n\n%s\n\nWhy.\n\n" SIGNED, lines[i]);

		one.commit = noted(&result, message);
		assert_file("yocto", "0001-a-subject.patch", "<author@example.org>\n\nWhy.\n\n"
			    "Upstream-Status: ");
	}
	port_result_release(&result);
}

/* What a bug is written as, and the link that Ubuntu takes. */
static void launchpad(void **state)
{
	static const struct {
		const char *bug;
		bool good;
	} rows[] = {
		{ "12", true }, { "#12", true }, { "LP:12", true }, { "LP:#12", true },
		{ "https://bugs.launchpad.net/bugs/12", true },
		{ "https://bugs.launchpad.net/ubuntu/+source/linux/+bug/12", true },
		{ "https://bugs.launchpad.net/", false }, { "https://bugs.launchpad.net/~a12", false },
		{ "https://bugs.debian.org/12", false }, { "RHEL-12", false }, { "LP", false },
		{ "a12", false }, { "", false }, { "12a", false },
	};
	struct port_result result;

	port_one(&result);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_delivery_files_ struct delivery_files files = { 0 };
		struct error *err = NULL;

		delivery.bug = rows[i].bug;
		if (rows[i].good)
			assert_file("ubuntu", "0001-a-subject.patch",
				    "\nBugLink: https://bugs.launchpad.net/bugs/12\n\nWhy.\n");
		else
			assert_fails(form_write(form_find("ubuntu"), &delivery, &files, &err), err,
				     "not a bug of Launchpad");
	}
	port_result_release(&result);
}

/* A CVE stands behind where the patch is from and what was changed, and needs no bug. */
static void ubuntu_cve(void **state)
{
	struct port_result result;

	port_one(&result);
	delivery.bug = NULL;
	delivery.cve = "CVE-2026-1234";
	assert_file("ubuntu", "0001-a-subject.patch", "\n\nWhy.\n\nMore.\n\nFixes: 0123456789ab (\"x\")\n"
		    "Signed-off-by: A B <a@example.org>\n(backported from commit " UPSTREAM ")\n"
		    "[c: " NOTE "]\nCVE-2026-1234\n" SIGNED "---\n");
	assert_file("ubuntu", "0000-cover-letter.patch", "\nSubject: [SRU][J][PATCH 0/1] CVE-2026-1234\n");
	port_result_release(&result);
}

/* Ubuntu asks for a bug or a CVE, and for its own names of its releases. */
static void ubuntu_needs(void **state)
{
	_cleanup_delivery_files_ struct delivery_files files = { 0 };
	struct error *err = NULL;
	struct port_result result;

	port_one(&result);
	delivery.release_names = NULL;
	assert_fails(form_write(form_find("ubuntu"), &delivery, &files, &err), err, "needs --for");
	delivery.release_names = "J";
	delivery.bug = NULL;
	assert_fails(form_write(form_find("ubuntu"), &delivery, &files, &err), err, "needs --bug");
	port_result_release(&result);
}

/* Text below the "---" and in covers comes from outside: it begins no diff and no mail. */
static void text_is_safe(void **state)
{
	struct port_result result;

	port_one(&result);
	delivery.tested = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\nFrom x Mon Sep 17 00:00:00 2001\n";
	assert_file("ubuntu", "0000-cover-letter.patch",
		    "\n diff --git a/x b/x\n --- a/x\n +++ b/x\n @@ -1 +1 @@\n"
		    " From x Mon Sep 17 00:00:00 2001\n");
	port_result_release(&result);
}

static void words_of_a_shell(void **state)
{
	static const struct {
		const char *word, *quoted;
	} rows[] = {
		{ "a@b.c", "a@b.c" }, { "<a@b>", "'<a@b>'" }, { "a b", "'a b'" }, { "", "''" },
		{ "it's", "'it'\\''s'" }, { "$(x)", "'$(x)'" }, { "a%sb", "a%sb" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_buf_ struct buf buf = { 0 };

		form_add_word(&buf, rows[i].word);
		assert_row(rows[i].word, buf_str(&buf), rows[i].quoted);
	}
}

static void branch_of_subject(void **state)
{
	static const struct {
		const char *subject, *branch;
	} rows[] = {
		{ "[PATCH 6.1.y] x", "6.1.y" }, { "[PATCH 6.1.y 2/3] x", "6.1.y" },
		{ "[PATCH 6.1 012/198] x", "6.1.y" }, { "[PATCH v2 5.10.y 1/2] x", "5.10.y" },
		{ "[PATCH stable 6.12.y] x", "6.12.y" }, { "[PATCH] x: for 6.1.y", "-" },
		{ "[PATCH 2/3] x", "-" }, { "x 6.1", "-" }, { "[PATCH 6.1", "-" }, { "", "-" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *branch = lint_branch_of(rows[i].subject);

		assert_row(rows[i].subject, branch ? branch : "-", rows[i].branch);
	}
}

static void upstream_of_body(void **state)
{
	static const struct {
		const char *body, *id;
		bool picked;
	} rows[] = {
		{ "commit " UPSTREAM " upstream.\n", UPSTREAM },
		{ "a\n\n[ Upstream commit " UPSTREAM " ]\n", UPSTREAM },
		{ "  commit 89ABCDEF0123 upstream.\n", "89abcdef0123" },
		{ "(cherry picked from commit " UPSTREAM ")\n", UPSTREAM, true },
		{ "(cherry picked from commit 0123456789ab)\ncommit " UPSTREAM " upstream.\n", UPSTREAM },
		{ "commit " UPSTREAM "\n", "-" }, { "commit it upstream.\n", "-" }, { "", "-" },
		{ "commit " UPSTREAM "0 upstream.\n", "-" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct lint_upstream found;
		bool any = lint_upstream_of(rows[i].body, &found);

		assert_row(rows[i].body, any ? found.id : "-", rows[i].id);
		if (any)
			assert_int_equal(found.picked, rows[i].picked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(messages, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(not_upstream, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(release_not_known, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(upstream_line, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(launchpad, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(ubuntu_cve, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(ubuntu_needs, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(text_is_safe, store_setup, store_teardown),
		cmocka_unit_test(words_of_a_shell),
		cmocka_unit_test(branch_of_subject),
		cmocka_unit_test(upstream_of_body),
	};

	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
