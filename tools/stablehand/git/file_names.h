/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of a tree by their base names. A kernel has a hundred thousand paths in six
 * thousand folders. What names are below a folder is remembered by the folder's id, so that
 * the next tree, which has most of the folders, is asked in a moment.
 */
#ifndef GIT_FILE_NAMES_H
#define GIT_FILE_NAMES_H

#include <git2.h>
#include <stdbool.h>

/*
 * The path of the only file of the tree with the same base name as `path`; NULL when there is
 * none or more than one. Folders that cannot be read are passed over. The caller frees it.
 */
char *file_names_only(const git_tree *tree, const char *path);

/* Has the tree any file with the base name of `path`? */
bool file_names_have(const git_tree *tree, const char *path);

#endif
