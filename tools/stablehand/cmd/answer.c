// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/answer.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "git/tree.h"
#include "util/alloc.h"
#include "util/file.h"

#define OF ".stablehand-resolve"	/* what the folder belongs to */
#define MAX_BYTES (64u << 20)
#define MAX_FILES 10000
#define MAX_DEPTH 64

struct collector {
	git_repository *repo;
	const char *folder;
	git_tree *rest;
	git_tree_update *updates;
	size_t count, alloc;
};

int answer_write(const char *folder, const struct conflict *conflict, const char *branch,
		 const char *patch, struct error **err)
{
	_cleanup_free_ char *of = path_join(folder, OF);
	_cleanup_free_ char *text = xasprintf("%s\n%s\n%s\n", git_oid_tostr_s(&conflict->rest),
					      branch, patch);

	if (path_exists(of))
		return error_set(err, ERROR_INPUT, "%s already holds files to be resolved: continue with "
				 "them (--from), or remove it", folder);
	for (size_t i = 0; i < conflict->file_count; i++) {
		const struct conflict_file *file = &conflict->files[i];
		_cleanup_free_ char *path = path_join(folder, "%s", file->path);
		_cleanup_free_ char *parent = xstrdup(path);

		*strrchr(parent, '/') = '\0';
		if (path_exists(path))
			return error_set(err, ERROR_INPUT, "%s already exists", path);
		if (dir_make(parent, err) ||
		    file_write(path, buf_str(&file->text), file->text.len, 0644, err))
			return -1;
	}
	if (dir_make(folder, err))
		return -1;
	/* Last: with it, the folder is whole. */
	return file_write(of, text, strlen(text), 0644, err);
}

int answer_check(const char *folder, const struct conflict *conflict, struct error **err)
{
	_cleanup_free_ char *of = path_join(folder, OF);
	_cleanup_buf_ struct buf text = {0};
	const char *rest = git_oid_tostr_s(&conflict->rest);

	if (!path_exists(of))
		return error_set(err, ERROR_INPUT, "%s: not written by resolve --files", folder);
	if (file_read(of, 10000, &text, err))
		return -1;
	if (strncmp(buf_str(&text), rest, strlen(rest)))
		return error_set(err, ERROR_INPUT, "%s was written for another state of the branch or the patch: "
				 "write the files again (--files) and resolve them there", folder);
	return 0;
}

static bool is_leftover(const char *name)
{
	size_t len = strlen(name);

	return *name == '.' || name[len - 1] == '~' ||
	       (len > 5 && (!strcmp(name + len - 5, ".orig") || !strcmp(name + len - 4, ".rej")));
}

static int check_markers(const char *path, const struct buf *text, struct error **err)
{
	size_t line = 1;

	for (const char *at = buf_str(text); *at; line++) {
		size_t len = strcspn(at, "\n");

		if (resolution_is_marker(at, len))
			return error_set(err, ERROR_INPUT, "%s:%zu: conflict marker left", path, line);
		at += len + (at[len] == '\n');
	}
	return 0;
}

static int collect_file(struct collector *collector, const char *below, struct error **err)
{
	_cleanup_free_ char *path = path_join(collector->folder, "%s", below);
	_cleanup_buf_ struct buf text = {0};
	git_filemode_t mode = GIT_FILEMODE_BLOB;
	git_tree_update *update;
	git_oid id, old;
	bool there;

	if (!path_is_safe(below, strlen(below)) || collector->count >= MAX_FILES)
		return error_set(err, ERROR_INPUT, "%s: not a valid file name in a tree", path);
	if (file_read(path, MAX_BYTES, &text, err) || check_markers(path, &text, err))
		return -1;
	if (git_blob_create_from_buffer(&id, collector->repo, buf_str(&text), text.len))
		return error_git(err, ERROR_ENVIRONMENT, "writing %s", below);
	there = tree_lookup(collector->rest, below, &old, &mode);
	if (there && git_oid_equal(&id, &old))
		return 0;
	if (there && mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)
		return error_set(err, ERROR_INPUT, "%s: not a regular file in the branch", below);
	update = ARRAY_ADD(collector->updates, collector->count, collector->alloc);
	update->action = GIT_TREE_UPDATE_UPSERT;
	update->path = xstrdup(below);
	update->filemode = mode;
	update->id = id;
	return 0;
}

static int collect(struct collector *collector, const char *below, int depth, struct error **err)
{
	_cleanup_free_ char *folder = path_join(collector->folder, "%s", below);
	struct dirent *entry;
	DIR *dir = opendir(folder);
	int rc = 0;

	if (!dir)
		return error_errno(err, ERROR_INPUT, "%s", folder);
	while (!rc && (entry = readdir(dir))) {
		_cleanup_free_ char *child = xasprintf("%s%s%s", below, *below ? "/" : "", entry->d_name);
		_cleanup_free_ char *path = path_join(collector->folder, "%s", child);
		struct stat st;

		if (is_leftover(entry->d_name))
			continue;
		if (lstat(path, &st))
			rc = error_errno(err, ERROR_INPUT, "%s", path);
		else if (S_ISDIR(st.st_mode) && depth < MAX_DEPTH)
			rc = collect(collector, child, depth + 1, err);
		else if (S_ISREG(st.st_mode))
			rc = collect_file(collector, child, err);
		else
			rc = error_set(err, ERROR_INPUT, "%s: not a regular file", path);
	}
	closedir(dir);
	return rc;
}

int answer_read(git_repository *repo, const char *folder, const struct conflict *conflict,
		git_oid *ret_tree, struct error **err)
{
	struct collector collector = {.repo = repo, .folder = folder};
	int rc;

	if (git_tree_lookup(&collector.rest, repo, &conflict->rest))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	rc = collect(&collector, "", 0, err);
	if (!rc && !collector.count)
		rc = error_set(err, ERROR_INPUT, "%s: nothing was changed", folder);
	if (!rc && git_tree_create_updated(ret_tree, repo, collector.rest, collector.count,
					   collector.updates))
		rc = error_git(err, ERROR_ENVIRONMENT, "writing a tree");
	for (size_t i = 0; i < collector.count; i++)
		free((char *)collector.updates[i].path);
	free(collector.updates);
	git_tree_free(collector.rest);
	return rc;
}

char **answer_paths(const char *folder, const struct conflict *conflict)
{
	char **paths = xcalloc(conflict->file_count + 1, sizeof(*paths));

	for (size_t i = 0; i < conflict->file_count; i++)
		paths[i] = path_join(folder, "%s", conflict->files[i].path);
	return paths;
}
