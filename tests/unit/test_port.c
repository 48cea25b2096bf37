// SPDX-License-Identifier: GPL-2.0-only
#include "port_fixture.h"

#include <signal.h>

#include "adapt/apply.h"
#include "series/commit_message.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define F_HUNK "--- a/a/f.c\n+++ b/a/f.c\n@@ -3,3 +3,4 @@ int f(void)\n"	\
	       " \tone();\n \ttwo();\n+\tmore();\n \tthree();\n"

static void landed_on_its_lines(void **state)
{
	const char *texts[] = { HEADER "a: add more\n\nWhy.\n\ncommit " ID " upstream.\n\n"
				"Signed-off-by: A <a@example.org>\n---\n" F_HUNK, NULL };
	struct port_result result;
	git_commit *commit;
	const git_signature *who;
	git_oid ref;

	port_texts(texts, &result);
	assert_true(result.landed);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_content(&result.tree, "a/f.c", "int f(void)\n{\n\tone();\n\ttwo();\n\tmore();\n"
		       "\tthree();\n\treturn 0;\n}\n");
	assert_content(&result.tree, "b/only.c", "only\n");
	assert_int_equal(git_commit_lookup(&commit, store.repo, &result.commit), 0);
	assert_true(git_oid_equal(git_commit_parent_id(commit, 0), &store.release));
	who = git_commit_author(commit);
	assert_string_equal(who->email, "author@example.org");
	assert_non_null(strstr(who->name, "J\303\266rg"));
	assert_int_equal(who->when.time, 1687538798);
	assert_int_equal(who->when.offset, -420);
	who = git_commit_committer(commit);
	assert_string_equal(who->name, "Comm\303\255tter");
	assert_int_equal(who->when.time, 1687538798);
	assert_string_equal(git_commit_message(commit),
			    "a: add more\n\nWhy.\n\ncommit " ID " upstream.\n\n"
			    "Signed-off-by: A <a@example.org>\n"
			    "Signed-off-by: Comm\303\255tter <c@example.org>\n");
	git_commit_free(commit);
	assert_int_equal(git_reference_name_to_id(&ref, store.repo, "refs/ports/6.1.y/s"), 0);
	assert_true(git_oid_equal(&ref, &result.commit));
	port_result_release(&result);
}

static int fail_with(const struct port_result *result, void *data, struct error **err)
{
	*(bool *)data = result->landed;
	return error_set(err, ERROR_ENVIRONMENT, "no room for the mails");
}

/* Looking leaves nothing; what the caller does with the result has to work, too. */
static void nothing_until_all_is_there(void **state)
{
	const char text[] = HEADER "x\n\n---\n" F_HUNK;
	struct port_options options = {
		.repo = store.repo,
		.release = store.release,
		.branch = "6.1.y",
		.series = "s",
		.committer_name = "C",
		.committer_email = "c@example.org",
		.keep_ref = true,
	};
	struct port_result result;
	struct error *err = NULL;
	bool landed = false;
	struct patch *patch;
	git_oid ref;
	git_odb *odb;

	assert_works(patch_parse("x.patch", text, strlen(text), &patch, &err), err);
	options.patches = (const struct patch *const *)&patch;
	options.patch_count = 1;
	assert_works(port_series(&options, &result, &err), err);
	assert_true(result.landed);
	assert_int_equal(git_repository_odb(&odb, store.repo), 0);
	assert_false(git_odb_exists(odb, &result.commit));
	assert_true(git_reference_name_to_id(&ref, store.repo, "refs/ports/6.1.y/s") != 0);
	port_result_release(&result);

	options.keep_ref = false;
	options.on_result = fail_with;
	options.data = &landed;
	assert_fails(port_series(&options, &result, &err), err, "no room for the mails");
	assert_true(landed);
	assert_true(git_reference_name_to_id(&ref, store.repo, "refs/ports/6.1.y/s") != 0);
	git_odb_free(odb);
	patch_free(patch);
}

static void note_progress(const struct progress_event *event, void *data)
{
	struct buf *text = data;

	if (event->what == PROGRESS_START)
		buf_printf(text, "%s; ", event->text);
	else if (event->what == PROGRESS_UPDATE && event->text)
		buf_printf(text, "%.0f of %.0f %s; ", event->done, event->total, event->text);
}

/* The step begins when it takes long, and counts over the series of the branch. */
static void how_far_it_is(void **state)
{
	const char text[] = HEADER "x\n\n---\n" F_HUNK;
	struct port_progress progress = { .since = clock_seconds(), .total = 3 };
	struct port_options options = {
		.repo = store.repo,
		.release = store.release,
		.branch = "6.1.y",
		.series = "s",
		.committer_name = "C",
		.committer_email = "c@example.org",
		.keep_ref = true,
		.progress = &progress,
		.patch_count = 1,
	};
	_cleanup_buf_ struct buf told = { 0 };
	struct port_result result;
	struct error *err = NULL;
	struct patch *patch;

	assert_works(patch_parse("x.patch", text, strlen(text), &patch, &err), err);
	options.patches = (const struct patch *const *)&patch;
	progress_redirect(note_progress, &told);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(progress.done, i);
		assert_int_equal(progress.shown, i == 2);
		if (i == 1)
			progress.since -= 60;
		assert_works(port_series(&options, &result, &err), err);
		port_result_release(&result);
	}
	progress_end(NULL);
	progress_redirect(NULL, NULL);
	assert_true(progress.shown);
	/* Updates come no faster than they would be drawn. */
	assert_non_null(strstr(buf_str(&told), "6.1.y: porting; "));
	assert_null(strstr(buf_str(&told), "0 of 3"));
	patch_free(patch);
}

static void the_same_again(void **state)
{
	const char *texts[] = { HEADER "x\n\n---\n" F_HUNK, NULL };
	struct port_result first, second;

	port_texts(texts, &first);
	port_texts(texts, &second);
	assert_true(git_oid_equal(&first.commit, &second.commit));
	port_result_release(&first);
	port_result_release(&second);
}

static void every_kind_of_change(void **state)
{
	const char *texts[] = { HEADER "kinds\n\n---\n"
		"diff --git a/c/new.c b/c/new.c\nnew file mode 100755\nindex 0000000..1234567\n"
		"--- /dev/null\n+++ b/c/new.c\n@@ -0,0 +1 @@\n+new\n\\ No newline at end of file\n"
		"diff --git a/b/only.c b/b/only.c\ndeleted file mode 100644\nindex 1234567..0000000\n"
		"--- a/b/only.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-only\n"
		"diff --git a/b/old.c b/moved.c\nsimilarity index 90%\nrename from b/old.c\n"
		"rename to moved.c\nindex 1234567..7654321 100644\n--- a/b/old.c\n+++ b/moved.c\n"
		"@@ -2,3 +2,3 @@\n 2\n-3\n+three\n 4\n"
		"diff --git a/Makefile b/Makefile\nold mode 100644\nnew mode 100755\n"
		"diff --git a/a/f.c b/a/copy.c\nsimilarity index 100%\ncopy from a/f.c\ncopy to a/copy.c\n"
		"diff --git a/a/empty b/a/empty\ndeleted file mode 100644\nindex e69de29..0000000\n"
		"diff --git a/a/f.c b/a/f.c\n" F_HUNK
		"--- a/a/bytes.txt\n+++ b/a/bytes.txt\n@@ -1,4 +1,4 @@\n-caf\351\n+cafe\n line\n line2\n"
		"-no newline\n\\ No newline at end of file\n+newline\n", NULL };
	struct port_result result;
	git_tree_entry *entry;
	git_tree *tree;

	port_texts(texts, &result);
	assert_true(result.landed);
	assert_content(&result.tree, "c/new.c", "new");
	assert_content(&result.tree, "b/only.c", "(none)");
	assert_content(&result.tree, "b/old.c", "(none)");
	assert_content(&result.tree, "moved.c", "1\n2\nthree\n4\n5\n6\n7\n8\n9\n");
	assert_content(&result.tree, "a/copy.c", C_FILE);
	assert_content(&result.tree, "a/empty", "(none)");
	assert_content(&result.tree, "a/bytes.txt", "cafe\nline\nline2\nnewline\n");
	assert_int_equal(git_tree_lookup(&tree, store.repo, &result.tree), 0);
	assert_int_equal(git_tree_entry_bypath(&entry, tree, "Makefile"), 0);
	assert_int_equal(git_tree_entry_filemode(entry), GIT_FILEMODE_BLOB_EXECUTABLE);
	git_tree_entry_free(entry);
	assert_int_equal(git_tree_entry_bypath(&entry, tree, "c/new.c"), 0);
	assert_int_equal(git_tree_entry_filemode(entry), GIT_FILEMODE_BLOB_EXECUTABLE);
	git_tree_entry_free(entry);
	/* Everything below b/ is gone, and so is b/ itself, as in git. */
	assert_null(git_tree_entry_byname(tree, "b"));
	git_tree_free(tree);
	port_result_release(&result);
}

static void names_that_change_places(void **state)
{
	const char *texts[] = { HEADER "swap\n\n---\n"
		"diff --git a/b/only.c b/b/old.c\nrename from b/only.c\nrename to b/old.c\n"
		"diff --git a/b/old.c b/b/only.c\nrename from b/old.c\nrename to b/only.c\n", NULL };
	struct port_result result;

	port_texts(texts, &result);
	assert_true(result.landed);
	assert_content(&result.tree, "b/old.c", "only\n");
	assert_content(&result.tree, "b/only.c", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
	port_result_release(&result);
}

static void refused_with_the_reason(void **state)
{
	static const struct {
		const char *diff, *path, *reason;
	} cases[] = {
		{ "--- a/x/only.c\n+++ b/x/only.c\n@@ -1 +1 @@\n-only\n+x\n", "x/only.c",
		  "not in this branch; the only file of that name is b/only.c" },
		{ "--- a/x/none.c\n+++ b/x/none.c\n@@ -1 +1 @@\n-only\n+x\n", "x/none.c",
		  "not in this branch" },
		{ "--- /dev/null\n+++ b/b/only.c\n@@ -0,0 +1 @@\n+only\n", "b/only.c",
		  "to be created, but exists already" },
		{ "--- /dev/null\n+++ b/b/only.c/x\n@@ -0,0 +1 @@\n+only\n", "b/only.c/x",
		  "b/only.c is a file, not a directory" },
		{ "--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+n\n--- /dev/null\n+++ b/n/x\n@@ -0,0 +1 @@\n+n\n",
		  "n/x", "n is a file, not a directory" },
		{ "--- /dev/null\n+++ b/b\n@@ -0,0 +1 @@\n+only\n", "b", "a directory of that name" },
		{ "--- a/b\n+++ b/b\n@@ -1 +1 @@\n-only\n+x\n", "b", "a directory, not a file" },
		{ "--- a/b/old.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-1\n-2\n", "b/old.c",
		  "content differs from what the patch deletes" },
		{ "diff --git a/b/old.c b/b/old.c\ndeleted file mode 100644\n", "b/old.c",
		  "content differs from what the patch deletes" },
		{ "--- a/link\n+++ b/link\n@@ -1 +1 @@\n-a/f.c\n\\ No newline at end of file\n+x\n",
		  "link", "a symbolic link" },
		{ "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n",
		  "l", "a symbolic link" },
		{ "diff --git a/m b/m\nnew file mode 160000\n--- /dev/null\n+++ b/m\n@@ -0,0 +1 @@\n+x\n",
		  "m", "a submodule" },
		{ "diff --git a/b/old.c b/b/old.c\nindex 1234567..7654321 100644\nGIT binary patch\n"
		  "literal 3\nKcmZn\n\nliteral 2\nJcmZn\n\n", "b/old.c", "a binary file" },
		{ "diff --git a/n.gif b/n.gif\nnew file mode 100644\nindex 0000000..7654321\n"
		  "Binary files /dev/null and b/n.gif differ\n", "n.gif", "a binary file" },
		{ "diff --git a/Makefile b/Makefile\nold mode 100755\nnew mode 100644\n", "Makefile",
		  "has mode 100644 already" },
		{ "--- a/a/f.c\n+++ b/a/f.c\n@@ -3,2 +3,2 @@\n \tone();\n-\tzwei();\n+\t2();\n", "a/f.c",
		  "line 4: expected \"\tzwei();\", found \"\ttwo();\"" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf(HEADER "x\n\n---\n%s", cases[i].diff);
		const char *texts[] = { text, NULL };
		const struct evidence *last;
		struct port_result result;

		port_texts(texts, &result);
		assert_false(result.landed);
		assert_int_equal(result.patches[0].verdict, VERDICT_REFUSED);
		assert_false(result.patches[0].has_commit);
		assert_true(git_oid_equal(&result.tree, &result.base_tree));
		assert_true(result.patches[0].evidence.count > 0);
		last = &result.patches[0].evidence.items[result.patches[0].evidence.count - 1];
		/* The fact about the file, also when hunks of other files follow it. */
		for (size_t j = 0; j < result.patches[0].evidence.count; j++)
			if (result.patches[0].evidence.items[j].kind == EVIDENCE_FILE)
				last = &result.patches[0].evidence.items[j];
		assert_string_equal(last->path, cases[i].path);
		if (!strstr(last->text, cases[i].reason))
			fail_msg("'%s' is not in: %s", cases[i].reason, last->text);
		assert_false(repo_ref_exists(store.repo, "refs/ports/6.1.y/s"));
		port_result_release(&result);
	}
}

/* Seeking other files of the name walks the tree, so not for any number of files. */
static void many_missing_files(void **state)
{
	_cleanup_buf_ struct buf text = { 0 };
	const char *texts[] = { NULL, NULL };
	struct port_result result;

	buf_puts(&text, HEADER "x\n\n---\n");
	for (int i = 0; i < 21; i++)
		buf_printf(&text, "--- a/x%d/only.c\n+++ b/x%d/only.c\n@@ -1 +1 @@\n-only\n+x\n", i, i);
	texts[0] = text.data;
	port_texts(texts, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_REFUSED);
	assert_int_equal(result.patches[0].evidence.count, 21);
	assert_string_equal(result.patches[0].evidence.items[19].text,
			    "not in this branch; the only file of that name is b/only.c");
	assert_string_equal(result.patches[0].evidence.items[20].text, "not in this branch");
	port_result_release(&result);
}

#define TWO_REFUSED HEADER "two\n\n---\n--- a/Makefile\n+++ b/Makefile\n@@ -1,2 +1,2 @@\n VERSION = 6\n"	\
		"-PATCHLEVEL = 1\n+PATCHLEVEL = 2\n--- a/b/only.c\n+++ b/b/only.c\n@@ -1 +1 @@\n-no\n+x\n"
#define THREE HEADER "three\n\n---\n--- a/b/only.c\n+++ b/b/only.c\n@@ -1 +1 @@\n-only\n+y\n"

/* A commit that is no release, with the tree of the release. */
static git_oid commit_on(const git_oid *parent, const char *message)
{
	git_commit *above = NULL;

	git_commit *release;
	git_signature *who;
	git_tree *tree;
	git_oid id;

	assert_int_equal(git_commit_lookup(&release, store.repo, &store.release), 0);
	assert_int_equal(git_commit_tree(&tree, release), 0);
	if (parent)
		assert_int_equal(git_commit_lookup(&above, store.repo, parent), 0);
	assert_int_equal(git_signature_new(&who, "A", "a@example.org", 1000000000, 0), 0);
	assert_int_equal(git_commit_create(&id, store.repo, NULL, who, who, NULL, message, tree, !!above,
					   (void *)&above), 0);
	git_commit_free(above);
	git_signature_free(who);
	git_tree_free(tree);
	git_commit_free(release);
	return id;
}

/* The first lands, the second only in part, which counts for nothing, the third by itself. */
static void each_for_itself(void **state)
{
	const char *texts[] = { HEADER "one\n\n---\n" F_HUNK, TWO_REFUSED, THREE, NULL };
	struct port_result result;
	git_oid ref;

	port_texts(texts, &result);
	assert_false(result.landed);
	assert_true(result.partly);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[1].verdict, VERDICT_REFUSED);
	assert_int_equal(result.patches[1].hunks.count, 2);
	assert_int_equal(result.patches[1].hunks.items[0].verdict, VERDICT_CLEAN);
	assert_false(result.patches[1].has_commit);
	assert_int_equal(result.patches[2].verdict, VERDICT_CLEAN);
	assert_true(git_oid_equal(&result.commit, &result.patches[2].commit));
	assert_content(&result.tree, "Makefile", "VERSION = 6\nPATCHLEVEL = 1\n");
	assert_content(&result.tree, "b/only.c", "y\n");
	assert_int_equal(git_reference_name_to_id(&ref, store.repo, "refs/ports/6.1.y/s"), 0);
	assert_true(git_oid_equal(&ref, &result.commit));
	/* Both change that file. */
	assert_int_equal(result.patches[2].evidence.items[1].kind, EVIDENCE_NOTE);
	assert_string_equal(result.patches[2].evidence.items[1].text,
			    "placed without 0002-the-name.patch (refused), which changes this file, too");
	port_result_release(&result);
}

/* What changes a binary file is refused, and nothing else with it. */
static void a_binary_file_alone(void **state)
{
	const char *texts[] = { HEADER "one\n\n---\n" F_HUNK,
				HEADER "two\n\n---\ndiff --git a/b/old.c b/b/old.c\nindex 1234567..7654321 100644\n"
				"GIT binary patch\nliteral 3\nKcmZn\n\nliteral 2\nJcmZn\n\n",
				THREE, NULL };
	struct port_result result;

	port_texts(texts, &result);
	assert_true(result.partly);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[1].verdict, VERDICT_REFUSED);
	assert_int_equal(result.patches[2].verdict, VERDICT_CLEAN);
	assert_content(&result.tree, "b/only.c", "y\n");
	assert_content(&result.tree, "b/old.c", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
	port_result_release(&result);
}

static void whole_or_nothing(void **state)
{
	const char *good[] = { HEADER "one\n\n---\n" F_HUNK, NULL };
	const char *texts[] = { good[0], TWO_REFUSED, THREE, NULL };
	struct port_result result;

	port_texts(good, &result);
	assert_true(repo_ref_exists(store.repo, "refs/ports/6.1.y/s"));
	port_result_release(&result);
	port_whole_texts(texts, &result);
	assert_false(result.landed || result.partly);
	/* All are judged all the same. */
	assert_int_equal(result.patches[2].verdict, VERDICT_CLEAN);
	/* The reference of the port that landed before is gone. */
	assert_false(repo_ref_exists(store.repo, "refs/ports/6.1.y/s"));
	port_result_release(&result);
	port_whole_texts(good, &result);
	assert_true(result.landed);
	port_result_release(&result);
}

/* The refused patch stands first, the other needs it, or does not. */
static void blocked_by_what_it_needs(void **state)
{
#define REFUSED_ON(file) "--- a/" file "\n+++ b/" file "\n@@ -1 +1 @@\n-nowhere\n+x\n"
#define OLD "--- a/b/old.c\n+++ b/b/old.c\n"
	static const struct {
		const char *what, *first, *second, *needs;
	} cases[] = {
		{ "a line that it adds", REFUSED_ON("b/only.c") OLD "@@ -3,3 +3,4 @@\n 3\n 4\n+four and a half\n 5\n",
		  OLD "@@ -4,3 +4,3 @@\n 4\n-four and a half\n+4.5\n 5\n",
		  "hunk #1 of b/old.c expects \"four and a half\", which it adds" },
		{ "a line that it removes", REFUSED_ON("b/only.c") OLD "@@ -3,3 +3,2 @@\n 3\n-4\n 5\n",
		  OLD "@@ -2,4 +2,5 @@\n 2\n 3\n+new\n 5\n 6\n",
		  "hunk #1 of b/old.c expects that \"4\" is gone, which it removes" },
		{ "a file that it makes", REFUSED_ON("b/only.c")
		  "--- /dev/null\n+++ b/n.c\n@@ -0,0 +1 @@\n+int n;\n",
		  "--- a/n.c\n+++ b/n.c\n@@ -1 +1 @@\n-int n;\n+long n;\n",
		  "changes n.c, which comes with it" },
		{ "a file that it takes away", REFUSED_ON("b/only.c")
		  "diff --git a/a/empty b/a/empty\ndeleted file mode 100644\nindex e69de29..0000000\n",
		  "--- /dev/null\n+++ b/a/empty\n@@ -0,0 +1 @@\n+x\n",
		  "makes a/empty, which is to go with it" },
		/* Refused by itself: the lines are others than those that the first brings. */
		{ "nothing", REFUSED_ON("b/only.c") OLD "@@ -3,3 +3,4 @@\n 3\n 4\n+four and a half\n 5\n",
		  OLD "@@ -7,3 +7,3 @@\n 7\n-eight\n+acht\n 9\n", NULL },
		/* The line is there, so it is not that which is missing. */
		{ "a line that is there", REFUSED_ON("b/only.c") OLD "@@ -3,3 +3,4 @@\n 3\n 4\n+7\n 5\n",
		  OLD "@@ -7,3 +7,3 @@\n 7\n-eight\n+acht\n 9\n", NULL },
		{ "a line elsewhere", REFUSED_ON("b/only.c") OLD "@@ -3,3 +3,2 @@\n 3\n-4\n 5\n",
		  OLD "@@ -7,3 +7,3 @@\n 7\n-eight\n+acht\n 9\n", NULL },
		{ "a line that is gone", REFUSED_ON("b/only.c") OLD "@@ -3,3 +3,2 @@\n 3\n-three and a half\n 4\n",
		  OLD "@@ -3,3 +3,3 @@\n 3\n 4\n-eight\n+acht\n", NULL },
		{ "a file that is there", REFUSED_ON("b/only.c")
		  "--- /dev/null\n+++ b/b/old.c\n@@ -0,0 +1 @@\n+int n;\n",
		  OLD "@@ -7,3 +7,3 @@\n 7\n-eight\n+acht\n 9\n", NULL },
		{ "a file that is gone", REFUSED_ON("b/only.c")
		  "--- a/b/none.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-int n;\n",
		  OLD "@@ -7,3 +7,3 @@\n 7\n-eight\n+acht\n 9\n"
		  "--- /dev/null\n+++ b/b/none.c\n@@ -0,0 +1 @@\n+int n;\n", NULL },
		{ "another file", REFUSED_ON("b/only.c") "--- a/a/f.c\n+++ b/a/f.c\n"
		  "@@ -3,3 +3,4 @@ int f(void)\n \tone();\n \ttwo();\n+eight\n \tthree();\n",
		  OLD "@@ -7,3 +7,3 @@\n 7\n-eight\n+acht\n 9\n", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *first = xasprintf(HEADER "one\n\n---\n%s", cases[i].first);
		_cleanup_free_ char *second = xasprintf(HEADER "two\n\n---\n%s", cases[i].second);
		_cleanup_free_ char *text = cases[i].needs ?
			xasprintf("needs 0001-the-name.patch, which is refused: %s", cases[i].needs) : NULL;
		const char *texts[] = { first, second, NULL };
		const struct port_patch *patch;
		struct port_result result;

		port_texts(texts, &result);
		patch = &result.patches[1];
		assert_int_equal(result.patches[0].verdict, VERDICT_REFUSED);
		if (patch->verdict != (text ? VERDICT_BLOCKED : VERDICT_REFUSED))
			fail_msg("%s: %s", cases[i].what, verdict_name(patch->verdict));
		assert_false(result.partly);
		if (text) {
			assert_int_equal(patch->evidence.items[0].kind, EVIDENCE_DEPENDS);
			assert_string_equal(patch->evidence.items[0].text, text);
			assert_string_equal(patch->blocked_by, "0001-the-name.patch");
		} else {
			assert_null(patch->blocked_by);
		}
		port_result_release(&result);
	}
}

/* What needs a blocked one is blocked by that; the one that the whole chain hangs on is told there. */
static void blocked_by_a_blocked_one(void **state)
{
	const char *texts[] = {
		HEADER "one\n\n---\n" REFUSED_ON("b/only.c") OLD "@@ -3,3 +3,4 @@\n 3\n 4\n+first\n 5\n",
		HEADER "two\n\n---\n" OLD "@@ -4,3 +4,4 @@\n 4\n first\n+second\n 5\n",
		HEADER "three\n\n---\n" OLD "@@ -6,2 +6,2 @@\n-second\n+third\n 5\n", NULL };
	struct port_result result;

	port_texts(texts, &result);
	assert_string_equal(result.patches[1].blocked_by, "0001-the-name.patch");
	assert_string_equal(result.patches[2].blocked_by, "0002-the-name.patch");
	assert_int_equal(result.patches[2].verdict, VERDICT_BLOCKED);
	assert_non_null(strstr(result.patches[2].evidence.items[0].text, "which is blocked"));
	port_result_release(&result);
}

/* It stands in its place; what comes after it is placed, or is said to depend perhaps. */
static void one_that_cannot_be_read(void **state)
{
	const char *texts[] = { HEADER "one\n\n---\n" F_HUNK, NULL, THREE,
				HEADER "four\n\n---\n" REFUSED_ON("b/old.c"),
				HEADER "five\n\n---\n" REFUSED_ON("a/bytes.txt"), NULL };
	struct port_result result;

	port_texts_of(texts, 5, false, &result);
	assert_int_equal(result.patches[0].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[1].verdict, VERDICT_UNREADABLE);
	assert_string_equal(result.patches[1].subject, "0002-the-name.patch");
	assert_string_equal(result.patches[1].evidence.items[0].text, "0002-the-name.patch: no patch");
	assert_int_equal(result.patches[2].verdict, VERDICT_CLEAN);
	assert_int_equal(result.patches[3].verdict, VERDICT_REFUSED);
	assert_string_equal(result.patches[3].evidence.items[result.patches[3].evidence.count - 1].text,
			    "whether it needs 0002-the-name.patch is not known: that one is unreadable, "
			    "and names the same file");
	assert_int_equal(result.patches[4].verdict, VERDICT_REFUSED);
	for (size_t i = 0; i < result.patches[4].evidence.count; i++)
		assert_int_equal(result.patches[4].evidence.items[i].kind, EVIDENCE_HUNK);
	assert_true(result.partly && !result.landed);
	port_result_release(&result);
}

static void a_plain_diff(void **state)
{
	const char *texts[] = { F_HUNK, NULL };
	struct port_result result;
	git_commit *commit;

	port_texts(texts, &result);
	assert_true(result.landed);
	assert_string_equal(result.patches[0].subject, "the name");
	assert_int_equal(git_commit_lookup(&commit, store.repo, &result.commit), 0);
	assert_string_equal(git_commit_author(commit)->email, "c@example.org");
	assert_int_equal(git_commit_author(commit)->when.time, 1000000000);
	assert_string_equal(git_commit_message(commit),
			    "the name\n\nSigned-off-by: Comm\303\255tter <c@example.org>\n");
	git_commit_free(commit);
	port_result_release(&result);
}

/* Who the author is, though the mail cannot say it, is told. */
static void an_author_without_address(void **state)
{
	const char *texts[] = { "Description: x\nAuthor: Somebody\n---\n" F_HUNK, NULL };
	struct port_result result;
	bool told = false;

	port_texts(texts, &result);
	assert_true(result.landed);
	for (size_t i = 0; i < result.patches[0].evidence.count; i++)
		told |= !strcmp(result.patches[0].evidence.items[i].text,
				"the patch names no author with an address (Somebody): the committer is used");
	assert_true(told);
	port_result_release(&result);
}

/* What only the first line claims is not said in the message, unless something proves it. */
static void a_commit_that_is_claimed(void **state)
{
	const char *texts[] = { "From " ID " Mon Sep 17 00:00:00 2001\n" HEADER "a: add more\n\nWhy.\n---\n"
				F_HUNK, NULL };
	static const char *const messages[] = {
		"x\n\n[ Upstream commit " ID " ]\n", "x\n\nWhy.\n\nFixes: 0123456789ab (\"a: add more\")\n",
		"x\n\nSee 0123456789ab.\n",
	};
	struct port_result result;
	git_commit *commit;

	port_texts(texts, &result);
	assert_true(result.patches[0].unproven);
	assert_string_equal(result.patches[0].upstream, ID);
	assert_non_null(strstr(result.patches[0].evidence.items[0].text, "which nothing here proves"));
	assert_int_equal(git_commit_lookup(&commit, store.repo, &result.commit), 0);
	assert_null(strstr(git_commit_message(commit), ID));
	git_commit_free(commit);
	port_result_release(&result);
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
		bool proves = i + 1 < ARRAY_SIZE(messages);
		git_oid other = commit_on(NULL, messages[i]);
		git_reference *ref;

		assert_int_equal(git_reference_create(&ref, store.repo, "refs/kernels/6.6.y/6.6.1", &other,
						      1, NULL), 0);
		port_texts(texts, &result);
		assert_int_equal(result.patches[0].unproven, !proves);
		assert_int_equal(git_commit_lookup(&commit, store.repo, &result.commit), 0);
		assert_int_equal(!!strstr(git_commit_message(commit), "commit " ID " upstream."), proves);
		git_commit_free(commit);
		port_result_release(&result);
		git_reference_delete(ref);
		git_reference_free(ref);
	}
}

/* A commit that several branches have is from before they parted; that of one may be its own. */
static void a_commit_of_several_branches(void **state)
{
	git_oid common = commit_on(NULL, "a: add more"), first, second;
	_cleanup_free_ char *text = xasprintf("From %s Mon Sep 17 00:00:00 2001\n" HEADER "a: add more\n\n"
					      "Why.\n---\n" F_HUNK, git_oid_tostr_s(&common));
	const char *texts[] = { text, NULL };
	git_reference *ref[2];
	struct port_result result;

	first = commit_on(&common, "one");
	second = commit_on(&common, "two");
	assert_int_equal(git_reference_create(&ref[0], store.repo, "refs/newest/6.6.y", &first, 1, NULL), 0);
	port_texts(texts, &result);
	assert_true(result.patches[0].unproven);
	port_result_release(&result);
	assert_int_equal(git_reference_create(&ref[1], store.repo, "refs/newest/7.2.y", &second, 1, NULL), 0);
	port_texts(texts, &result);
	assert_false(result.patches[0].unproven);
	assert_non_null(strstr(result.patches[0].evidence.items[0].text, "2 branches in the store have it"));
	port_result_release(&result);
	git_reference_free(ref[0]);
	git_reference_free(ref[1]);
}

static void messages(void **state)
{
	static const struct {
		const char *body, *note, *expected;
	} cases[] = {
		{ "", NULL, "s\n\nSigned-off-by: C <c@d>\n" },
		{ "Why.\n", NULL, "s\n\nWhy.\n\nSigned-off-by: C <c@d>\n" },
		{ "Why.\n\nSigned-off-by: A <a@b>\n", "context\nadjusted",
		  "s\n\nWhy.\n\nSigned-off-by: A <a@b>\n[ C: context?adjusted ]\n"
		  "Signed-off-by: C <c@d>\n" },
		{ "Why.\n\nSigned-off-by: C <c@d>\n", NULL, "s\n\nWhy.\n\nSigned-off-by: C <c@d>\n" },
		{ "Why.\n\nSigned-off-by: C <c@d>\n", "note",
		  "s\n\nWhy.\n\n[ C: note ]\nSigned-off-by: C <c@d>\n" },
		{ "Signed-off-by: C <c@d>\nAcked-by: A <a@b>\n", NULL,
		  "s\n\nSigned-off-by: C <c@d>\nAcked-by: A <a@b>\nSigned-off-by: C <c@d>\n" },
		{ "x\n(cherry picked from commit " ID ")\n", NULL,
		  "s\n\ncommit " ID " upstream.\n\nx\n(cherry picked from commit " ID ")\n"
		  "Signed-off-by: C <c@d>\n" },
		/* As narrow as the rest. */
		{ "Why.\n\nSigned-off-by: A <a@b>\n",
		  "checked where faults are counted, "
		  "as the function was rewritten there a while ago, which is why the place is another",
		  "s\n\nWhy.\n\nSigned-off-by: A <a@b>\n"
		  "[ C: checked where faults are counted, as the function was rewritten\n"
		  "  there a while ago, which is why the place is another ]\n"
		  "Signed-off-by: C <c@d>\n" },
		{ "[ Upstream commit " ID " ]\n\nx\n", NULL,
		  "s\n\n[ Upstream commit " ID " ]\n\nx\n\nSigned-off-by: C <c@d>\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("From: A <a@b>\nSubject: s\n\n%s---\n" F_HUNK,
						      cases[i].body);
		_cleanup_patch_ struct patch *patch = NULL;
		_cleanup_free_ char *message = NULL;
		struct error *err = NULL;

		assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
		message = message_compose(patch, NULL, patch->upstream, cases[i].note, "C", "c@d");
		assert_string_equal(message, cases[i].expected);
	}
}

/* The branch's own text: the patch's trailers go below it, with what else their paragraph has. */
static void the_branch_has_a_message_of_its_own(void **state)
{
	static const char own[] = "here\n\nOther words.\n";
	static const struct {
		const char *body, *upstream, *expected;
	} cases[] = {
		{ "Why.\n\nSigned-off-by: A <a@b>\n", NULL,
		  "here\n\nOther words.\n\nSigned-off-by: A <a@b>\nSigned-off-by: C <c@d>\n" },
		{ "Why.\n\n[ A: x ]\nSigned-off-by: C <c@d>\n", NULL,
		  "here\n\nOther words.\n\n[ A: x ]\nSigned-off-by: C <c@d>\n" },
		{ "Why.\n\nAnd more.\n", NULL,
		  "here\n\nOther words.\n\nSigned-off-by: C <c@d>\n" },
		{ "commit " ID " upstream.\n\nWhy.\n\nAcked-by: A <a@b>\n", ID,
		  "here\n\ncommit " ID " upstream.\n\nOther words.\n\nAcked-by: A <a@b>\n"
		  "Signed-off-by: C <c@d>\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *text = xasprintf("From: A <a@b>\nSubject: s\n\n%s---\n" F_HUNK,
						      cases[i].body);
		_cleanup_patch_ struct patch *patch = NULL;
		_cleanup_free_ char *message = NULL;
		struct error *err = NULL;

		assert_works(patch_parse("p", text, strlen(text), &patch, &err), err);
		message = message_compose(patch, own, patch->upstream, NULL, "C", "c@d");
		assert_string_equal(message, cases[i].expected);
	}
}

static void the_committer_is_not_invented(void **state)
{
	struct port_options options = { .repo = store.repo, .release = store.release,
					.branch = "6.1.y", .series = "s" };
	struct port_result result;
	struct error *err = NULL;

	assert_int_equal(port_series(&options, &result, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, "git config --global user.name"));
	error_clear(&err);
	options.committer_name = "C";
	options.committer_email = " ";
	assert_fails(port_series(&options, &result, &err), err, "git config --global user.email");
	options.committer_email = "c@d>\nX: y";
	assert_fails(port_series(&options, &result, &err), err, "cannot be part of a commit");
	options.committer_email = "c@d";
	options.series = "../x";
	assert_fails(port_series(&options, &result, &err), err, "not a valid reference name");
	options.series = "s";
	memset(&options.release, 0x55, sizeof(options.release));
	assert_fails(port_series(&options, &result, &err), err, "reading the release");
}

/* Last, since the flag stays set. */
static void interrupted(void **state)
{
	_cleanup_patch_ struct patch *patch = NULL;
	struct apply_result result;
	struct error *err = NULL;
	git_commit *release;

	assert_works(patch_parse("p", F_HUNK, strlen(F_HUNK), &patch, &err), err);
	assert_int_equal(git_commit_lookup(&release, store.repo, &store.release), 0);
	interrupt_install();
	raise(SIGTERM);
	assert_int_equal(apply_patch(store.repo, git_commit_tree_id(release), patch, APPLY_AS_IS, NULL, NULL, &result, &err), -1);
	assert_int_equal(err->kind, ERROR_INTERRUPTED);
	error_clear(&err);
	git_commit_free(release);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(landed_on_its_lines, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(nothing_until_all_is_there, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(how_far_it_is, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(the_same_again, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(every_kind_of_change, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(names_that_change_places, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(refused_with_the_reason, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(many_missing_files, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(an_author_without_address, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(a_commit_that_is_claimed, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(a_commit_of_several_branches, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(each_for_itself, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(a_binary_file_alone, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(whole_or_nothing, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(blocked_by_what_it_needs, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(blocked_by_a_blocked_one, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(one_that_cannot_be_read, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(a_plain_diff, store_setup, store_teardown),
		cmocka_unit_test(messages),
		cmocka_unit_test(the_branch_has_a_message_of_its_own),
		cmocka_unit_test_setup_teardown(the_committer_is_not_invented, store_setup,
						store_teardown),
		cmocka_unit_test_setup_teardown(interrupted, store_setup, store_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
