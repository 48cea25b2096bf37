// SPDX-License-Identifier: GPL-2.0-only
/* The forms in which people keep patches: names, headers, ends of files. */
#include "unit.h"

#include "series/patch.h"
#include "series/patch_origin.h"

#define ID "0123456789abcdef0123456789abcdef01234567"
#define HUNK "@@ -1 +1 @@\n-a\n+b\n"
#define DIFF "--- a/f\n+++ b/f\n" HUNK
#define FIRST_LINE "From " ID " Mon Sep 17 00:00:00 2001\n"

static struct patch *parsed(const char *text)
{
	struct patch *patch = NULL;
	struct error *err = NULL;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	return patch;
}

static void assert_text(const char *text, const char *expected)
{
	if (!expected)
		assert_null(text);
	else
		assert_string_equal(text ? text : "(null)", expected);
}

static void names_of_files(void **state)
{
	static const struct {
		const char *what, *names;
		enum patch_change change;
		const char *path;
	} cases[] = {
		{ "quilt", "--- linux-6.1.orig/mm/x.c\t2020-01-01\n+++ linux-6.1/mm/x.c\t2020-01-02\n",
		  PATCH_MODIFY, "mm/x.c" },
		{ "the name of the patch behind the file's", "--- a/mm/x.c~more-memory\n+++ a/mm/x.c\n",
		  PATCH_MODIFY, "mm/x.c" },
		{ "an editor's backup", "--- a/mm/x.c~\n+++ b/mm/x.c\n", PATCH_MODIFY, "mm/x.c" },
		{ "another editor's", "--- a/mm/x.c.orig\n+++ b/mm/x.c\n", PATCH_MODIFY, "mm/x.c" },
		{ "a saved file as the new one", "--- a/mm/x.c\n+++ b/mm/x.c.orig\n", PATCH_MODIFY,
		  "mm/x.c" },
		{ "a backup of what is gone", "--- a/mm/x.c~gone\n+++ /dev/null\n", PATCH_DELETE,
		  "mm/x.c" },
		{ "no first folder", "--- mm/x.c\n+++ mm/x.c\n", PATCH_MODIFY, "mm/x.c" },
		{ "no first folder, a backup", "--- mm/x.c.orig\t2020-01-01\n+++ mm/x.c\t2020-01-01\n",
		  PATCH_MODIFY, "mm/x.c" },
		{ "no folder at all", "--- Makefile\n+++ Makefile\n", PATCH_MODIFY, "Makefile" },
		{ "git without prefixes",
		  "diff --git mm/x.c mm/x.c\nindex 1234567..7654321 100644\n--- mm/x.c\n+++ mm/x.c\n",
		  PATCH_MODIFY, "mm/x.c" },
		{ "git with other prefixes", "diff --git i/mm/x.c w/mm/x.c\n--- i/mm/x.c\n+++ w/mm/x.c\n",
		  PATCH_MODIFY, "mm/x.c" },
		{ "two slashes", "--- a/mm/x.c\n+++ b//mm/x.c\n", PATCH_MODIFY, "mm/x.c" },
		{ "a folder that no kernel has at its top", "--- mine/mm/x.c\n+++ mine/mm/x.c\n",
		  PATCH_MODIFY, "mm/x.c" },
		{ "bytes that git quotes", "diff --git \"a/mm/\\303\\251.c\" \"b/mm/\\303\\251.c\"\n"
		  "--- \"a/mm/\\303\\251.c\"\n+++ \"b/mm/\\303\\251.c\"\n", PATCH_MODIFY, "mm/\303\251.c" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("%s%s", cases[i].names,
			cases[i].change == PATCH_DELETE ? "@@ -1 +0,0 @@\n-a\n" : HUNK);
		_cleanup_patch_ struct patch *patch = parsed(text);
		const struct patch_file *file = &patch->files[0];

		if (file->change != cases[i].change || strcmp(file->old_path, cases[i].path))
			fail_msg("%s: %s", cases[i].what, file->old_path);
		if (file->change == PATCH_MODIFY)
			assert_string_equal(file->new_path, cases[i].path);
	}
}

/* What looks like a backup but may be a file of its own is not taken for one. */
static void names_that_are_two_files(void **state)
{
	static const char *const cases[] = {
		"--- a/mm/x.c\n+++ b/mm/x.h\n" HUNK,
		"--- a/mm/x.c.in\n+++ b/mm/x.c\n" HUNK,
		"--- a/mm/x~y/z.c\n+++ b/mm/x\n" HUNK,
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patch *patch = NULL;
		struct error *err = NULL;

		assert_fails(patch_parse("p", cases[i], strlen(cases[i]), &patch, &err), err,
			     "two names for one file");
	}
}

/* All names of a patch are read as its first one is. */
static void one_depth_a_patch(void **state)
{
	_cleanup_patch_ struct patch *patch = parsed("--- mm/x.c\n+++ mm/x.c\n" HUNK
						     "--- a/y.c\n+++ a/y.c\n" HUNK);

	assert_string_equal(patch->files[1].new_path, "a/y.c");
}

static void ends_of_files(void **state)
{
	_cleanup_patch_ struct patch *context = parsed("--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-a\n+b\n }");
	_cleanup_patch_ struct patch *signature = parsed(DIFF "-- \n2.39");
	_cleanup_patch_ struct patch *removed = parsed("--- a/f\n+++ b/f\n@@ -1,2 +1 @@\n a\n-b");
	_cleanup_patch_ struct patch *crlf = parsed("--- a/f\r\n+++ b/f\r\n@@ -1,2 +1 @@\r\n-b\r\n a");

	assert_int_equal(context->files[0].hunks[0].lines[2].len, 2);
	assert_memory_equal(context->files[0].hunks[0].lines[2].text, "}\n", 2);
	assert_int_equal(signature->file_count, 1);
	assert_int_equal(removed->files[0].hunks[0].lines[1].len, 2);
	assert_memory_equal(crlf->files[0].hunks[0].lines[1].text, "a\n", 2);
}

/* Editors leave no space before a tab; the counts tell that it is a line of the hunk. */
static void context_without_its_space(void **state)
{
	_cleanup_patch_ struct patch *patch = parsed("--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n\ta\n-\tb\n+\tc\n\td\n");
	struct patch *cut = NULL;
	struct error *err = NULL;

	assert_int_equal(patch->files[0].hunks[0].line_count, 4);
	assert_int_equal(patch->files[0].hunks[0].lines[0].kind, ' ');
	assert_memory_equal(patch->files[0].hunks[0].lines[3].text, "\td\n", 3);
	assert_fails(patch_parse("p", "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n", 31, &cut, &err), err,
		     "hunk at line 3 ends");
}

/* A file in git's binary form is there, without what changes in it. */
static void binary_files(void **state)
{
	_cleanup_patch_ struct patch *patch = parsed(
		"diff --git a/logo.gif b/logo.gif\n"
		"index " ID ".." ID " 100644\nGIT binary patch\ndelta 12\nTcmZo\n\n"
		"delta 12\nTcmZo\n\n"
		"diff --git a/new.gif b/new.gif\nnew file mode 100644\nindex 0000000.." ID "\n"
		"Binary files /dev/null and b/new.gif differ\n"
		DIFF);

	assert_int_equal(patch->file_count, 3);
	assert_true(patch->files[0].binary && patch->files[1].binary && !patch->files[2].binary);
	assert_string_equal(patch->files[0].new_path, "logo.gif");
	assert_int_equal(patch->files[0].hunk_count, 0);
	assert_int_equal(patch->files[1].change, PATCH_ADD);
	assert_null(patch->files[1].old_path);
}

static void headers_of_distributions(void **state)
{
	static const struct {
		const char *what, *text;
		const char *author, *email, *subject, *body, *upstream, *version;
	} cases[] = {
		{ "DEP-3", "Description: fix the thing\n It was broken.\n .\n Since long.\n"
		  "Author: A B <a@example.org>\nOrigin: upstream, https://git.kernel.org/linus/" ID "\n"
		  "Bug-Debian: https://bugs.debian.org/1\n\nMore.\n---\n" DIFF,
		  "A B", "a@example.org", "fix the thing", "It was broken.\n\nSince long.\n\nMore.\n", ID },
		{ "ends where the diff begins", "Description: fix\nAuthor: Ann <a@example.org>\n---\n" DIFF,
		  "Ann", "a@example.org", "fix", "" },
		{ "the same before another form", "Description: fix\nAuthor: Ann <a@example.org>\n"
		  "Index: linux/f\n====\n" DIFF, "Ann", "a@example.org", "fix", "" },
		{ "a mail's fields come first", "From: Ann <a@example.org>\nSubject: [PATCH] one\n"
		  "Author: C <c@example.org>\nDescription: two\n three\n\nfour\n---\n" DIFF,
		  "Ann", "a@example.org", "one", "three\n\nfour\n" },
		{ "backport", "From: Ann <a@example.org>\nSubject: x\nOrigin: backport, commit: " ID "\n\n" DIFF,
		  "Ann", "a@example.org", "x", "", ID },
		{ "no category", "From: Ann <a@example.org>\nSubject: x\n"
		  "Origin: https://git.kernel.org/linus/0123456789AB\n\n" DIFF,
		  "Ann", "a@example.org", "x", "", "0123456789ab" },
		{ "a query", "From: Ann <a@example.org>\nSubject: x\nOrigin: upstream, https://git.kernel.org/"
		  "pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id=" ID "\n\n" DIFF,
		  "Ann", "a@example.org", "x", "", ID },
		{ "a stable tree has other ids", "From: Ann <a@example.org>\nSubject: x\n"
		  "Origin: upstream, https://git.kernel.org/pub/scm/linux/kernel/git/stable/linux.git/"
		  "commit/?id=" ID "\n\n" DIFF, "Ann", "a@example.org", "x", "" },
		{ "vendor", "From: Ann <a@example.org>\nSubject: x\nOrigin: vendor, commit:" ID "\n\n" DIFF,
		  "Ann", "a@example.org", "x", "" },
		{ "another site", "From: Ann <a@example.org>\nSubject: x\n"
		  "Origin: https://example.org/c/" ID "\n\n" DIFF, "Ann", "a@example.org", "x", "" },
		{ "in the body", "From: Ann <a@example.org>\nSubject: x\n\nWhy.\n\n"
		  "Origin: upstream, commit:" ID "\n---\n" DIFF, "Ann", "a@example.org", "x",
		  "Why.\n\nOrigin: upstream, commit:" ID "\n", ID },
		{ "the body says more", "From: Ann <a@example.org>\nSubject: x\nOrigin: upstream, commit:"
		  "ffffffffffff\n\ncommit " ID " upstream.\n---\n" DIFF, "Ann", "a@example.org", "x",
		  "commit " ID " upstream.\n", ID },
		{ "SUSE", "From: Ann <a@example.org>\nSubject: x\nGit-commit: " ID "\n"
		  "Patch-mainline: v6.6-rc1\nReferences: bsc#1\n\nWhy.\n---\n" DIFF,
		  "Ann", "a@example.org", "x", "Why.\n", ID, "v6.6-rc1" },
		{ "SUSE, not there yet", "From: Ann <a@example.org>\nSubject: x\nGit-commit: " ID "\n"
		  "Patch-mainline: Queued\n\n" DIFF, "Ann", "a@example.org", "x", "" },
		{ "backported", "From: Ann <a@example.org>\nSubject: x\n\n(backported from commit " ID ")\n"
		  "---\n" DIFF, "Ann", "a@example.org", "x", "(backported from commit " ID ")\n", ID },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_patch_ struct patch *patch = parsed(cases[i].text);

		print_message("%s\n", cases[i].what);
		assert_text(patch->author_name, cases[i].author);
		assert_text(patch->author_email, cases[i].email);
		assert_text(patch->subject, cases[i].subject);
		assert_text(patch->body, cases[i].body);
		assert_text(patch->upstream, cases[i].upstream);
		assert_text(patch->upstream_version, cases[i].version);
		assert_false(patch->upstream_claimed);
	}
}

static void an_author_without_address(void **state)
{
	_cleanup_patch_ struct patch *dep3 = parsed("Description: x\nAuthor: Somebody\n---\n" DIFF);
	_cleanup_patch_ struct patch *mail = parsed("From: somebody\nSubject: x\n\n---\n" DIFF);

	assert_null(dep3->author_name);
	assert_string_equal(dep3->author_said, "Somebody");
	assert_null(mail->author_name);
	assert_string_equal(mail->author_said, "somebody");
}

/* The first line names a commit of whoever wrote the file. */
static void the_first_line(void **state)
{
	static const struct {
		const char *what, *text;
		const char *upstream;
		bool claimed;
	} cases[] = {
		{ "a commit", FIRST_LINE "From: A <a@example.org>\nSubject: [PATCH] x\n\n---\n" DIFF, ID, true },
		{ "of several", FIRST_LINE "From: A <a@example.org>\nSubject: [PATCH 2/3] x\n\n---\n" DIFF,
		  ID, true },
		{ "no commit", "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
		  "From: A <a@example.org>\nSubject: [PATCH] x\n\n---\n" DIFF },
		{ "a mailbox", "From " ID " Tue Sep 18 00:00:00 2001\nFrom: A <a@example.org>\n"
		  "Subject: [PATCH] x\n\n---\n" DIFF },
		{ "sent", FIRST_LINE "From: A <a@example.org>\nSubject: [PATCH] x\n"
		  "Message-ID: <1@example.org>\n\n---\n" DIFF },
		{ "a draft", FIRST_LINE "From: A <a@example.org>\nSubject: [PATCH v2] x\n\n---\n" DIFF },
		{ "another draft", FIRST_LINE "From: A <a@example.org>\nSubject: [RFC PATCH] x\n\n---\n" DIFF },
		{ "no draft", FIRST_LINE "From: A <a@example.org>\nSubject: [PATCH] x: v2 of RFC 1\n\n---\n" DIFF,
		  ID, true },
		{ "not from upstream", FIRST_LINE "From: A <a@example.org>\nSubject: [PATCH] x\n"
		  "Forwarded: not-needed\n\n---\n" DIFF },
		{ "the body knows better", FIRST_LINE "From: A <a@example.org>\nSubject: [PATCH] x\n\n"
		  "[ Upstream commit ffffffffffffffffffffffffffffffffffffffff ]\n---\n" DIFF,
		  "ffffffffffffffffffffffffffffffffffffffff" },
		{ "the header knows better", FIRST_LINE "From: A <a@example.org>\nSubject: [PATCH] x\n"
		  "X-Upstream-Commit: ffffffffffff (v6.6)\n\n---\n" DIFF, "ffffffffffff" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_patch_ struct patch *patch = parsed(cases[i].text);

		print_message("%s\n", cases[i].what);
		assert_text(patch->upstream, cases[i].upstream);
		assert_int_equal(patch->upstream_claimed, cases[i].claimed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_files),
		cmocka_unit_test(names_that_are_two_files),
		cmocka_unit_test(one_depth_a_patch),
		cmocka_unit_test(ends_of_files),
		cmocka_unit_test(context_without_its_space),
		cmocka_unit_test(binary_files),
		cmocka_unit_test(headers_of_distributions),
		cmocka_unit_test(an_author_without_address),
		cmocka_unit_test(the_first_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
