// SPDX-License-Identifier: GPL-2.0-only
#include "unit.h"

#include "series/patch.h"

#define ID "0123456789abcdef0123456789abcdef01234567"
#define DIFF "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n"

static struct patch *parsed(const char *text)
{
	struct patch *patch = NULL;
	struct error *err = NULL;

	assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
	return patch;
}

static void assert_line(const struct patch_hunk *hunk, size_t i, char kind, const char *text)
{
	assert_true(i < hunk->line_count);
	assert_int_equal(hunk->lines[i].kind, kind);
	assert_int_equal(hunk->lines[i].len, strlen(text));
	assert_memory_equal(hunk->lines[i].text, text, strlen(text));
}

static void a_mail(void **state)
{
	_cleanup_patch_ struct patch *patch = parsed(
		"From " ID " Mon Sep 17 00:00:00 2001\n"
		"From: =?utf-8?q?J=C3=B6rg?= Example <joerg@example.org>\n"
		"Date: Fri, 23 Jun 2023 09:46:38 -0700\n"
		"Subject: [PATCH v2\n 3/6] kvm: a =?iso-8859-1?q?b=E4d?=\n  subject\n"
		"Message-ID: <1@example.org>\n"
		"\n"
		"Body.  \n\n\nMore - text.\n\n"
		"Fixes: 123456789012 (\"x\")\nSigned-off-by: A <a@example.org>\n"
		"---\n f | 2 +-\n\n"
		"diff --git a/f b/f\nindex 1234567..89abcdef 100644\n" DIFF "-- \n2.39\n");

	assert_string_equal(patch->author_name, "J\303\266rg Example");
	assert_string_equal(patch->author_email, "joerg@example.org");
	assert_true(patch->has_date);
	assert_int_equal(patch->date, 1687538798);
	assert_int_equal(patch->date_offset, -420);
	assert_string_equal(patch->subject, "kvm: a b\303\244d subject");
	assert_string_equal(patch->message_id, "1@example.org");
	assert_string_equal(patch->body, "Body.\n\nMore - text.\n\nFixes: 123456789012 (\"x\")\n"
			    "Signed-off-by: A <a@example.org>\n");
	assert_int_equal(patch->trailer_count, 2);
	assert_string_equal(patch->trailers[1], "Signed-off-by: A <a@example.org>");
	assert_null(patch->upstream);
	assert_int_equal(patch->file_count, 1);
	assert_string_equal(patch->files[0].old_blob, "1234567");
	assert_string_equal(patch->files[0].new_blob, "89abcdef");
	assert_int_equal(patch->files[0].line_number, 19);
	assert_int_equal(patch->files[0].hunks[0].line_number, 23);
}

static void a_mail_for_somebody_else(void **state)
{
	_cleanup_patch_ struct patch *patch = parsed(
		"From: Sender <s@example.org>\nSubject: Re: [RFC PATCH] [x86] one\n\n"
		"From: Author <a@example.org>\nDate: Thu, 1 Jan 1970 00:01:00 +0000\n\nWhy.\n---\n"
		DIFF);

	assert_string_equal(patch->author_email, "a@example.org");
	assert_string_equal(patch->subject, "[x86] one");
	assert_int_equal(patch->date, 60);
	assert_string_equal(patch->body, "Why.\n");
}

static void encoded_mails(void **state)
{
	_cleanup_patch_ struct patch *base64 = parsed(
		"From: A <a@example.org>\nSubject: x\nContent-Transfer-Encoding: base64\n\n"
		"Qm9keQotLS0KLS0tIGEvZgorKysgYi9mCkBAIC0xICsxIEBACi1hCitiCg==\n");
	_cleanup_patch_ struct patch *quoted = parsed(
		"From: A <a@example.org>\nSubject: x\n"
		"Content-Type: text/plain; charset=iso-8859-1\n"
		"Content-Transfer-Encoding: quoted-printable\n\n"
		"B=F6dy\n---\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+=F6 =\n=3D\n");
	_cleanup_patch_ struct patch *parts = parsed(
		"From: A <a@example.org>\nSubject: x\n"
		"Content-Type: multipart/mixed; boundary=q\n\n--q\n\nBody\n--q\n"
		"Content-Type: text/x-patch\n\n" DIFF "\n--q--\n");

	assert_string_equal(base64->body, "Body\n");
	assert_line(&base64->files[0].hunks[0], 1, '+', "b\n");
	/* The message becomes UTF-8, the diff keeps its bytes. */
	assert_string_equal(quoted->body, "B\303\266dy\n");
	assert_line(&quoted->files[0].hunks[0], 1, '+', "\366 =\n");
	assert_string_equal(parts->body, "Body\n");
	assert_int_equal(parts->file_count, 1);
}

static void upstream_ids(void **state)
{
	static const struct {
		const char *header, *body, *id, *version;
	} cases[] = {
		{ "", "commit " ID " upstream.\n", ID, NULL },
		{ "", "x\n\n[ Upstream commit " ID " ]\n", ID, NULL },
		{ "", "x\n(cherry picked from commit " ID ")\n", ID, NULL },
		{ "X-Upstream-Commit: D09f711233a4 (v6.6)\n", "", "d09f711233a4", "v6.6" },
		{ "X-Upstream-Commit: d09f711233a4\n", "", "d09f711233a4", NULL },
		{ "X-Upstream-Commit: 0123456789ab (v6.6)\n", "commit " ID " upstream.\n", ID,
		  "v6.6" },
		{ "X-Upstream-Commit: d09f711233a4 (v6.6)\n", "commit " ID " upstream.\n", ID,
		  NULL },
		{ "", "(cherry picked from commit f" ID ")\n", NULL, NULL },
		{ "", "commit 0123 upstream.\n", NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("From: A <a@example.org>\nSubject: x\n%s\n%s"
						      "---\n" DIFF, cases[i].header, cases[i].body);
		_cleanup_patch_ struct patch *patch = parsed(text);

		if (!cases[i].id)
			assert_null(patch->upstream);
		else
			assert_string_equal(patch->upstream, cases[i].id);
		if (!cases[i].version)
			assert_null(patch->upstream_version);
		else
			assert_string_equal(patch->upstream_version, cases[i].version);
	}
}

static void plain_diffs(void **state)
{
	_cleanup_patch_ struct patch *patch = parsed(
		"Only in x: y\ndiff -up old/f new/f\n"
		"--- old/f\t2020-01-01 10:00:00.0 +0000\n+++ new/f\t2020-01-02 10:00:00.0 +0000\n"
		"@@ -3,4 +3,5 @@ int f(void)\n a\n\n+b\n c\n \n"
		"--- old/g\t1970-01-01 00:00:00.0 +0000\n+++ new/g\t2020-01-02 10:00:00.0 +0000\n"
		"@@ -0,0 +1,2 @@\n+a\n+--\n"
		"--- old/h\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n");
	const struct patch_file *f = patch->files;

	assert_null(patch->author_name);
	assert_null(patch->subject);
	assert_int_equal(patch->file_count, 3);
	assert_int_equal(f[0].change, PATCH_MODIFY);
	assert_string_equal(f[0].new_path, "f");
	assert_string_equal(f[0].hunks[0].heading, "int f(void)");
	assert_int_equal(f[0].hunks[0].line_count, 5);
	assert_line(&f[0].hunks[0], 1, ' ', "\n");
	assert_line(&f[0].hunks[0], 4, ' ', "\n");
	assert_int_equal(f[1].change, PATCH_ADD);
	assert_null(f[1].old_path);
	assert_line(&f[1].hunks[0], 1, '+', "--\n");
	assert_int_equal(f[2].change, PATCH_DELETE);
	assert_line(&f[2].hunks[0], 0, '-', "a");
}

static void git_kinds(void **state)
{
	_cleanup_patch_ struct patch *patch = parsed(
		"diff --git a/new b/new\nnew file mode 100755\nindex 0000000..e69de29\n"
		"diff --git a/old name b/new name\nsimilarity index 90%\nrename from old name\n"
		"rename to new name\nindex 1234567..7654321 100644\n--- a/old name\t\n"
		"+++ b/new name\t\n@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n"
		"diff --git a/m o/d e b/m o/d e\nold mode 100644\nnew mode 100755\n"
		"diff --git a/from b/to\nsimilarity index 100%\ncopy from from\ncopy to to\n"
		"diff --git \"a/\\303\\244\\\"\" \"b/\\303\\244\\\"\"\n"
		"deleted file mode 100644\nindex e69de29..0000000\n");
	const struct patch_file *f = patch->files;

	assert_int_equal(patch->file_count, 5);
	assert_int_equal(f[0].change, PATCH_ADD);
	assert_int_equal(f[0].new_mode, 0100755);
	assert_int_equal(f[1].change, PATCH_RENAME);
	assert_string_equal(f[1].old_path, "old name");
	assert_string_equal(f[1].new_path, "new name");
	assert_line(&f[1].hunks[0], 1, '+', "b");
	assert_int_equal(f[2].change, PATCH_MODIFY);
	assert_string_equal(f[2].new_path, "m o/d e");
	assert_int_equal(f[2].new_mode, 0100755);
	assert_int_equal(f[3].change, PATCH_COPY);
	assert_string_equal(f[4].old_path, "\303\244\"");
}

static void line_ends(void **state)
{
	_cleanup_patch_ struct patch *all = parsed(
		"From: A <a@example.org>\r\nSubject: x\r\n\r\nBody\r\n---\r\n--- a/f\r\n+++ b/f\r\n"
		"@@ -1 +1 @@\r\n-a\r\n+b\r\n");
	_cleanup_patch_ struct patch *some = parsed("--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\r\n+b\r\n");

	assert_string_equal(all->body, "Body\n");
	assert_line(&all->files[0].hunks[0], 1, '+', "b\n");
	assert_line(&some->files[0].hunks[0], 1, '+', "b\r\n");
}

static void refused(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "", "p:1: no diff" },
		{ "hello\n> --- a/f\n", "p:3: no diff" },
		{ "--- a/../f\n+++ b/../f\n@@ -1 +1 @@\n-a\n+b\n", "p:1: a path that leads out" },
		{ "--- a/x/.GIT/f\n+++ b/x/.GIT/f\n@@ -1 +1 @@\n-a\n+b\n", "p:1: a path that leads" },
		{ "--- /etc/f\n+++ /etc/f\n@@ -1 +1 @@\n-a\n+b\n", "p:1: an absolute path" },
		{ "--- //etc/f\n+++ //etc/f\n@@ -1 +1 @@\n-a\n+b\n", "p:1: an absolute path" },
		{ "--- a//../f\n+++ b//../f\n@@ -1 +1 @@\n-a\n+b\n", "p:1: a path that leads" },
		{ DIFF "--- g\n+++ g\n@@ -1 +1 @@\n-a\n+b\n", "p:6: a path without a first folder" },
		{ "diff --git a/f b/f\nrename from f\nrename to ../g\n", "p:3: a path that leads" },
		{ "diff --git a/f b/f\nrename from f\nrename to \"\\056\\056/g\"\n", "p:3: a path that" },
		{ "diff --git a/f b/f\nrename from f\nrename to \"a\\nb\"\n", "p:3: a path with a control" },
		{ "diff --git a/f b/f\nrename from f\n", "p:1: a rename or copy without" },
		{ "diff --git a/f b/f\nnew mode 120644\n", "p:2: not a file mode" },
		{ "diff --git a/f b/f\n", "p:1: no change to this file" },
		{ "Subject: x\n\n---\nBinary files a/f and b/f differ\n", "p:4: a binary file" },
		{ "diff --git a/f b/f\n--- a/f\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n", "p:3: these names" },
		{ "--- a/f\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n", "p:2: two names" },
		{ "--- a/f\n+++ b/f\n", "p:3: file names without a hunk" },
		{ "--- a/f\n+++ b/f\n@@ -1 +1\n-a\n+b\n", "p:3: not a hunk header" },
		{ "--- a/f\n+++ b/f\n@@ -1,99999999999999999999 +1 @@\n-a\n", "p:3: not a hunk header" },
		{ "--- a/f\n+++ b/f\n@@ -0,2 +1 @@\n-a\n-b\n+c\n", "p:3: not a hunk header" },
		{ "--- a/f\n+++ b/f\n@@ -1,900000000 +1 @@\n-a\n+b\n", "p:6: hunk at line 3 ends" },
		{ "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-a\n+b\n", "p:6: hunk at line 3 ends" },
		{ "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n c\n", "p:6: the hunk has more lines" },
		{ "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n--- x\n", "p:6: the hunk has more lines" },
		{ "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n-b\n+c\n", "p:5: line too many for the hunk" },
		{ "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b", "p:5: ends in an added line without its newline" },
		{ "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\nb\n", "p:5: hunk at line 3 ends" },
		{ "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n b\n", "p:3: the hunk changes nothing" },
		{ "--- a/f\n+++ b/f\n@@ -5 +5 @@\n-a\n+b\n@@ -5 +5 @@\n-a\n+b\n", "p:6: the hunk begins" },
		{ "--- a/f\n+++ b/f\n@@ -1,2 +1 @@\n-a\n\\ No newline at end of file\n-b\n+c\n",
		  "p:6: line too many for the hunk" },
		{ "--- /dev/null\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n", "p:1: an added or deleted file" },
		{ DIFF DIFF, "duplicate entry: f is changed twice" },
		{ "x\n@@ -1 +1 @@\n-a\n+b\n", "p:5: no diff" },
		{ "---\n@@ -1 +1 @@\n-a\n+b\n", "p:2: hunk without file names" },
		{ "diff --cc f\n", "p:1: the combined diff" },
		{ DIFF "-- \n2\n\nFrom " ID " Mon Sep 17 00:00:00 2001\n", "p:9: second mail in this file: it has to be one patch (stablehand import" },
		{ DIFF "\nFrom x@example.org Thu Jan  1 00:00:00 1970\nFrom: x\n", "p:7: second mail" },
		{ "From: a <a@b.c>\nSubject: [PATCH 0/1] all\n\nAll.\n\nFrom " ID
		  " Mon Sep 17 00:00:00 2001\nFrom: a <a@b.c>\nSubject: [PATCH 1/1] one\n\n---\n" DIFF,
		  "p:6: second mail" },
		{ "From: a <a@b.c>\nX-Upstream-Commit: 12\n\n---\n" DIFF, "X-Upstream-Commit is not" },
		{ "From: a <a@b.c>\nContent-Transfer-Encoding: base64\n\nLS0tIGEvLi4vZgo=\n",
		  "p (decoded):1: no diff" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct patch *patch = NULL;
		struct error *err = NULL;

		assert_fails(patch_parse("p", cases[i].text, strlen(cases[i].text), &patch, &err),
			     err, cases[i].message);
		assert_null(patch);
	}
}

/* 50 MB must be read or refused soon, and without a multiple of that memory. */
static void large_patches(void **state)
{
	struct buf text = { 0 };
	struct patch *patch = NULL;
	struct error *err = NULL;
	size_t lines = (50u << 20) / 50;

	buf_printf(&text, "--- /dev/null\n+++ b/f\n@@ -0,0 +1,%zu @@\n", lines);
	for (size_t i = 0; i < lines; i++)
		buf_printf(&text, "+%048zu\n", i);
	assert_works(patch_parse("p", text.data, text.len, &patch, &err), err);
	assert_int_equal(patch->files[0].hunks[0].line_count, lines);
	patch_free(TAKE_PTR(patch));
	buf_clear(&text);
	buf_puts(&text, "--- /dev/null\n+++ b/f\n@@ -0,0 +1,20000000 @@\n");
	for (size_t i = 0; i < 20000000; i++)
		buf_add(&text, "+\n", 2);
	assert_fails(patch_parse("p", text.data, text.len, &patch, &err), err,
		     "p:4000004: more than");
	buf_clear(&text);
	memset(buf_reserve(&text, PATCH_MAX_BYTES + 1), 'x', PATCH_MAX_BYTES + 1);
	assert_fails(patch_parse("p", text.data, PATCH_MAX_BYTES + 1, &patch, &err), err,
		     "larger than 64 MiB");
	buf_release(&text);
}

/* What nobody sends, but somebody could: refused before much work is done for it. */
static void bounds(void **state)
{
	_cleanup_buf_ struct buf text = {0};
	struct patch *patch = NULL;
	struct error *err = NULL;

	buf_puts(&text, "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+");
	memset(buf_reserve(&text, PATCH_MAX_LINE_BYTES), 'x', PATCH_MAX_LINE_BYTES);
	text.len += PATCH_MAX_LINE_BYTES;
	buf_puts(&text, "\n");
	assert_fails(patch_parse("p", text.data, text.len, &patch, &err), err,
		     "p:4: a line of 1048577 bytes, more than 1048576");

	buf_clear(&text);
	buf_puts(&text, "--- a/f\n+++ b/f\n");
	for (size_t i = 0; i <= PATCH_MAX_HUNKS; i++)
		buf_printf(&text, "@@ -%zu +%zu @@\n-a\n+b\n", 3 * i + 1, 3 * i + 1);
	assert_fails(patch_parse("p", text.data, text.len, &patch, &err), err,
		     "more than 20000 hunks");

	buf_clear(&text);
	for (size_t i = 0; i <= PATCH_MAX_FILES; i++)
		buf_printf(&text, "--- /dev/null\n+++ b/f%zu\n@@ -0,0 +1 @@\n+a\n", i);
	assert_fails(patch_parse("p", text.data, text.len, &patch, &err), err,
		     "more than 20000 ");

	buf_clear(&text);
	buf_puts(&text, "From: A <a@example.org>\nSubject: x\nMIME-Version: 1.0\n"
		 "Content-Type: multipart/mixed; boundary=b\n\n");
	for (size_t i = 0; i < 1001; i++)
		buf_puts(&text, "--b\nContent-Type: text/plain\n\nx\n");
	buf_puts(&text, "--b--\n");
	assert_fails(patch_parse("p", text.data, text.len, &patch, &err), err,
		     "a mail with too many parts");
}

/* Parts without headers of their own. */
static void bare_parts(void **state)
{
	_cleanup_buf_ struct buf text = {0};
	struct patch *patch = NULL;
	struct error *err = NULL;

	buf_puts(&text, "From: A <a@example.org>\nSubject: x\nMIME-Version: 1.0\n"
		 "Content-Type: multipart/mixed; boundary=b\n\n");
	for (size_t i = 0; i < 10001; i++)
		buf_puts(&text, "--b\n\nx\n");
	assert_fails(patch_parse("p", text.data, text.len, &patch, &err), err,
		     "a mail with too many parts");
}

/* Dashes that are no boundaries: a patch that takes many lines away, sent as an attachment. */
static void dashes_that_are_no_parts(void **state)
{
	_cleanup_buf_ struct buf text = {0};
	struct patch *patch = NULL;
	struct error *err = NULL;

	buf_puts(&text, "From: A <a@example.org>\nSubject: x\nMIME-Version: 1.0\n"
		 "Content-Type: multipart/mixed; boundary=b\n\n\n--b\nContent-Type: text/plain\n\n"
		 "--- a/f\n+++ b/f\n@@ -1,3000 +1 @@\n a\n");
	for (size_t i = 1; i < 3000; i++)
		buf_puts(&text, i % 2 ? "-- item\n" : "---- rule\n");
	buf_puts(&text, "--b--\n");
	assert_works(patch_parse("p", text.data, text.len, &patch, &err), err);
	assert_int_equal(patch->files[0].hunks[0].line_count, 3000);
	patch_free(patch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail),
		cmocka_unit_test(a_mail_for_somebody_else),
		cmocka_unit_test(encoded_mails),
		cmocka_unit_test(upstream_ids),
		cmocka_unit_test(plain_diffs),
		cmocka_unit_test(git_kinds),
		cmocka_unit_test(line_ends),
		cmocka_unit_test(refused),
		cmocka_unit_test(large_patches),
		cmocka_unit_test(bounds),
		cmocka_unit_test(bare_parts),
		cmocka_unit_test(dashes_that_are_no_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
