// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include "kernel/import.h"
#include "util/hash.h"
#include "util/interrupt.h"
#include "util/process.h"

static const struct item tree_5[] = {
	{"linux-6.1/", NULL, 'd', 0755},
	{"linux-6.1/Makefile", MAKEFILE("5")},
	{"linux-6.1/a/b/c.c", "int c;\n"},
	{"linux-6.1/a/run.sh", "#!/bin/sh\n", 0, 0755},
	{"linux-6.1/a.c", "int a;\n"},
	{"linux-6.1/a-b", "x\n"},
	{"linux-6.1/empty", ""},
	{"linux-6.1/link", "../../etc/passwd", 'l'},
	{"linux-6.1/hard", "linux-6.1/a/run.sh", 'h'},
	{0}
};

static const struct item tree_6[] = {
	{"linux-6.1/Makefile", MAKEFILE("6")},
	{"linux-6.1/a/b/c.c", "int c;\n"},
	{"linux-6.1/a/run.sh", "#!/bin/sh\n", 0, 0755},
	{"linux-6.1/a.c", "int a;\n"},
	{"linux-6.1/a-b", "x\n"},
	{"linux-6.1/empty", ""},
	{"linux-6.1/link", "../../etc/passwd", 'l'},
	{"linux-6.1/hard", "linux-6.1/a/run.sh", 'h'},
	{0}
};

static int import(struct fixture *f, const char *path, const char *version, const char *sha256,
		  struct import_result *ret, struct error **err)
{
	struct import_options options = {
		.repo = f->repo,
		.path = path,
		.branch = "6.1.y",
		.version = version,
		.sha256 = sha256,
	};

	return import_archive(&options, ret, err);
}

static void check_entry(git_repository *repo, const git_oid *commit, const char *path,
			unsigned int mode, const char *text)
{
	git_tree_entry *entry;
	git_tree *tree;
	git_blob *blob;
	git_oid oid;

	assert_int_equal(repo_commit_tree(repo, commit, &oid, NULL), 0);
	assert_int_equal(git_tree_lookup(&tree, repo, &oid), 0);
	if (git_tree_entry_bypath(&entry, tree, path))
		fail_msg("%s is not in the tree", path);
	assert_int_equal(git_tree_entry_filemode_raw(entry), mode);
	assert_int_equal(git_blob_lookup(&blob, repo, git_tree_entry_id(entry)), 0);
	assert_int_equal(git_blob_rawsize(blob), strlen(text));
	assert_memory_equal(git_blob_rawcontent(blob), text, strlen(text));
	git_blob_free(blob);
	git_tree_entry_free(entry);
	git_tree_free(tree);
}

static void check_fsck(git_repository *repo)
{
	char *dir = xasprintf("--git-dir=%s", git_repository_path(repo));
	const char *const argv[] = {"git", dir, "fsck", "--full", "--strict", NULL};
	struct error *err = NULL;

	if (process_check(argv, NULL, &err))
		fail_msg("%s", err->message);
	free(dir);
}

/* The same tree as git itself makes of these files. */
static void test_tree(void **state)
{
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar.xz");
	struct import_result r;
	struct error *err = NULL;

	make_tarball(path, tree_5, false);
	assert_int_equal(import(f, path, NULL, NULL, &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.5");
	assert_string_equal(r.release.ref, "refs/kernels/6.1.y/6.1.5");
	assert_int_equal(r.files, 8);
	/* 7 contents (a hard link adds none), 3 folders, 1 commit. */
	assert_int_equal(r.objects_written, 11);
	assert_false(r.already_there);
	assert_false(r.has_changelog);
	check_entry(f->repo, &r.release.commit, "Makefile", 0100644, MAKEFILE("5"));
	check_entry(f->repo, &r.release.commit, "a/b/c.c", 0100644, "int c;\n");
	check_entry(f->repo, &r.release.commit, "a/run.sh", 0100755, "#!/bin/sh\n");
	check_entry(f->repo, &r.release.commit, "hard", 0100755, "#!/bin/sh\n");
	check_entry(f->repo, &r.release.commit, "link", 0120000, "../../etc/passwd");
	check_entry(f->repo, &r.release.commit, "empty", 0100644, "");
	check_fsck(f->repo);
	assert_int_equal(pack_files(f->repo), 2);
	import_result_clear(&r);
	free(path);
}

static void test_again_is_free(void **state)
{
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar.xz"), *next = path_join(f->dir, "n.tar");
	struct import_result r, again, second;
	struct error *err = NULL;

	make_tarball(path, tree_5, false);
	make_tarball(next, tree_6, true);
	assert_int_equal(import(f, path, NULL, NULL, &r, &err), 0);
	assert_int_equal(import(f, path, NULL, NULL, &again, &err), 0);
	assert_true(again.already_there);
	assert_int_equal(again.objects_written, 0);
	assert_true(git_oid_equal(&r.release.commit, &again.release.commit));
	assert_int_equal(pack_files(f->repo), 2);

	/* The next release: its Makefile, its top folder, its commit. */
	assert_int_equal(import(f, next, NULL, NULL, &second, &err), 0);
	assert_string_equal(second.release.version, "6.1.6");
	assert_int_equal(second.objects_written, 3);
	check_fsck(f->repo);
	import_result_clear(&r);
	import_result_clear(&again);
	import_result_clear(&second);
	free(path);
	free(next);
}

/* An archive of other content does not pass for a release that is there, nor replace it. */
static void test_other_content(void **state)
{
	static const struct item changed[] = {
		{"linux-6.1/Makefile", MAKEFILE("5")}, {"linux-6.1/a.c", "int b;\n"}, {0}
	};
	static const char *const versions[] = {NULL, "6.1.5"};
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar.xz"), *other = path_join(f->dir, "o.tar.xz");
	struct import_result r, again;
	struct error *err = NULL;
	struct release now = {0};

	make_tarball(path, tree_5, false);
	make_tarball(other, changed, false);
	assert_int_equal(import(f, path, NULL, NULL, &r, &err), 0);
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		assert_int_equal(import(f, other, versions[i], NULL, &again, &err), -1);
		expect_error(&err, ERROR_INPUT, "release 6.1.5 is in the store with other content");
		assert_int_equal(release_find(f->repo, "6.1.y", "6.1.5", &now, &err), 1);
		assert_true(git_oid_equal(&now.commit, &r.release.commit));
		release_clear(&now);
		assert_int_equal(pack_files(f->repo), 2);
	}
	assert_int_equal(import(f, path, "6.1.5", NULL, &again, &err), 0);
	assert_true(again.already_there);
	import_result_clear(&again);
	import_result_clear(&r);
	free(path);
	free(other);
}

/* Without its reference, all objects are there, and the same commit comes out. */
static void test_deterministic(void **state)
{
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar.xz");
	struct import_result r, again;
	struct error *err = NULL;
	git_reference *ref;

	make_tarball(path, tree_5, false);
	assert_int_equal(import(f, path, NULL, NULL, &r, &err), 0);
	assert_int_equal(git_reference_lookup(&ref, f->repo, r.release.ref), 0);
	assert_int_equal(git_reference_delete(ref), 0);
	git_reference_free(ref);
	assert_int_equal(import(f, path, NULL, NULL, &again, &err), 0);
	assert_false(again.already_there);
	assert_int_equal(again.objects_written, 0);
	assert_true(git_oid_equal(&r.release.commit, &again.release.commit));
	assert_int_equal(pack_files(f->repo), 2);
	import_result_clear(&r);
	import_result_clear(&again);
	free(path);
}

static void test_deb(void **state)
{
	struct fixture *f = *state;
	char *inner = path_join(f->dir, "t.tar.xz"), *deb = path_join(f->dir, "t.deb");
	struct import_result r;
	struct error *err = NULL;
	git_reference *ref;
	git_blob *blob;

	make_tarball(inner, tree_5, false);
	make_deb(f->dir, deb, inner);
	assert_int_equal(import(f, deb, "6.1.5-1~deb12u1", NULL, &r, &err), 0);
	assert_string_equal(r.release.ref, "refs/kernels/6.1.y/6.1.5-1_deb12u1");
	assert_true(r.has_changelog);
	check_entry(f->repo, &r.release.commit, "a.c", 0100644, "int a;\n");
	assert_int_equal(git_reference_lookup(&ref, f->repo,
					      "refs/changelogs/6.1.y/6.1.5-1_deb12u1"), 0);
	assert_int_equal(git_blob_lookup(&blob, f->repo, git_reference_target(ref)), 0);
	assert_memory_equal(git_blob_rawcontent(blob), "linux (6.1.5-1) stable\n", 23);
	git_blob_free(blob);
	git_reference_free(ref);
	import_result_clear(&r);
	free(inner);
	free(deb);
}

/* Every cut of a .deb and a tarball is seen, and leaves nothing. */
static void test_truncated(void **state)
{
	struct fixture *f = *state;
	char *plain = path_join(f->dir, "t.tar"), *xz = path_join(f->dir, "t.tar.xz");
	char *deb = path_join(f->dir, "t.deb"), *cut = path_join(f->dir, "cut");
	const char *const whole[] = {plain, xz, deb};

	make_tarball(plain, tree_5, true);
	make_tarball(xz, tree_5, false);
	make_deb(f->dir, deb, xz);
	for (size_t i = 0; i < ARRAY_SIZE(whole); i++) {
		struct buf bytes = {0};

		assert_int_equal(file_read(whole[i], 1 << 20, &bytes, NULL), 0);
		for (size_t len = 0; len < bytes.len; len += 64) {
			struct error *err = NULL;
			struct import_result r;

			if (i == 0 && bytes.len - len < 8192)
				break;	/* padding behind the end */
			assert_int_equal(file_write(cut, bytes.data, len, 0644, NULL), 0);
			if (!import(f, cut, "6.1.5", NULL, &r, &err))
				fail_msg("%s cut at %zu of %zu went through", whole[i], len,
					 bytes.len);
			expect_error(&err, ERROR_INPUT, cut);
			assert_int_equal(pack_files(f->repo), 0);
		}
		buf_release(&bytes);
	}
	assert_int_equal(repo_ref_exists(f->repo, "refs/kernels/6.1.y/6.1.5"), 0);
	free(plain);
	free(xz);
	free(deb);
	free(cut);
}

static void test_hostile(void **state)
{
	static const struct {
		struct item items[4];
		const char *part;
	} cases[] = {
		{{{"x/Makefile", MAKEFILE("5")}, {"x/../../y", "y"}}, "unsafe path"},
		{{{"/etc/passwd", "y"}}, "unsafe path"},
		{{{"../", NULL, 'd'}}, "unsafe path"},
		{{{"x/.git/config", "y"}}, "unsafe path"},
		{{{"x/null", NULL, 'c'}}, "neither a file, a folder nor a link"},
		{{{"x/Makefile", MAKEFILE("5")}, {"x/a", "1"}, {"x/a", "2"}}, "x/a: duplicate entry"},
		{{{"x/Makefile", MAKEFILE("5")}, {"x/a", "/etc", 'l'}, {"x/a/b", "2"}},
		 "x/a is both a file and a folder"},
		{{{"x/Makefile", MAKEFILE("5")}, {"x/a", "../../../etc/passwd", 'h'}}, "unsafe path"},
		{{{"x/Makefile", MAKEFILE("5")}, {"x/a", "x/b", 'h'}, {"x/b", "x/a", 'h'}},
		 "hard link"},
		{{{"x/Makefile", MAKEFILE("5")}, {".", "x/Makefile", 'h'}}, "a link without a name"},
		{{{"x/a", "1"}}, "no Makefile"},
		{{{"x/Makefile", "VERSION = 6\nPATCHLEVEL = 6\nSUBLEVEL = 1\n"}},
		 "version 6.6.1 is not one of 6.1.y"},
		{{{"x/", NULL, 'd'}}, "contains no files"},
	};
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar");

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error *err = NULL;
		struct import_result r;

		make_tarball(path, cases[i].items, true);
		assert_int_equal(import(f, path, NULL, NULL, &r, &err), -1);
		assert_non_null(strstr(err->message, path));
		expect_error(&err, ERROR_INPUT, cases[i].part);
		assert_int_equal(pack_files(f->repo), 0);
	}
	free(path);
}

static void test_checksum(void **state)
{
	static const char wrong[] = "0000000000000000000000000000000000000000000000000000000000000000";
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar.xz");
	struct error *err = NULL;
	struct import_result r;
	char sum[65];

	make_tarball(path, tree_5, false);
	assert_int_equal(import(f, path, NULL, wrong, &r, &err), -1);
	expect_error(&err, ERROR_INPUT, "SHA-256");
	assert_int_equal(pack_files(f->repo), 0);
	assert_int_equal(file_sha256(path, sum, &err), 0);
	assert_int_equal(import(f, path, NULL, sum, &r, &err), 0);
	import_result_clear(&r);
	free(path);
}

static void test_flat_tree(void **state)
{
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar.xz");
	struct error *err = NULL;
	struct import_result r;

	make_tarball(path, (struct item[]){
		{"./Makefile", MAKEFILE("5")}, {"./kernel/Makefile", "obj-y :=\n"},
		{"./kernel/sys.c", "s\n"}, {0}}, false);
	assert_int_equal(import(f, path, NULL, NULL, &r, &err), 0);
	assert_string_equal(r.release.version, "6.1.5");
	check_entry(f->repo, &r.release.commit, "kernel/sys.c", 0100644, "s\n");
	import_result_clear(&r);
	free(path);
}

/* Files that do not compress, enough to be killed in the middle. */
static void make_large(const char *path)
{
	static char bytes[1 << 20];
	struct item items[34] = {{"x/Makefile", MAKEFILE("5")}};
	char names[32][16];
	uint32_t x = 1;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (x = x * 1664525 + 1013904223) >> 24;
	for (int i = 0; i < 32; i++) {
		snprintf(names[i], sizeof(names[i]), "x/f%d", i);
		items[1 + i] = (struct item){names[i], bytes + i * 16, 0, 0, sizeof(bytes) - 512};
	}
	make_tarball(path, items, true);
}

static void test_no_space(void **state)
{
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar");
	struct rlimit was, small = {4 << 20, RLIM_INFINITY};
	struct error *err = NULL;
	struct import_result r;

	make_large(path);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small.rlim_max = was.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(import(f, path, NULL, NULL, &r, &err), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	expect_error(&err, ERROR_ENVIRONMENT, "writing");
	assert_int_equal(pack_files(f->repo), 0);
	free(path);
}

/* Fork an import, and send it the signal once its pack is being written. */
static int run_and_stop(struct fixture *f, const char *path, int signal_number)
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (!pid) {
		struct error *err = NULL;
		struct import_result r;

		interrupt_install();
		if (import(f, path, NULL, NULL, &r, &err))
			_exit(err->kind == ERROR_INTERRUPTED ? 130 : 1);
		_exit(0);
	}
	while (!pack_files(f->repo) && waitpid(pid, &status, WNOHANG) == 0)
		usleep(500);
	kill(pid, signal_number);
	waitpid(pid, &status, 0);
	return status;
}

static void test_interrupted(void **state)
{
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar");
	int status;

	make_large(path);
	status = run_and_stop(f, path, SIGINT);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 130);
	assert_int_equal(pack_files(f->repo), 0);
	free(path);
}

static void test_killed(void **state)
{
	struct fixture *f = *state;
	char *path = path_join(f->dir, "t.tar");
	char *orphan = path_join(f->dir, "store/objects/pack/pack-1.pack");
	char *fetched = path_join(f->dir, "store/objects/pack/tmp_pack_old");
	char *fetching = path_join(f->dir, "store/objects/pack/tmp_pack_new");
	struct error *err = NULL;
	struct import_result r;
	int status;

	make_large(path);
	status = run_and_stop(f, path, SIGKILL);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(pack_files(f->repo), 1);
	check_fsck(f->repo);
	write_text(orphan, "PACK");
	assert_int_equal(utime(orphan, &(struct utimbuf){1000, 1000}), 0);
	/* One that a git fetch left when it was killed, and one that may be at work. */
	write_text(fetched, "PACK");
	assert_int_equal(utime(fetched, &(struct utimbuf){1000, 1000}), 0);
	write_text(fetching, "PACK");

	assert_int_equal(import(f, path, NULL, NULL, &r, &err), 0);
	assert_false(path_exists(fetched));
	assert_true(path_exists(fetching));
	assert_int_equal(pack_files(f->repo), 3);
	check_fsck(f->repo);
	import_result_clear(&r);
	free(orphan);
	free(fetched);
	free(fetching);
	free(path);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_tree),
		WITH_STORE(test_again_is_free),
		WITH_STORE(test_other_content),
		WITH_STORE(test_deterministic),
		WITH_STORE(test_deb),
		WITH_STORE(test_truncated),
		WITH_STORE(test_hostile),
		WITH_STORE(test_checksum),
		WITH_STORE(test_flat_tree),
		WITH_STORE(test_no_space),
		WITH_STORE(test_interrupted),
		WITH_STORE(test_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
