/* SPDX-License-Identifier: GPL-2.0-only */
/* The difference of two trees as a unified diff, the same for every user. */
#ifndef GIT_TREE_DIFF_H
#define GIT_TREE_DIFF_H

#include <git2.h>

#include "util/buf.h"
#include "util/error.h"

/*
 * Compare. Renames are found, nothing counts as binary, prefixes are a/ and
 * b/. Takes as long as the change is large. The caller frees *ret_diff with
 * git_diff_free().
 */
int tree_diff(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
	      git_diff **ret_diff, struct error **err);

/* The same as text, appended to buf. */
int tree_diff_text(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		   struct buf *text, struct error **err);

/* The same of these paths alone, where nothing else is looked at. No path: no text. */
int tree_diff_of_paths(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		       char *const *paths, size_t count, struct buf *text, struct error **err);

#endif
