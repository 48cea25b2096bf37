/* SPDX-License-Identifier: GPL-2.0-only */
/* A store, trees in it, and a work tree compared with them file by file. */
#ifndef WORKTREE_FIXTURE_H
#define WORKTREE_FIXTURE_H

#include <fcntl.h>
#include <fts.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/repo.h"
#include "kernel/worktree.h"
#include "util/alloc.h"
#include "util/file.h"

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

#endif
