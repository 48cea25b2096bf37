/* SPDX-License-Identifier: GPL-2.0-only */
/* One tree of a repository brought into another one. */
#ifndef GIT_COPY_TREE_H
#define GIT_COPY_TREE_H

#include <git2.h>

#include "util/error.h"

/*
 * Put a tree and all below it that `to` lacks into it, as one pack, with a commit of that tree
 * that has no parents and `message`; *ret_commit is its id. That the tree itself is there does
 * not do: an earlier copy may have been dropped in part. Nothing refers to it: the caller keeps
 * gc away (run/branch_lock.h), and the lock of imports is taken here. ERROR_INPUT when `from`
 * lacks an object.
 */
int copy_tree(git_repository *from, const git_oid *tree, git_repository *to, const char *message,
	      git_oid *ret_commit, struct error **err);

#endif
