/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of an archive as a git tree: collected in any order, checked,
 * and written as tree objects from the bottom up.
 */
#ifndef KERNEL_IMPORT_TREE_H
#define KERNEL_IMPORT_TREE_H

#include <git2.h>

#include "util/error.h"

struct import_tree;

struct import_tree *import_tree_new(void);
void import_tree_free(struct import_tree *tree);	/* NULL-safe */

/*
 * Add a file or symbolic link: path (copied; path_is_safe() holds), the git
 * mode (0100644, 0100755, 0120000) and the blob.
 */
void import_tree_add(struct import_tree *tree, const char *path, unsigned int mode,
		     const git_oid *blob);

/* Add a hard link to another path of the archive, before or after it. */
void import_tree_add_link(struct import_tree *tree, const char *path, const char *target);

/*
 * All is added: resolve hard links, drop the first part of the paths if they
 * all share it. ERROR_INPUT when there is no file, when a path occurs twice
 * or is both file and folder, and when a hard link leads nowhere.
 */
int import_tree_finish(struct import_tree *tree, struct error **err);

/*
 * The rest is for a finished tree: how many files it has, the folder that was
 * dropped ("" when none, else with a slash at its end; owned by the tree).
 */
size_t import_tree_count(const struct import_tree *tree);
const char *import_tree_prefix(const struct import_tree *tree);

/* Write it: `put` is called for each tree object, those below before those above. */
int import_tree_write(const struct import_tree *tree,
		      int (*put)(const void *bytes, size_t len, git_oid *ret_oid, void *data,
				 struct error **err),
		      void *data, git_oid *ret_root, struct error **err);

#endif
