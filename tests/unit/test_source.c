// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_fixture.h"

#include <sys/stat.h>
#include <utime.h>

#include "kernel/source.h"
#include "util/hash.h"
#include "util/process.h"

static const struct item tree_5[] = {
	{"l/Makefile", MAKEFILE("5")}, {"l/a.c", "int a;\n"}, {0}
};

static int ask_with(struct fixture *f, const char *conf, struct source_options options,
		    int (*ask)(const struct source_options *options, struct source_result *ret,
			       struct error **err),
		    struct source_result *ret, struct error **err)
{
	char *path = path_join(f->dir, "6.1.y.conf"), *cache = path_join(f->dir, "cache");
	struct branch *branch = NULL;
	int rc;

	if (conf) {
		write_text(path, conf);
		/* Long ago, so that only the age of the check matters. */
		utime(path, &(struct utimbuf){1000, 1000});
	}
	rc = branch_load(path, &branch, err);
	options.repo = f->repo;
	options.branch = branch;
	options.cache_dir = cache;
	if (!rc)
		rc = ask(&options, ret, err);
	branch_free(&branch);
	free(path);
	free(cache);
	return rc;
}

static int fetch_with(struct fixture *f, const char *conf, struct source_options options,
		      struct source_result *ret, struct error **err)
{
	return ask_with(f, conf, options, source_fetch, ret, err);
}

static int known(struct fixture *f, struct source_options options, struct source_result *ret)
{
	return ask_with(f, NULL, options, source_known, ret, NULL);
}

static void run(const char *const *argv)
{
	struct error *err = NULL;

	if (process_check(argv, NULL, &err))
		fail_msg("%s", err->message);
}

static void upstream(struct fixture *f, const char *a, const char *b, const char *c)
{
	char *dir = path_join(f->dir, "up");
	const char *const argv[] = {
		"git", "-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.org",
		"-c", "init.defaultBranch=linux-6.1.y", a, b, c, NULL
	};

	run(argv);
	free(dir);
}

/* A kernel repository with one commit a sublevel, tagged. */
static void upstream_commit(struct fixture *f, const char *makefile, const char *text,
			    const char *tag)
{
	char *path = path_join(f->dir, "up/Makefile"), *other = path_join(f->dir, "up/a.c");

	write_text(path, makefile);
	write_text(other, text);
	upstream(f, "add", "-A", NULL);
	upstream(f, "commit", "-qm", tag);
	upstream(f, "tag", "-f", tag);
	free(path);
	free(other);
}

static void upstream_init(struct fixture *f)
{
	char *dir = path_join(f->dir, "up");

	assert_int_equal(dir_make(dir, NULL), 0);
	upstream(f, "init", "-q", NULL);
	upstream_commit(f, MAKEFILE("4"), "4", "v6.1.4");
	upstream_commit(f, MAKEFILE("5"), "5", "v6.1.5");
	free(dir);
}

static void test_git(void **state)
{
	struct fixture *f = *state;
	char *conf = xasprintf("[source \"up\"]\ntype = git\nurl = file://%s/up\n"
			       "branch = linux-6.1.y\n", f->dir);
	char *by_path = xasprintf("[source \"up\"]\ntype = git\npath = up\n"
				  "branch = linux-6.1.y\n");
	char *shallow = path_join(f->dir, "store/shallow");
	struct source_result r;
	struct error *err = NULL;
	struct release newest;
	git_oid tip;

	upstream_init(f);
	assert_int_equal(fetch_with(f, conf, (struct source_options){0}, &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.5");
	assert_string_equal(r.source, "up");
	assert_false(r.already_there);
	/* Its commit, tree, two files; nothing of its past. */
	assert_int_equal(r.objects_written, 4);
	assert_true(path_exists(shallow));
	source_result_clear(&r);

	assert_int_equal(fetch_with(f, by_path, (struct source_options){0}, &r, &err), 0);
	assert_true(r.already_there);
	source_result_clear(&r);

	/* A commit after the release has the release's number in its Makefile. */
	upstream_commit(f, MAKEFILE("5"), "5 and more", "next");
	assert_int_equal(fetch_with(f, by_path, (struct source_options){0}, &r, &err), 0);
	assert_memory_equal(r.release.version, "6.1.5-g", 7);
	assert_int_equal(strlen(r.release.version), 7 + 12);
	tip = r.release.commit;
	source_result_clear(&r);

	assert_int_equal(fetch_with(f, by_path, (struct source_options){.want_version = "6.1.4"},
				    &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.4");
	source_result_clear(&r);
	assert_int_equal(release_latest(f->repo, "6.1.y", &newest, &err), 1);
	assert_true(git_oid_equal(&newest.commit, &tip));
	release_clear(&newest);
	assert_int_equal(fetch_with(f, by_path, (struct source_options){.want_version = "6.1.9"},
				    &r, &err), -1);
	expect_error(&err, ERROR_ENVIRONMENT, "refs/tags/v6.1.9");

	/* A branch that was set back: what it has now is its newest, whatever the store has. */
	upstream(f, "reset", "-q", "--hard");
	upstream(f, "update-ref", "refs/heads/linux-6.1.y", "v6.1.4");
	assert_int_equal(fetch_with(f, by_path, (struct source_options){0}, &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.4");
	source_result_clear(&r);
	assert_int_equal(fetch_with(f, by_path, (struct source_options){.offline = true}, &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.4");
	source_result_clear(&r);
	/* One that is asked for and newer is the newest again. */
	upstream_commit(f, MAKEFILE("6"), "6", "v6.1.6");
	assert_int_equal(fetch_with(f, by_path, (struct source_options){.want_version = "6.1.6"},
				    &r, &err), 0);
	source_result_clear(&r);
	assert_int_equal(fetch_with(f, by_path, (struct source_options){.offline = true}, &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.6");
	source_result_clear(&r);
	free(conf);
	free(by_path);
	free(shallow);
}

static size_t commits_of(struct fixture *f, const git_oid *tip)
{
	git_commit *commit = NULL, *parent;
	size_t count = 0;

	assert_int_equal(git_commit_lookup(&commit, f->repo, tip), 0);
	for (; commit; commit = parent, count++) {
		if (git_commit_parent(&parent, commit, 0))
			parent = NULL;
		git_commit_free(commit);
	}
	return count;
}

/* "since" brings what was committed after that tag, also to a release that is there. */
static void test_git_since(void **state)
{
	static const char conf[] = "[source \"up\"]\ntype = git\npath = up\nbranch = linux-6.1.y\n";
	struct fixture *f = *state;
	char *since = xasprintf("%ssince = v6.1.5\n", conf);
	char *gone = xasprintf("%ssince = v6.0\n", conf);
	struct source_result r;
	struct error *err = NULL;

	upstream_init(f);
	upstream_commit(f, MAKEFILE("6"), "6", "v6.1.6");
	upstream_commit(f, MAKEFILE("7"), "7", "v6.1.7");
	assert_int_equal(fetch_with(f, conf, (struct source_options){0}, &r, &err), 0);
	assert_int_equal(commits_of(f, &r.release.commit), 1);
	source_result_clear(&r);

	assert_int_equal(fetch_with(f, since, (struct source_options){0}, &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.7");
	assert_int_equal(commits_of(f, &r.release.commit), 2);
	source_result_clear(&r);
	assert_int_equal(fetch_with(f, since, (struct source_options){0}, &r, &err), 0);
	assert_true(r.already_there);
	source_result_clear(&r);

	/* The tag itself, and one before it, have no commits after the tag. */
	assert_int_equal(fetch_with(f, since, (struct source_options){.want_version = "6.1.5"}, &r,
				    &err), 0);
	assert_int_equal(commits_of(f, &r.release.commit), 1);
	source_result_clear(&r);
	assert_int_equal(fetch_with(f, since, (struct source_options){.want_version = "6.1.4"}, &r,
				    &err), 0);
	assert_int_equal(commits_of(f, &r.release.commit), 1);
	source_result_clear(&r);

	assert_int_equal(fetch_with(f, gone, (struct source_options){.want_version = "6.1.6"}, &r,
				    &err), -1);
	expect_error(&err, ERROR_ENVIRONMENT, "has no tag v6.0");
	free(since);
	free(gone);
}

/* No more is received than the source may give, no tree taken that unpacks to too much. */
static void test_git_bounded(void **state)
{
	static const char conf[] = "[source \"up\"]\ntype = git\npath = up\nbranch = linux-6.1.y\n"
				   "max-mib = 1\n";
	struct fixture *f = *state;
	_cleanup_free_ char *large = path_join(f->dir, "up/large");
	_cleanup_free_ char *random = xasprintf("head -c 3000000 /dev/urandom >%s", large);
	_cleanup_free_ char *zeros = xasprintf("truncate -s 300M %s", large);
	const char *const commands[] = { random, zeros };
	struct source_result r;
	struct error *err = NULL;
	struct release newest;

	upstream_init(f);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		const char *const argv[] = { "sh", "-c", commands[i], NULL };

		run(argv);
		upstream_commit(f, MAKEFILE("6"), "6", "v6.1.6");
		assert_int_equal(fetch_with(f, conf, (struct source_options){0}, &r, &err), -1);
		expect_error(&err, ERROR_ENVIRONMENT, i ? "large is larger than 268435456 bytes" :
			     "more than 1 MiB to fetch; \"max-mib\"");
		assert_int_equal(release_latest(f->repo, "6.1.y", &newest, &err), 0);
		if (!i)
			assert_int_equal(pack_files(f->repo), 0);
		upstream(f, "reset", "--hard", "HEAD~");
	}
	/* What it has of a fitting size is taken. */
	assert_int_equal(fetch_with(f, conf, (struct source_options){0}, &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.5");
	source_result_clear(&r);
}

static void test_git_refused(void **state)
{
	static const char *const urls[] = {
		"ext::sh -c 'touch stablehand-was-here'", "git://localhost/x", "http://localhost/x",
		"fd::7", "../x",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
		char *conf = xasprintf("[source \"up\"]\ntype = git\nurl = \"%s\"\nbranch = b\n",
				       urls[i]);
		struct source_result r;
		struct error *err = NULL;

		assert_int_equal(fetch_with(f, conf, (struct source_options){0}, &r, &err), -1);
		expect_error(&err, ERROR_ENVIRONMENT, "not an https, ssh or file URL");
		free(conf);
	}
}

/* The order of the file; a tampered archive is passed over, and nothing of it is kept. */
static void test_order(void **state)
{
	struct fixture *f = *state;
	char *tar = path_join(f->dir, "l.tar.xz"), sum[65];
	struct source_result r;
	struct error *err = NULL;
	char *conf;

	make_tarball(tar, tree_5, false);
	assert_int_equal(file_sha256(tar, sum, NULL), 0);
	conf = xasprintf("[source \"none\"]\ntype = tarball\npath = gone.tar.xz\n"
			 "[source \"bad\"]\ntype = tarball\npath = l.tar.xz\nsha256 = %064d\n"
			 "[source \"good\"]\ntype = tarball\nurl = file://%s\nsha256 = %s\n"
			 "[source \"later\"]\ntype = tarball\npath = gone.tar.xz\n", 0, tar, sum);
	assert_int_equal(fetch_with(f, conf, (struct source_options){0}, &r, &err), 0);
	assert_string_equal(r.source, "good");
	assert_string_equal(r.release.version, "6.1.5");
	assert_int_equal(r.tried_count, 2);
	assert_non_null(strstr(r.tried[0], "none: "));
	assert_non_null(strstr(r.tried[0], "No such file"));
	assert_non_null(strstr(r.tried[1], "bad: "));
	assert_non_null(strstr(r.tried[1], "SHA-256"));
	source_result_clear(&r);

	/* With its checksum known, it is not even looked for. */
	assert_int_equal(path_remove(tar, NULL), 0);
	free(conf);
	conf = xasprintf("[source \"good\"]\ntype = tarball\nurl = file://%s\nsha256 = %s\n", tar, sum);
	assert_int_equal(fetch_with(f, conf, (struct source_options){0}, &r, &err), 0);
	assert_true(r.already_there);
	source_result_clear(&r);
	free(conf);
	free(tar);
}

/* The checksum of the configuration changes, its version does not. */
static void test_changed_tarball(void **state)
{
	static const struct item changed[] = {
		{"l/Makefile", MAKEFILE("5")}, {"l/a.c", "int b;\n"}, {0}
	};
	struct fixture *f = *state;
	char *tar = path_join(f->dir, "l.tar.xz"), sum[65], *conf;
	const struct item *const trees[] = {tree_5, changed};
	struct source_result r;
	struct error *err = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(trees); i++) {
		make_tarball(tar, trees[i], false);
		assert_int_equal(file_sha256(tar, sum, NULL), 0);
		conf = xasprintf("[source \"t\"]\ntype = tarball\nversion = 6.1.5\n"
				 "url = file://%s\nsha256 = %s\n", tar, sum);
		assert_int_equal(fetch_with(f, conf, (struct source_options){0}, &r, &err),
				 i ? -1 : 0);
		free(conf);
		if (!i)
			source_result_clear(&r);
	}
	expect_error(&err, ERROR_ENVIRONMENT, "6.1.5 is in the store with other content");
	free(tar);
}

static void test_none_answers(void **state)
{
	struct fixture *f = *state;
	struct source_result r;
	struct error *err = NULL;

	assert_int_equal(fetch_with(f, "[source \"one\"]\ntype = tarball\npath = a.tar\n"
				       "[source \"two\"]\ntype = git\npath = b\nbranch = c\n",
				    (struct source_options){.fall_back = true}, &r, &err), -1);
	assert_non_null(strstr(err->message, "\n  one: "));
	expect_error(&err, ERROR_ENVIRONMENT, "\n  two: ");
}

/* Whether a failure is the branch's lot, or something to be put right. */
static void test_no_answer(void **state)
{
	static const struct {
		const char *conf;
		bool no_answer;
	} cases[] = {
		{"[source \"one\"]\ntype = git\npath = b\nbranch = c\n", true},
		{"[source \"one\"]\ntype = tarball\npath = a.tar\n", true},
		{"[source \"one\"]\ntype = folder\npath = nowhere\n", true},
		{"[source \"one\"]\ntype = tarball\npath = damaged.tar\n", false},
		{"[source \"one\"]\ntype = tarball\npath = damaged.tar\n"
		 "[source \"two\"]\ntype = git\npath = b\nbranch = c\n", false},
	};
	struct fixture *f = *state;
	char *damaged = path_join(f->dir, "damaged.tar");
	struct source_result r;

	write_text(damaged, "no archive");
	free(damaged);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool no_answer = false;
		struct error *err = NULL;

		assert_int_equal(fetch_with(f, cases[i].conf,
					    (struct source_options){.ret_no_answer = &no_answer}, &r,
					    &err), -1);
		expect_error(&err, ERROR_ENVIRONMENT, "no source gives");
		assert_int_equal(no_answer, cases[i].no_answer);
	}
}

static void test_folder(void **state)
{
	static const char conf[] = "[source \"tree\"]\ntype = folder\npath = tree\n";
	static const char *const files[] = {"a.c", ".gitignore", "sub/b.c", ".git/HEAD"};
	struct fixture *f = *state;
	char *dir = path_join(f->dir, "tree"), *makefile = path_join(dir, "Makefile");
	char *left = path_join(f->dir, "cache/downloads/6.1.y.tar");
	struct source_result r;
	struct error *err = NULL;
	git_object *object;
	git_oid first;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char *path = path_join(dir, "%s", files[i]), *above = xstrdup(path);

		*strrchr(above, '/') = '\0';
		assert_int_equal(dir_make(above, NULL), 0);
		write_text(path, files[i]);
		free(path);
		free(above);
	}
	write_text(makefile, MAKEFILE("5"));
	assert_works(fetch_with(f, conf, (struct source_options){0}, &r, &err), err);
	assert_string_equal(r.release.version, "6.1.5");
	assert_false(r.already_there);
	first = r.release.commit;
	source_result_clear(&r);
	assert_int_equal(git_revparse_single(&object, f->repo,
					     "refs/kernels/6.1.y/6.1.5:sub/b.c"), 0);
	assert_string_equal(git_blob_rawcontent((git_blob *)object), "sub/b.c");
	git_object_free(object);
	assert_int_equal(git_revparse_single(&object, f->repo,
					     "refs/kernels/6.1.y/6.1.5:.gitignore"), 0);
	git_object_free(object);
	assert_int_equal(git_revparse_single(&object, f->repo, "refs/kernels/6.1.y/6.1.5:.git"),
			 GIT_ENOTFOUND);

	assert_works(fetch_with(f, NULL, (struct source_options){0}, &r, &err), err);
	assert_true(r.already_there);
	source_result_clear(&r);

	/* Edited, it is another release. */
	write_text(makefile, MAKEFILE("5") "# more\n");
	assert_works(fetch_with(f, NULL, (struct source_options){0}, &r, &err), err);
	assert_memory_equal(r.release.version, "6.1.5-g", 7);
	assert_false(git_oid_equal(&first, &r.release.commit));
	source_result_clear(&r);
	assert_false(path_exists(left));
	free(dir);
	free(makefile);
	free(left);
}

/* A folder that nobody has touched is not packed again to find that out. */
static void test_a_folder_that_stayed(void **state)
{
	static const char conf[] = "[source \"tree\"]\ntype = folder\npath = tree\n";
	struct fixture *f = *state;
	char *dir = path_join(f->dir, "tree"), *makefile = path_join(dir, "Makefile");
	char *git = path_join(dir, ".git"), *file = path_join(dir, "a.c");
	char *path = xstrdup(getenv("PATH"));
	struct timespec times[2];
	struct source_result r;
	struct error *err = NULL;
	struct stat st;

	assert_int_equal(dir_make(dir, NULL), 0);
	write_text(makefile, MAKEFILE("5"));
	write_text(file, "one");
	/* What was changed just now could be changed again within the same tick. */
	assert_works(fetch_with(f, conf, (struct source_options){0}, &r, &err), err);
	source_result_clear(&r);
	assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
	assert_int_equal(fetch_with(f, NULL, (struct source_options){0}, &r, &err), -1);
	error_clear(&err);
	assert_int_equal(setenv("PATH", path, 1), 0);
	sleep(4);
	assert_works(fetch_with(f, NULL, (struct source_options){0}, &r, &err), err);
	source_result_clear(&r);

	/* Without a tar to pack it with, and with another .git. */
	assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
	write_text(git, "gitdir: elsewhere");
	assert_works(fetch_with(f, NULL, (struct source_options){0}, &r, &err), err);
	assert_true(r.already_there);
	assert_string_equal(r.release.version, "6.1.5");
	source_result_clear(&r);

	/* Changed behind the back of its time and size. */
	assert_int_equal(stat(file, &st), 0);
	write_text(file, "two");
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	assert_int_equal(utimensat(AT_FDCWD, file, times, 0), 0);
	assert_int_equal(fetch_with(f, NULL, (struct source_options){0}, &r, &err), -1);
	error_clear(&err);
	assert_int_equal(setenv("PATH", path, 1), 0);
	assert_works(fetch_with(f, NULL, (struct source_options){0}, &r, &err), err);
	assert_memory_equal(r.release.version, "6.1.5-g", 7);
	source_result_clear(&r);
	free(dir);
	free(makefile);
	free(git);
	free(file);
	free(path);
}

static void test_from_store(void **state)
{
	struct fixture *f = *state;
	char *tar = path_join(f->dir, "l.tar.xz");
	char *checked = path_join(f->dir, "cache/checked/6.1.y");
	struct source_result r;
	struct error *err = NULL;

	make_tarball(tar, tree_5, false);
	assert_int_equal(fetch_with(f, "[source \"t\"]\ntype = tarball\npath = l.tar.xz\n",
				    (struct source_options){.offline = true}, &r, &err), -1);
	expect_error(&err, ERROR_ENVIRONMENT, "no release in the store");
	assert_int_equal(fetch_with(f, NULL, (struct source_options){0}, &r, &err), 0);
	source_result_clear(&r);
	assert_int_equal(path_remove(tar, NULL), 0);

	/* Without asking: only who was asked a moment ago, or a release by its version. */
	assert_int_equal(known(f, (struct source_options){0}, &r), 0);
	assert_int_equal(known(f, (struct source_options){.want_version = "6.1.9"}, &r), 0);
	assert_int_equal(known(f, (struct source_options){.want_version = "6.1.5"}, &r), 1);
	source_result_clear(&r);
	assert_int_equal(known(f, (struct source_options){.max_age = 3600}, &r), 1);
	assert_string_equal(r.release.version, "6.1.5");
	source_result_clear(&r);

	/* Checked a moment ago: the source, which is gone, is not asked. */
	assert_int_equal(fetch_with(f, NULL, (struct source_options){.max_age = 3600}, &r, &err), 0);
	assert_true(r.from_store);
	assert_string_equal(r.release.version, "6.1.5");
	source_result_clear(&r);

	assert_int_equal(fetch_with(f, NULL, (struct source_options){.want_version = "6.1.5"}, &r,
				    &err), 0);
	assert_true(r.from_store);
	source_result_clear(&r);
	assert_int_equal(fetch_with(f, NULL, (struct source_options){.offline = true}, &r, &err), 0);
	source_result_clear(&r);

	/* Two hours ago: it is asked, and fails. */
	assert_int_equal(utime(checked, &(struct utimbuf){time(NULL) - 7200, time(NULL) - 7200}), 0);
	assert_int_equal(fetch_with(f, NULL, (struct source_options){.max_age = 3600}, &r, &err), -1);
	expect_error(&err, ERROR_ENVIRONMENT, "No such file");
	assert_int_equal(fetch_with(f, NULL, (struct source_options){
				    .max_age = 3600, .fall_back = true}, &r, &err), 0);
	assert_true(r.from_store);
	assert_int_equal(r.tried_count, 1);
	source_result_clear(&r);
	free(tar);
	free(checked);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_git),
		WITH_STORE(test_git_since),
		WITH_STORE(test_git_bounded),
		WITH_STORE(test_git_refused),
		WITH_STORE(test_order),
		WITH_STORE(test_changed_tarball),
		WITH_STORE(test_none_answers),
		WITH_STORE(test_no_answer),
		WITH_STORE(test_folder),
		WITH_STORE(test_a_folder_that_stayed),
		WITH_STORE(test_from_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
