/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions to a git tree. */
#ifndef GIT_TREE_H
#define GIT_TREE_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/alloc.h"
#include "util/buf.h"

/* What is at a path: its id and mode. false when nothing is (or it cannot be read). */
bool tree_lookup(const git_tree *tree, const char *path, git_oid *ret_id, git_filemode_t *ret_mode);

/* Append the file at a path. false: there is none, or it cannot be read. */
bool tree_read(const git_tree *tree, const char *path, struct buf *text);

/* Paths, each allocated. */
struct tree_paths {
	char **items;
	size_t count, alloc;
};

/*
 * Add the paths of all entries that are not folders and differ between two
 * trees in content, mode or being there, in no order of note. Folders that are
 * the same are not read, so this takes as long as the change is large,
 * whereas git_diff_tree_to_tree() without paths reads both trees whole.
 * Returns 0, or -1 when a tree cannot be read (the error is libgit2's) or is
 * deeper than any that git makes.
 */
int tree_changes(git_repository *repo, const git_tree *old_tree, const git_tree *new_tree,
		 struct tree_paths *paths);

void tree_paths_release(struct tree_paths *paths);
#define _cleanup_tree_paths_ _cleanup_(tree_paths_release)

#endif
