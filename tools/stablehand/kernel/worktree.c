// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/worktree.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/treefiles.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define SYNC_ALONE 64		/* so many changed files are synced one by one */

struct state {
	git_oid from, to;
	bool switching;
};

/* Is the text a state? Returns false for anything else. */
static bool parse_state(const char *text, struct state *ret)
{
	char from[GIT_OID_HEXSZ + 1], to[GIT_OID_HEXSZ + 1];
	int end = 0;

	if (sscanf(text, "at %40[0-9a-f]\n%n", to, &end) == 1 && end && !text[end]) {
		ret->switching = false;
		return !git_oid_fromstr(&ret->to, to);
	}
	if (sscanf(text, "switching %40[0-9a-f] %40[0-9a-f]\n%n", from, to, &end) == 2 && end &&
	    !text[end]) {
		ret->switching = true;
		return !git_oid_fromstr(&ret->from, from) && !git_oid_fromstr(&ret->to, to);
	}
	return false;
}

static bool known_tree(git_repository *repo, const git_oid *oid)
{
	git_odb *odb;
	int known;

	if (git_oid_is_zero(oid))
		return true;
	if (git_repository_odb(&odb, repo))
		return false;
	known = git_odb_exists(odb, oid);
	git_odb_free(odb);
	return known;
}

/* What the folder holds; false when that cannot be known. */
static bool read_state(const struct worktree_options *options, const char *path,
		       struct state *ret)
{
	_cleanup_buf_ struct buf text = {0};
	struct stat st;

	if (lstat(options->dir, &st) || !S_ISDIR(st.st_mode))
		return false;
	if (file_read(path, 4096, &text, NULL) || strlen(buf_str(&text)) != text.len ||
	    !parse_state(buf_str(&text), ret))
		return false;
	return known_tree(options->repo, &ret->to) &&
	       (!ret->switching || known_tree(options->repo, &ret->from));
}

static int write_state(const char *path, const git_oid *from, const git_oid *to,
		       struct error **err)
{
	_cleanup_buf_ struct buf text = {0};
	char hex[GIT_OID_HEXSZ + 1];

	if (from)
		buf_printf(&text, "switching %s ", git_oid_tostr(hex, sizeof(hex), from));
	else
		buf_puts(&text, "at ");
	buf_printf(&text, "%s\n", git_oid_tostr(hex, sizeof(hex), to));
	return file_write(path, text.data, text.len, 0666, err);
}

static int lookup(git_repository *repo, const git_oid *oid, git_tree **ret, struct error **err)
{
	char hex[GIT_OID_HEXSZ + 1];

	*ret = NULL;
	if (git_oid_is_zero(oid) || !git_tree_lookup(ret, repo, oid))
		return 0;
	return error_git(err, ERROR_ENVIRONMENT, "tree %s", git_oid_tostr(hex, sizeof(hex), oid));
}

struct lists {
	struct treefiles write, remove;
};

static int on_delta(const git_diff_delta *delta, struct lists *lists, struct error **err)
{
	bool removed = delta->status == GIT_DELTA_DELETED;
	const git_diff_file *file = removed ? &delta->old_file : &delta->new_file;
	size_t len = strlen(file->path);

	if (!path_is_safe(file->path, len))
		return error_set(err, ERROR_INPUT, "the tree has an unsafe path: %.200s",
				 file->path);
	switch (file->mode) {
	case GIT_FILEMODE_BLOB:
	case GIT_FILEMODE_BLOB_EXECUTABLE:
	case GIT_FILEMODE_LINK:
		break;
	default:
		return error_set(err, ERROR_INPUT, "%s: neither a file nor a symbolic link",
				 file->path);
	}
	treefiles_add(removed ? &lists->remove : &lists->write, file->path, &file->id, file->mode);
	return 0;
}

static int list_changes(git_repository *repo, const git_oid *from, const git_oid *to,
			struct lists *ret, struct error **err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_tree *old = NULL, *new = NULL;
	git_diff *diff = NULL;
	int rc = -1;

	options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
	if (lookup(repo, from, &old, err) || lookup(repo, to, &new, err))
		goto done;
	if (git_diff_tree_to_tree(&diff, repo, old, new, &options)) {
		error_git(err, ERROR_ENVIRONMENT, "comparing two trees");
		goto done;
	}
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++)
		if (on_delta(git_diff_get_delta(diff, i), ret, err))
			goto done;
	rc = 0;
done:
	git_diff_free(diff);
	git_tree_free(old);
	git_tree_free(new);
	return rc;
}

/* Everything below dir has to be on disk before the state says so. */
static int sync_changes(const struct lists *lists, const char *dir, struct error **err)
{
	_cleanup_close_ int fd = -1;

	/* A whole file system may have much of others to write; a few files are quicker alone. */
	if (lists->write.count + lists->remove.count <= SYNC_ALONE)
		return treefiles_sync(&lists->write, dir, err) ||
		       treefiles_sync(&lists->remove, dir, err) ? -1 : 0;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || syncfs(fd))
		return error_errno(err, ERROR_ENVIRONMENT, "syncing %s", dir);
	return 0;
}

/* Go from one tree to the other, whatever the paths in which they differ hold now. */
static int change(const struct worktree_options *options, const char *state_path,
		  const git_oid *from, const git_oid *to, struct worktree_result *result,
		  struct error **err)
{
	struct lists lists = {0};
	int rc = -1;

	if (list_changes(options->repo, from, to, &lists, err) ||
	    write_state(state_path, from, to, err))
		goto done;
	/* Deletions first: a folder may give way to a file, and the reverse. */
	if (treefiles_remove(&lists.remove, options->dir, err) ||
	    treefiles_write(&lists.write, options->repo, options->dir, err) ||
	    sync_changes(&lists, options->dir, err) || write_state(state_path, NULL, to, err))
		goto done;
	result->written += lists.write.count;
	result->removed += lists.remove.count;
	rc = 0;
done:
	treefiles_release(&lists.write);
	treefiles_release(&lists.remove);
	return rc;
}

int worktree_switch(const struct worktree_options *options, struct worktree_result *ret_result,
		    struct error **err)
{
	_cleanup_free_ char *state_path = xasprintf("%s.state", options->dir);
	struct worktree_result result = {0};
	struct state state = {0};

	if (!read_state(options, state_path, &state)) {
		state = (struct state){0};
		result.fresh = true;
		if (path_remove(state_path, err) || path_remove(options->dir, err) ||
		    dir_make(options->dir, err))
			return -1;
	}
	result.fresh |= state.switching && git_oid_is_zero(&state.from);
	if (state.switching &&
	    change(options, state_path, &state.from, &state.to, &result, err))
		return -1;
	if (!git_oid_equal(&state.to, &options->tree) &&
	    change(options, state_path, &state.to, &options->tree, &result, err))
		return -1;
	*ret_result = result;
	return 0;
}
