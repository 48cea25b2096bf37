// SPDX-License-Identifier: GPL-2.0-only
/* What others do to the files of a work tree, and what a switch or a build makes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/worktree_parts.h"
#include "worktree_fixture.h"

#define HEADER "include/linux/kvm.h"

static git_oid tree;

static char *place(const char *name)
{
	return path_join(at.dir, "%s", name);
}

/* A clock tick of the file system, after which times tell a change. */
static void wait_for_tick(void)
{
	usleep(30000);
}

/* A work tree whose files are all known by their times. */
static void check_out(void)
{
	tree = TREE({"Makefile", "all:\n"}, {HEADER, "int a;\n"}, {"include/linux/mm.h", "int m;\n"},
		    {"kernel/x.c", "#include\n"}, {"run", "#!/bin/sh\n", GIT_FILEMODE_BLOB_EXECUTABLE},
		    {"link", "kernel/x.c", GIT_FILEMODE_LINK});
	switch_to(&tree);
	wait_for_tick();
	switch_to(&tree);
}

static struct worktree_result switch_again(bool make_stopped)
{
	struct worktree_options options = {.repo = at.repo, .tree = tree, .dir = at.dir,
					   .make_stopped = make_stopped};
	struct worktree_result result = {0};
	struct error *err = NULL;

	if (worktree_switch(&options, &result, &err))
		fail_msg("%s", err->message);
	assert_holds(&tree);
	return result;
}

static void assert_mended(size_t mended, size_t strays, const char *example)
{
	struct worktree_result result = switch_again(false);

	assert_int_equal(result.mended, mended);
	assert_int_equal(result.strays, strays);
	assert_string_equal(result.example, example);
	assert_int_equal(result.written + result.removed, 0);
	assert_false(result.fresh);
}

static void set_times(const char *name, struct timespec mtime)
{
	_cleanup_free_ char *path = place(name);
	const struct timespec times[2] = {mtime, mtime};

	assert_int_equal(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void test_unchanged_is_not_read(void **state)
{
	struct worktree_result result;

	(void)state;
	check_out();
	wait_for_tick();
	result = switch_again(false);
	assert_int_equal(result.hashed, 0);
	assert_int_equal(result.mended + result.strays, 0);
	assert_string_equal(result.example, "");
}

static void test_line_in_a_header(void **state)
{
	(void)state;
	check_out();
	put(HEADER, "int a;\nint stray;\n");
	assert_mended(1, 0, HEADER);
	assert_mended(0, 0, "");
}

/* So does a change right after the check-out, in the same tick of the clock. */
static void test_change_at_once(void **state)
{
	(void)state;
	check_out();
	for (int i = 0; i < 20; i++) {
		put(HEADER, i % 2 ? "int b;\n" : "int c;\n");
		assert_mended(1, 0, HEADER);
	}
}

static void test_new_header(void **state)
{
	(void)state;
	check_out();
	put("include/linux/new.h", "int n;\n");
	assert_mended(0, 1, "include/linux/new.h");
}

static void test_stray_folder(void **state)
{
	_cleanup_free_ char *folder = place("include/asm/deep"), *outside = place("kernel/out");
	_cleanup_free_ char *file = path_join(at.outside, "theirs");

	(void)state;
	check_out();
	assert_int_equal(dir_make(folder, NULL), 0);
	put("include/asm/deep/x.h", "");
	assert_int_equal(file_write(file, "", 0, 0666, NULL), 0);
	assert_int_equal(symlink(at.outside, outside), 0);
	assert_mended(0, 2, "include/asm");
	assert_true(path_exists(file));
}

static void test_removed_file(void **state)
{
	_cleanup_free_ char *path = place("include"), *link = place("link");

	(void)state;
	check_out();
	assert_int_equal(path_remove(path, NULL), 0);
	assert_int_equal(unlink(link), 0);
	assert_mended(3, 0, HEADER);
}

static void test_mode(void **state)
{
	_cleanup_free_ char *path = place("run"), *header = place(HEADER);

	(void)state;
	check_out();
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chmod(header, 0755), 0);
	assert_mended(2, 0, HEADER);
}

static void test_link_in_place_of_a_folder(void **state)
{
	_cleanup_free_ char *path = place("include/linux");
	_cleanup_free_ char *moved = path_join(at.outside, "linux");
	_cleanup_free_ char *header = path_join(moved, "kvm.h");

	(void)state;
	check_out();
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(symlink(moved, path), 0);
	assert_mended(2, 0, HEADER);
	assert_true(path_exists(header));
}

static void test_other_kinds(void **state)
{
	_cleanup_free_ char *folder = place("kernel"), *file = place("Makefile");
	_cleanup_free_ char *inner = place("Makefile/x"), *link = place("link");
	_cleanup_free_ char *pipe = place("include/pipe"), *run = place("run");

	(void)state;
	check_out();
	assert_int_equal(path_remove(folder, NULL), 0);
	put("kernel", "a file");
	assert_int_equal(unlink(file), 0);
	assert_int_equal(dir_make(inner, NULL), 0);
	assert_int_equal(unlink(link), 0);
	put("link", "kernel/x.c");
	assert_int_equal(mkfifo(pipe, 0666), 0);
	assert_int_equal(unlink(run), 0);
	assert_int_equal(mkfifo(run, 0777), 0);
	assert_mended(4, 1, "Makefile");
}

static void test_time_set_back(void **state)
{
	struct timespec before;

	(void)state;
	check_out();
	before = mtime(HEADER);
	put(HEADER, "int b;\n");
	set_times(HEADER, before);
	assert_mended(1, 0, HEADER);
	/* A make that compiled it has to see that it is another one now. */
	assert_true(mtime(HEADER).tv_sec > before.tv_sec || mtime(HEADER).tv_nsec != before.tv_nsec);
}

/* What is right stays as it is, with its time: only what depends on a change is made again. */
static void test_no_index(void **state)
{
	static const char bad[][20] = {"", "DIRC", "DIRC\0\0\0\2\0\0\0\1garbage"};
	_cleanup_free_ char *index = xasprintf("%s.index", at.dir);

	(void)state;
	check_out();
	make_old(HEADER);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct worktree_result result;

		assert_int_equal(path_remove(index, NULL), 0);
		if (i)
			assert_int_equal(file_write(index, bad[i], sizeof(bad[i]), 0666, NULL), 0);
		put("kernel/x.c", "changed\n");
		wait_for_tick();
		result = switch_again(false);
		assert_int_equal(result.hashed, 5 + 1);	/* what was mended, once it settled */
		assert_int_equal(result.mended, 1);
		assert_int_equal(mtime(HEADER).tv_sec, 1000);
		wait_for_tick();
		switch_again(false);
		assert_int_equal(switch_again(false).hashed, 0);
	}
}

/* A writer that was killed leaves its lock. */
static void test_index_locked(void **state)
{
	_cleanup_free_ char *lock = xasprintf("%s.index.lock", at.dir);

	(void)state;
	check_out();
	assert_int_equal(file_write(lock, "", 0, 0666, NULL), 0);
	put(HEADER, "int stray;\n");
	assert_mended(1, 0, HEADER);
}

/* The index is of the tree before: what it says holds for the files that both have. */
static void test_switched_by_another(void **state)
{
	git_oid other = TREE({"Makefile", "all:\n"}, {HEADER, "int other;\n"});
	_cleanup_free_ char *index = xasprintf("%s.index", at.dir);
	_cleanup_free_ char *kept = xasprintf("%s.kept", at.dir);

	(void)state;
	check_out();
	assert_int_equal(rename(index, kept), 0);
	switch_to(&other);
	assert_int_equal(rename(kept, index), 0);
	tree = other;
	assert_mended(0, 0, "");
	put(HEADER, "int a;\n");
	assert_mended(1, 0, HEADER);
}

/* The times of a file say that it is as it was recorded, which is not what the tree has. */
static void test_state_of_another_tree(void **state)
{
	git_oid other = TREE({"Makefile", "all:\n"}, {HEADER, "int b;\n"});
	_cleanup_free_ char *path = xasprintf("%s.state", at.dir), *text = NULL;
	char hex[GIT_OID_HEXSZ + 1];

	(void)state;
	check_out();
	text = xasprintf("at %s\n", git_oid_tostr(hex, sizeof(hex), &other));
	assert_int_equal(file_write(path, text, strlen(text), 0666, NULL), 0);
	tree = other;
	assert_mended(1, 4, HEADER);
}

/* What was changed in the running tick of the clock may change once more in it. */
static void test_racily_clean(void **state)
{
	struct worktree_look look = {.repo = at.repo, .tree = &tree, .dir = at.dir};
	bool without_times = false;

	(void)state;
	check_out();
	assert_int_equal(git_index_new(&look.index), 0);
	/* Until the look begins in that tick. */
	for (int tries = 0; tries < 200 && !without_times; tries++) {
		set_times("run", mtime(HEADER));
		assert_int_equal(worktree_look(&look, NULL), 0);
		assert_int_equal(look.seen.count, 6);
		for (size_t i = 0; i < look.seen.count; i++) {
			if (look.seen.files[i].ctime.seconds)
				continue;
			assert_string_equal(look.seen.files[i].path, "run");
			without_times = true;
		}
		worktree_look_release(&look);
	}
	assert_true(without_times);
	git_index_free(look.index);
}

/*
 * A header was changed while make ran, which was stopped, and then put back with its old
 * time: objects that were made from it are newer. Its time has to say so.
 */
static void test_put_back(void **state)
{
	struct timespec before;

	(void)state;
	check_out();
	before = mtime(HEADER);
	set_times(HEADER, before);
	assert_int_equal(switch_again(false).mended, 0);
	assert_int_equal(mtime(HEADER).tv_nsec, before.tv_nsec);
	wait_for_tick();
	switch_again(false);
	set_times(HEADER, before);
	assert_int_equal(switch_again(true).mended, 0);
	assert_true(mtime(HEADER).tv_sec > before.tv_sec || mtime(HEADER).tv_nsec != before.tv_nsec);
}

static void assert_changed(const char *want)
{
	struct worktree_options options = {.repo = at.repo, .tree = tree, .dir = at.dir};
	_cleanup_free_ char *path = NULL;
	struct error *err = NULL;
	int rc = worktree_changed(&options, &path, &err);

	if (rc < 0)
		fail_msg("%s", err->message);
	assert_int_equal(rc, want != NULL);
	if (want)
		assert_string_equal(path, want);
}

static void test_changed_meanwhile(void **state)
{
	_cleanup_free_ char *header = place(HEADER);
	struct timespec before;

	(void)state;
	check_out();
	assert_changed(NULL);
	put(HEADER, "int b;\n");
	assert_changed(HEADER);
	switch_again(false);
	assert_changed(NULL);
	/* In the same tick as it was mended. */
	put(HEADER, "int c;\n");
	assert_changed(HEADER);
	switch_again(false);
	wait_for_tick();
	switch_again(false);

	/* Changed, and put back before make ended: what it compiled is not known. */
	before = mtime(HEADER);
	put(HEADER, "int c;\n");
	put(HEADER, "int a;\n");
	set_times(HEADER, before);
	assert_changed(HEADER);
	switch_again(false);

	assert_int_equal(unlink(header), 0);
	assert_changed(HEADER);
	switch_again(false);
	assert_changed(NULL);
	put("include/linux/new.h", "");
	assert_changed("include/linux/new.h");
	switch_again(false);
	put("kernel/Kconfig.new", "");
	assert_changed("kernel/Kconfig.new");
	switch_again(false);

	/* What make itself left is no source, and is gone before the next one. */
	put("kernel/x.pyc", "");
	assert_changed(NULL);
	assert_mended(0, 1, "kernel/x.pyc");
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_unchanged_is_not_read),
		TEST(test_line_in_a_header),
		TEST(test_change_at_once),
		TEST(test_new_header),
		TEST(test_stray_folder),
		TEST(test_removed_file),
		TEST(test_mode),
		TEST(test_link_in_place_of_a_folder),
		TEST(test_other_kinds),
		TEST(test_time_set_back),
		TEST(test_no_index),
		TEST(test_index_locked),
		TEST(test_switched_by_another),
		TEST(test_state_of_another_tree),
		TEST(test_racily_clean),
		TEST(test_put_back),
		TEST(test_changed_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
