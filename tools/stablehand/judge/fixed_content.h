/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is what a commit brought in a tree, by its content (judge/present.h)? So it can be told that a
 * branch has what a patch fixes, where neither its history nor its version says so: it has it
 * as a backport under another name, or comes from an archive.
 */
#ifndef JUDGE_FIXED_CONTENT_H
#define JUDGE_FIXED_CONTENT_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/*
 * Look, for a commit of any history in the store. All that it changed has to be there, and a line
 * that it added: *ret_path (the caller frees it) and *ret_line, from 1, or 0 of a file. Of a merge, a
 * commit whose parent is not there and one that is no patch that can be read nothing is known:
 * *ret_here is false. Errors: objects that cannot be read, Ctrl-C.
 */
int fixed_content_find(git_repository *repo, const git_oid *commit, const git_tree *tree,
		       bool *ret_here, char **ret_path, size_t *ret_line, struct error **err);

#endif
