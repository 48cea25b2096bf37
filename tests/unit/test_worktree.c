// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <fts.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "worktree_fixture.h"

#define MANY 1200

/* A tree of many small files, whose content and names depend on `seed`. */
static git_oid big_tree(int seed)
{
	struct spec *specs = xcalloc(MANY, sizeof(*specs));
	git_oid tree;

	for (int i = 0; i < MANY; i++) {
		specs[i].path = xasprintf("d%d/e%d/f%d", i % 17, i % 5 + (i % 3 ? 0 : seed), i);
		specs[i].content = i % 2 ? xasprintf("%d", i) : xasprintf("%d of %d", i, seed);
	}
	tree = make_tree(specs, MANY);
	for (int i = 0; i < MANY; i++) {
		free((char *)specs[i].path);
		free((char *)specs[i].content);
	}
	free(specs);
	return tree;
}

static void put_state(const char *from, const char *to)
{
	_cleanup_free_ char *path = xasprintf("%s.state", at.dir);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file, "switching %s %s\n", from, to);
	fclose(file);
}

static void put_state_oids(const git_oid *from, const git_oid *to)
{
	char a[GIT_OID_HEXSZ + 1], b[GIT_OID_HEXSZ + 1];

	put_state(git_oid_tostr(a, sizeof(a), from), git_oid_tostr(b, sizeof(b), to));
}

static void test_only_what_changed(void **state)
{
	git_oid a = TREE({"Makefile", "all:\n"}, {"kernel/x.c", "1"}, {"kernel/y.c", "2"},
			 {"run", "#!/bin/sh\n", GIT_FILEMODE_BLOB_EXECUTABLE},
			 {"link", "kernel/x.c", GIT_FILEMODE_LINK}, {"old/deep/z", "z"});
	git_oid b = TREE({"Makefile", "all:\n"}, {"kernel/x.c", "changed"}, {"kernel/y.c", "2"},
			 {"run", "#!/bin/sh\n"}, {"link", "kernel/y.c", GIT_FILEMODE_LINK},
			 {"new/file", ""});
	struct worktree_result result;

	(void)state;
	result = switch_to(&a);
	assert_true(result.fresh);
	assert_int_equal(result.written, 6);
	make_old("Makefile");
	make_old("kernel/x.c");
	make_old("kernel/y.c");

	result = switch_to(&b);
	assert_false(result.fresh);
	assert_int_equal(result.written, 4);
	assert_int_equal(result.removed, 1);
	assert_int_equal(mtime("Makefile").tv_sec, 1000);
	assert_int_equal(mtime("kernel/y.c").tv_sec, 1000);
	assert_true(mtime("kernel/x.c").tv_sec > 1000);

	result = switch_to(&b);
	assert_int_equal(result.written + result.removed, 0);
	switch_to(&a);
}

static void test_kinds_change(void **state)
{
	git_oid a = TREE({"p", "a file"}, {"q/r/s", "deep"}, {"t", "q", GIT_FILEMODE_LINK},
			 {"u/v", "v"});
	git_oid b = TREE({"p/a/b", "now below"}, {"q", "now a file"}, {"t/u", "now a folder"},
			 {"u", "p", GIT_FILEMODE_LINK});

	(void)state;
	switch_to(&a);
	switch_to(&b);
	switch_to(&a);
	/* Each half-way: whichever side the folder holds, the switch has to work. */
	put_state_oids(&b, &a);
	switch_to(&b);
	put_state_oids(&a, &b);
	switch_to(&a);
	switch_to(&b);
	put_state_oids(&a, &b);
	switch_to(&b);
}

static void test_interrupted_switch(void **state)
{
	git_oid a = TREE({"one", "1"}, {"two", "2"}, {"d/three", "3"}, {"same", "s"});
	git_oid b = TREE({"one", "1b"}, {"d/four", "4"}, {"same", "s"});
	git_oid c = TREE({"one", "1"}, {"two", "2c"}, {"d/three", "3"}, {"same", "s"});
	_cleanup_free_ char *two = path_join(at.dir, "two");

	(void)state;
	switch_to(&a);
	put_state_oids(&a, &b);
	put("one", "cut o");
	assert_int_equal(unlink(two), 0);
	switch_to(&c);
	/* "one" is the same in A and C, but not in what the folder held. */
	put_state_oids(&c, &b);
	put("one", "");
	switch_to(&a);
}

static void test_unreadable_state(void **state)
{
	static const char *const bad[] = {
		"", "at\n", "at 12\n", "nonsense", "at 0123456789012345678901234567890123456789",
		"at 0123456789012345678901234567890123456789\n",	/* no such tree */
	};
	_cleanup_free_ char *path = xasprintf("%s.state", at.dir);
	git_oid a = TREE({"one", "1"}, {"two", "2"});

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		FILE *file;

		switch_to(&a);
		put("one", "not ours");
		put("stray", "x");
		file = fopen(path, "w");
		fputs(bad[i], file);
		fclose(file);
		assert_true(switch_to(&a).fresh);
	}
	switch_to(&a);
	assert_int_equal(path_remove(at.dir, NULL), 0);
	assert_true(switch_to(&a).fresh);
}

/* What a build left is in nobody's way, and is not kept. */
static void test_by_products(void **state)
{
	git_oid a = TREE({"lib/x.c", "x"}, {"keep", "k"});
	git_oid b = TREE({"lib", "a file now"}, {"keep", "k"}, {"out/made", "ours"});
	struct worktree_options options = {.repo = at.repo, .dir = at.dir};
	_cleanup_free_ char *folder = path_join(at.dir, "out/made");
	_cleanup_free_ char *stray = path_join(at.dir, "keep.o");
	struct worktree_result result;

	(void)state;
	switch_to(&a);
	put("lib/x.o", "object");
	put("keep.o", "object");
	assert_int_equal(dir_make(folder, NULL), 0);
	put("out/made/y.o", "object");
	options.tree = b;
	assert_int_equal(worktree_switch(&options, &result, NULL), 0);
	assert_false(path_exists(stray));
	assert_holds(&b);
}

static void assert_outside_empty(void)
{
	_cleanup_free_ char *text = dir_text(at.outside);

	assert_string_equal(text, "");
}

static void test_links_are_not_followed(void **state)
{
	git_oid a = TREE({"d", "../outside", GIT_FILEMODE_LINK}, {"e/x", "x"});
	git_oid b = TREE({"d/planted", "bad"}, {"e/x", "y"}, {"e/z", "z"});
	_cleanup_free_ char *e = path_join(at.dir, "e");

	(void)state;
	switch_to(&a);
	/* A build may plant one too. */
	assert_int_equal(path_remove(e, NULL), 0);
	assert_int_equal(symlink(at.outside, e), 0);
	switch_to(&b);
	assert_outside_empty();
	put_state_oids(&a, &b);
	assert_int_equal(path_remove(e, NULL), 0);
	assert_int_equal(symlink("../outside", e), 0);
	switch_to(&a);
	assert_outside_empty();
}

static void test_unsafe_trees(void **state)
{
	static const char *const names[] = {"..", ".git", "."};
	git_oid blob, inner, tree;
	git_odb *odb;

	(void)state;
	assert_int_equal(git_repository_odb(&odb, at.repo), 0);
	assert_int_equal(git_blob_create_from_buffer(&blob, at.repo, "bad", 3), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct worktree_options options = {.repo = at.repo, .dir = at.dir};
		_cleanup_buf_ struct buf raw = {0}, outer = {0};
		_cleanup_error_ struct error *err = NULL;
		struct worktree_result result;

		buf_puts(&raw, "100644 planted");
		buf_add(&raw, "", 1);
		buf_add(&raw, blob.id, GIT_OID_RAWSZ);
		assert_int_equal(git_odb_write(&inner, odb, raw.data, raw.len, GIT_OBJECT_TREE), 0);
		buf_printf(&outer, "40000 %s", names[i]);
		buf_add(&outer, "", 1);
		buf_add(&outer, inner.id, GIT_OID_RAWSZ);
		assert_int_equal(git_odb_write(&tree, odb, outer.data, outer.len,
					       GIT_OBJECT_TREE), 0);
		options.tree = tree;
		assert_int_equal(worktree_switch(&options, &result, &err), -1);
		assert_non_null(err);
	}
	git_odb_free(odb);
	{
		_cleanup_free_ char *planted = path_join(at.folder, "planted");

		assert_false(path_exists(planted));
	}
}

/* Killed at any moment while it goes from one tree to another, then sent to a third. */
static void test_killed(void **state)
{
	git_oid trees[3] = {big_tree(0), big_tree(1), big_tree(2)};

	(void)state;
	switch_to(&trees[0]);
	for (int round = 0; round < 6; round++) {
		struct worktree_options options = {.repo = at.repo, .dir = at.dir,
						   .tree = trees[(round + 1) % 3]};
		struct worktree_result result;
		pid_t child = fork();

		if (!child)
			_exit(worktree_switch(&options, &result, NULL) ? 1 : 0);
		usleep(2000 * (round + 1));
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		switch_to(&trees[(round + 2) % 3]);
		switch_to(&trees[(round + 1) % 3]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_only_what_changed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_kinds_change, setup, teardown),
		cmocka_unit_test_setup_teardown(test_interrupted_switch, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unreadable_state, setup, teardown),
		cmocka_unit_test_setup_teardown(test_by_products, setup, teardown),
		cmocka_unit_test_setup_teardown(test_links_are_not_followed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unsafe_trees, setup, teardown),
		cmocka_unit_test_setup_teardown(test_killed, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
