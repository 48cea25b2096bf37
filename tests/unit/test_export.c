// SPDX-License-Identifier: GPL-2.0-only
/* What is exported is given to the real git, in a work tree of its own. */
#include "port_fixture.h"

#include <unistd.h>

#include "deliver/export.h"
#include "series/patch_file_name.h"
#include "util/process.h"

/* Run git in a folder; its standard output is returned, allocated. */
#define git(dir, ...) run_git(dir, (const char *const[]){ "git", "-C", dir, "-c",	\
			      "user.name=Am", "-c", "user.email=am@example.org",	\
			      "-c", "core.autocrlf=false", __VA_ARGS__, NULL })

static char *run_git(const char *dir, const char *const *argv)
{
	struct buf output = { 0 };
	struct error *err = NULL;

	assert_works(process_check(argv, &output, &err), err);
	while (output.len && output.data[output.len - 1] == '\n')
		output.data[--output.len] = '\0';
	return output.data ? buf_detach(&output) : xstrdup("");
}

/* The release unpacked into an independent repository. Allocated path. */
static char *unpacked(void)
{
	_cleanup_free_ char *source = path_join(store.dir, "store.git");
	char *dir = path_join(store.dir, "tree");
	_cleanup_free_ char *made = NULL, *fetched = NULL, *out = NULL;
	git_reference *ref;

	assert_int_equal(git_reference_create(&ref, store.repo, "refs/heads/release",
					      &store.release, 1, NULL), 0);
	git_reference_free(ref);
	assert_int_equal(dir_make(dir, NULL), 0);
	made = git(dir, "init", "-q", "-b", "main");
	fetched = git(dir, "fetch", "-q", source, "release");
	out = git(dir, "reset", "-q", "--hard", "FETCH_HEAD");
	return dir;
}

static void taken_by_git(void **state)
{
	const char *texts[] = {
		HEADER "a: a subject that is so long that it has to be folded, with an \303\244, "
		"somewhere\n\nFrom: nobody\n\n(Index: x)\n diff -u\nLine.\n---\n"
		"--- a/a/f.c\n+++ b/a/f.c\n@@ -1,2 +1,2 @@\n int f(void)\n-{\n+{ /* \303\244 \351 */\n",
		HEADER "second\n\n---\n"
		"diff --git a/c/new.c b/c/new.c\nnew file mode 100755\n--- /dev/null\n+++ b/c/new.c\n"
		"@@ -0,0 +1,2 @@\n+-- a\n+From x Mon Sep 17 00:00:00 2001\n\\ No newline at end of file\n"
		"diff --git a/b/only.c b/b/only.c\ndeleted file mode 100644\n--- a/b/only.c\n"
		"+++ /dev/null\n@@ -1 +0,0 @@\n-only\n"
		"diff --git a/b/old.c b/moved.c\nrename from b/old.c\nrename to moved.c\n"
		"--- a/b/old.c\n+++ b/moved.c\n@@ -2,3 +2,3 @@\n 2\n-3\n+three\n 4\n"
		"diff --git a/Makefile b/Makefile\nold mode 100644\nnew mode 100755\n"
		"--- a/a/bytes.txt\n+++ b/a/bytes.txt\n@@ -3,2 +3,2 @@\n line2\n-no newline\n"
		"\\ No newline at end of file\n+still none\n\\ No newline at end of file\n", NULL };
	_cleanup_free_ char *tree = unpacked(), *out = path_join(store.dir, "out");
	_cleanup_free_ char *checked = NULL, *applied = NULL, *head = NULL, *author = NULL;
	_cleanup_free_ char *subject = NULL, *body = NULL;
	char expected[GIT_OID_HEXSZ + 1], **paths;
	struct port_result result;
	struct error *err = NULL;

	port_texts(texts, &result);
	assert_true(result.landed);
	assert_works(port_write_patches(&result, out, &paths, NULL, &err), err);
	assert_non_null(strstr(paths[0], "/6.1.y/s/0001-a-a-subject-that-is-so-long-that-it-"));
	assert_non_null(strstr(paths[1], "/6.1.y/s/0002-second.patch"));
	assert_null(paths[2]);
	checked = git(tree, "apply", "--check", paths[0]);
	applied = git(tree, "am", "-q", paths[0], paths[1]);
	git_oid_tostr(expected, sizeof(expected), &result.tree);
	head = git(tree, "rev-parse", "HEAD^{tree}");
	assert_string_equal(head, expected);
	author = git(tree, "log", "-1", "--format=%an|%ae|%at", "HEAD^");
	if (!strstr(author, "J\303\266rg"))
		fail_msg("%s", author);
	assert_non_null(strstr(author, "|author@example.org|1687538798"));
	subject = git(tree, "log", "-1", "--format=%s", "HEAD^");
	assert_string_equal(subject, "a: a subject that is so long that it has to be folded, with an "
			    "\303\244, somewhere");
	body = git(tree, "log", "-1", "--format=%b", "HEAD^");
	assert_string_equal(body, "From: nobody\n\n(Index: x)\n diff -u\nLine.\n\n"
			    "Signed-off-by: Comm\303\255tter <c@example.org>");
	for (size_t i = 0; paths[i]; i++)
		free(paths[i]);
	free(paths);
	port_result_release(&result);
}

/* Lines of a message that git would take for its end. */
static void protected_message(void **state)
{
	_cleanup_free_ char *tree = unpacked(), *file = path_join(store.dir, "mail");
	_cleanup_free_ char *applied = NULL, *body = NULL;
	const git_commit *parents[1];
	_cleanup_buf_ struct buf mail = { 0 };
	struct error *err = NULL;
	git_commit *release;
	git_tree_update update = { .action = GIT_TREE_UPDATE_UPSERT, .path = "a/f.c",
				   .filemode = GIT_FILEMODE_BLOB, .id = blob("x\n") };
	git_signature *who;
	git_tree *before, *after;
	git_oid id;

	assert_int_equal(git_commit_lookup(&release, store.repo, &store.release), 0);
	assert_int_equal(git_commit_tree(&before, release), 0);
	assert_int_equal(git_tree_create_updated(&id, store.repo, before, 1, &update), 0);
	assert_int_equal(git_tree_lookup(&after, store.repo, &id), 0);
	assert_int_equal(git_signature_new(&who, "A. B, C", "a@example.org", 1, 0), 0);
	parents[0] = release;
	assert_int_equal(git_commit_create(&id, store.repo, NULL, who, who, NULL,
					   "s\n\nDate: x\nFrom: x <x@example.org>\n---\nb\n--- c\ndiff -u\nIndex: d\n"
					   "From e Mon Sep 17 00:00:00 2001\nFrom here on\n"
					   "From 10:20:30 the clock of 1999 stood\nFrom e 1 1:02:03 99:\n"
					   "From midnight, that is at 00:00:00\n2001 times\nf\n", after, 1,
					   (void *)parents), 0);
	assert_works(export_mail(store.repo, &id, "PATCH 6.1.y", 2, 3, &mail, &err), err);
	assert_non_null(strstr(mail.data, "\nSubject: [PATCH 6.1.y 2/3] s\n"));
	assert_non_null(strstr(mail.data, "\nFrom: \"A. B, C\" <a@example.org>\n"));
	assert_non_null(strstr(mail.data, "\nDate: Thu, 1 Jan 1970 00:00:01 +0000\n"));
	assert_null(strstr(mail.data, "MIME"));
	assert_works(file_write(file, mail.data, mail.len, 0644, &err), err);
	applied = git(tree, "am", "-q", file);
	body = git(tree, "log", "-1", "--format=%an:%b");
	assert_string_equal(body, "A. B, C:Date: x\nFrom: x <x@example.org>\n ---\nb\n --- c\n diff -u\n Index: d\n"
			    " From e Mon Sep 17 00:00:00 2001\nFrom here on\n"
			    "From 10:20:30 the clock of 1999 stood\n From e 1 1:02:03 99:\n"
			    "From midnight, that is at 00:00:00\n2001 times\nf");
	git_signature_free(who);
	git_tree_free(before);
	git_tree_free(after);
	git_commit_free(release);
}

/* What users have set for their own diffs does not change ours. */
static void settings_of_the_user(void **state)
{
	static const char *const settings[] = { "[diff]\n\tnoprefix = true\n",
						"[diff]\n\tmnemonicPrefix = true\n" };
	const char *texts[] = { HEADER "one\n\n---\n--- a/b/only.c\n+++ b/b/only.c\n@@ -1 +1 @@\n"
				"-only\n+x\n", NULL };
	_cleanup_free_ char *home = path_join(store.dir, "home");
	_cleanup_free_ char *config = path_join(home, ".gitconfig");
	struct port_result result;
	struct error *err = NULL;

	port_texts(texts, &result);
	assert_works(dir_make(home, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		_cleanup_buf_ struct buf mail = { 0 };
		git_repository *repo;
		int rc;

		assert_works(file_write(config, settings[i], strlen(settings[i]), 0644, &err), err);
		assert_int_equal(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL,
						  home), 0);
		/* Opened anew, since a repository keeps the settings that it once read. */
		assert_int_equal(git_repository_open(&repo, git_repository_path(store.repo)), 0);
		rc = export_mail(repo, &result.commit, "PATCH", 1, 1, &mail, &err);
		git_repository_free(repo);
		assert_int_equal(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL,
						  NULL), 0);
		assert_works(rc, err);
		if (!strstr(mail.data, "\ndiff --git a/b/only.c b/b/only.c\n") ||
		    !strstr(mail.data, "\n--- a/b/only.c\n+++ b/b/only.c\n"))
			fail_msg("with %s%s", settings[i], mail.data);
	}
	port_result_release(&result);
}

#define ONLY "--- a/b/only.c\n+++ b/b/only.c\n@@ -1 +1 @@\n"

/* The folder of an earlier run goes aside as a whole, with what others put there. */
static void older_files_go_aside(void **state)
{
	const char *good[] = { HEADER "one\n\n---\n" ONLY "-only\n+x\n", NULL };
	const char *bad[] = { HEADER "one\n\n---\n" ONLY "-no\n+x\n", NULL };
	static const char mail[] = "diff\n-- \nstablehand 0.0\n\n";
	static const char *const names[] = { "0002-old.patch", "notes.patch", "0003-by-hand.patch" };
	_cleanup_free_ char *dir = path_join(store.dir, "6.1.y/s");
	_cleanup_free_ char *ours = path_join(dir, "0001-one.patch");
	_cleanup_free_ char *moved = path_join(store.dir, "6.1.y/s.old-2/0001-one.patch");
	_cleanup_free_ char *aside = NULL, *again = NULL;
	struct port_result result;
	struct error *err = NULL;

	assert_works(dir_make(dir, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path = path_join(dir, "%s", names[i]);

		assert_works(file_write(path, i ? "x" : mail, i ? 1 : strlen(mail), 0644, &err), err);
	}
	port_texts(good, &result);
	assert_works(port_write_patches(&result, store.dir, NULL, &aside, &err), err);
	assert_string_equal(strrchr(aside, '/'), "/s.old-1");
	assert_true(path_exists(ours));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *from = path_join(dir, "%s", names[i]);
		_cleanup_free_ char *to = path_join(aside, "%s", names[i]);

		assert_false(path_exists(from));
		assert_true(path_exists(to));
	}
	/* The same again changes nothing. */
	assert_works(port_write_patches(&result, store.dir, NULL, &again, &err), err);
	assert_null(again);
	assert_true(path_exists(ours));
	port_result_release(&result);
	port_texts(bad, &result);
	assert_works(port_write_patches(&result, store.dir, NULL, &again, &err), err);
	assert_string_equal(strrchr(again, '/'), "/s.old-2");
	assert_false(path_exists(dir));
	assert_true(path_exists(moved));
	port_result_release(&result);
}

/* What others put there alone is no earlier run: it stays, beside what is written. */
static void files_of_others_stay(void **state)
{
	const char *good[] = { HEADER "one\n\n---\n" ONLY "-only\n+x\n", NULL };
	_cleanup_free_ char *dir = path_join(store.dir, "6.1.y/s");
	_cleanup_free_ char *own = path_join(dir, "0003-by-hand.patch");
	_cleanup_free_ char *ours = path_join(dir, "0001-one.patch");
	_cleanup_free_ char *aside = NULL;
	struct port_result result;
	struct error *err = NULL;

	assert_works(dir_make(dir, &err), err);
	assert_works(file_write(own, "diff\n-- \n2.39.5\n\n", 17, 0644, &err), err);
	port_texts(good, &result);
	assert_works(port_write_patches(&result, store.dir, NULL, &aside, &err), err);
	assert_null(aside);
	assert_true(path_exists(own) && path_exists(ours));
	port_result_release(&result);
}

#define MANY 24

/* A series of many, each changing the same line again. The texts are allocated. */
static void port_many(struct port_result *ret_result)
{
	char *texts[MANY + 1] = { 0 };

	for (int i = 0; i < MANY; i++) {
		_cleanup_free_ char *old = i ? xasprintf("text %d", i - 1) : xstrdup("only");

		texts[i] = xasprintf(HEADER "number %d\n\n---\n--- a/b/only.c\n+++ b/b/only.c\n"
				     "@@ -1 +1 @@\n-%s\n+text %d\n", i, old, i);
	}
	port_texts((const char *const *)texts, ret_result);
	for (int i = 0; i < MANY; i++)
		free(texts[i]);
}

/* Made by several threads, each mail is what it is when made alone, in its place. */
static void many_mails(void **state)
{
	struct port_result result;
	struct error *err = NULL;
	char **paths;

	port_many(&result);
	assert_true(result.landed);
	assert_works(port_write_patches(&result, store.dir, &paths, NULL, &err), err);
	for (size_t i = 0; i < MANY; i++) {
		_cleanup_free_ char *name = xasprintf("%04zu-number-%zu.patch", i + 1, i);
		_cleanup_buf_ struct buf alone = { 0 }, written = { 0 };

		assert_string_equal(strrchr(paths[i], '/') + 1, name);
		assert_works(file_read(paths[i], 1 << 20, &written, &err), err);
		assert_works(export_mail(store.repo, &result.patches[i].commit, "PATCH 6.1.y",
					 i + 1, MANY, &alone, &err), err);
		assert_string_equal(buf_str(&written), buf_str(&alone));
		free(paths[i]);
	}
	assert_null(paths[MANY]);
	free(paths);
	port_result_release(&result);
}

/* One that cannot be written: none appears. */
static void many_mails_or_none(void **state)
{
	_cleanup_free_ char *dir = path_join(store.dir, "6.1.y/s");
	_cleanup_free_ char *in_the_way = path_join(dir, "0013-number-12.patch.%d.tmp", (int)getpid());
	struct port_result result;
	struct error *err = NULL;
	char **paths;

	port_many(&result);
	assert_works(dir_make(in_the_way, &err), err);
	assert_fails(port_write_patches(&result, store.dir, &paths, NULL, &err), err, "0013-number-12");
	for (size_t i = 0; i < MANY; i++) {
		_cleanup_free_ char *path = path_join(dir, "%04zu-number-%zu.patch", i + 1, i);
		_cleanup_free_ char *aside = xasprintf("%s.%d.tmp", path, (int)getpid());

		assert_false(path_exists(path));
		assert_true(i == 12 || !path_exists(aside));
	}
	port_result_release(&result);
}

static void file_names(void **state)
{
	static const struct {
		const char *subject, *name;
	} cases[] = {
		{ "KVM: x86/mmu: Guard against collision with KVM-defined PFERR",
		  "0001-KVM-x86-mmu-Guard-against-collision-with-KVM-defined.patch" },
		{ "../../etc", "0001-.-.-etc.patch" },
		{ "a..b c", "0001-a.b-c.patch" },
		{ "\303\244", "0001-patch.patch" },
		{ "", "0001-patch.patch" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *name = patch_file_name(1, cases[i].subject);

		assert_string_equal(name, cases[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(taken_by_git, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(protected_message, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(settings_of_the_user, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(older_files_go_aside, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(files_of_others_stay, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(many_mails, store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(many_mails_or_none, store_setup, store_teardown),
		cmocka_unit_test(file_names),
	};

	/* The tests are not to see who runs them. */
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
