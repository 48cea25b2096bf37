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

#include "git/repo.h"
#include "kernel/worktree.h"
#include "util/alloc.h"
#include "util/file.h"

#define MANY 1200

struct spec {
	const char *path, *content;
	uint16_t mode;		/* 0: a plain file */
};

static struct {
	char folder[64];
	char *dir, *outside;
	git_repository *repo;
} at;

static int setup(void **state)
{
	_cleanup_free_ char *store = NULL;

	(void)state;
	/* In memory where that can be: syncing a busy disk is not what is tested. */
	snprintf(at.folder, sizeof(at.folder), "%s/worktree-XXXXXX",
		 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	if (!mkdtemp(at.folder))
		return -1;
	store = path_join(at.folder, "store");
	at.dir = path_join(at.folder, "src");
	at.outside = path_join(at.folder, "outside");
	return mkdir(at.outside, 0777) || repo_open(store, &at.repo, NULL) ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	git_repository_free(at.repo);
	free(at.dir);
	free(at.outside);
	return path_remove(at.folder, NULL);
}

static git_oid make_tree(const struct spec *specs, size_t count)
{
	git_index *index;
	git_oid tree;

	assert_int_equal(git_index_new(&index), 0);
	for (size_t i = 0; i < count; i++) {
		git_index_entry entry = {.path = specs[i].path,
					 .mode = specs[i].mode ? specs[i].mode : GIT_FILEMODE_BLOB};

		assert_int_equal(git_blob_create_from_buffer(&entry.id, at.repo, specs[i].content,
							     strlen(specs[i].content)), 0);
		assert_int_equal(git_index_add(index, &entry), 0);
	}
	assert_int_equal(git_index_write_tree_to(&tree, index, at.repo), 0);
	git_index_free(index);
	return tree;
}

#define TREE(...)								\
	({									\
		const struct spec specs_[] = {__VA_ARGS__};			\
		make_tree(specs_, ARRAY_SIZE(specs_));				\
	})

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

struct lines {
	char **lines;
	size_t count, alloc;
};

static void add_line(struct lines *lines, const char *path, int mode, const char *data, size_t len)
{
	*ARRAY_ADD(lines->lines, lines->count, lines->alloc) =
		xasprintf("%s %o %.*s\n", path, mode, (int)len, data);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *finish(struct lines *lines)
{
	struct buf text = {0};

	if (lines->count)
		qsort(lines->lines, lines->count, sizeof(char *), by_text);
	for (size_t i = 0; i < lines->count; i++) {
		buf_puts(&text, lines->lines[i]);
		free(lines->lines[i]);
	}
	free(lines->lines);
	buf_puts(&text, "");
	return buf_detach(&text);
}

static int on_entry(const char *root, const git_tree_entry *entry, void *data)
{
	char path[512];
	git_blob *blob;

	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return 0;
	snprintf(path, sizeof(path), "%s%s", root, git_tree_entry_name(entry));
	assert_int_equal(git_blob_lookup(&blob, at.repo, git_tree_entry_id(entry)), 0);
	add_line(data, path, git_tree_entry_filemode(entry), git_blob_rawcontent(blob),
		 git_blob_rawsize(blob));
	git_blob_free(blob);
	return 0;
}

static char *tree_text(const git_oid *oid)
{
	struct lines lines = {0};
	git_tree *tree;

	assert_int_equal(git_tree_lookup(&tree, at.repo, oid), 0);
	assert_int_equal(git_tree_walk(tree, GIT_TREEWALK_PRE, on_entry, &lines), 0);
	git_tree_free(tree);
	return finish(&lines);
}

/* Files and links of the folder; a folder with nothing in it is a line too. */
static char *dir_text(const char *dir)
{
	char *const roots[] = {(char *)dir, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	struct lines lines = {0};
	FTSENT *entry;

	assert_non_null(fts);
	while ((entry = fts_read(fts))) {
		const char *path = entry->fts_path + strlen(dir) + (entry->fts_level > 0);
		char target[512];
		ssize_t n;

		if (entry->fts_info == FTS_F) {
			_cleanup_buf_ struct buf data = {0};

			assert_int_equal(file_read(entry->fts_accpath, 1 << 20, &data, NULL), 0);
			add_line(&lines, path, entry->fts_statp->st_mode & 0100 ?
				 GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB,
				 buf_str(&data), data.len);
		} else if (entry->fts_info == FTS_SL || entry->fts_info == FTS_SLNONE) {
			n = readlink(entry->fts_accpath, target, sizeof(target));
			assert_true(n > 0);
			add_line(&lines, path, GIT_FILEMODE_LINK, target, n);
		} else if (entry->fts_info == FTS_DP && entry->fts_level > 0 &&
			   entry->fts_statp->st_nlink == 2) {
			FTSENT *children;
			_cleanup_free_ char *copy = xstrdup(entry->fts_path);
			char *const one[] = {copy, NULL};
			FTS *inner = fts_open(one, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

			fts_read(inner);
			children = fts_children(inner, 0);
			if (!children)
				add_line(&lines, path, GIT_FILEMODE_TREE, "", 0);
			fts_close(inner);
		}
	}
	fts_close(fts);
	return finish(&lines);
}

static void assert_holds(const git_oid *tree)
{
	_cleanup_free_ char *want = tree_text(tree), *have = dir_text(at.dir);

	assert_string_equal(have, want);
}

static struct worktree_result switch_to(const git_oid *tree)
{
	struct worktree_options options = {.repo = at.repo, .tree = *tree, .dir = at.dir};
	struct worktree_result result = {0};
	struct error *err = NULL;

	if (worktree_switch(&options, &result, &err))
		fail_msg("%s", err->message);
	assert_holds(tree);
	return result;
}

static void put(const char *name, const char *content)
{
	_cleanup_free_ char *path = path_join(at.dir, "%s", name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(content, file);
	fclose(file);
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

static struct timespec mtime(const char *name)
{
	_cleanup_free_ char *path = path_join(at.dir, "%s", name);
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mtim;
}

static void make_old(const char *name)
{
	_cleanup_free_ char *path = path_join(at.dir, "%s", name);
	const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

	assert_int_equal(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
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
	assert_true(path_exists(stray));
	assert_int_equal(unlink(stray), 0);
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
