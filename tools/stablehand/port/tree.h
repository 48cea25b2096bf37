/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions to a git tree. */
#ifndef PORT_TREE_H
#define PORT_TREE_H

#include <git2.h>
#include <stdbool.h>

/* What is at a path: its id and mode. false when nothing is (or it cannot be read). */
bool tree_lookup(const git_tree *tree, const char *path, git_oid *ret_id, git_filemode_t *ret_mode);

/*
 * The path of the only file of the tree with the same base name as `path`;
 * NULL when there is none or more than one. Walks the whole tree (a tenth of a
 * second for a kernel). The caller frees it.
 */
char *tree_only_namesake(const git_tree *tree, const char *path);

/* Has the tree any file with the base name of `path`? As slow. */
bool tree_has_namesake(const git_tree *tree, const char *path);

#endif
