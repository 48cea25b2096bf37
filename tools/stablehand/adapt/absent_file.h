/* SPDX-License-Identifier: GPL-2.0-only */
/* A file of a patch whose subject the tree does not have. */
#ifndef ADAPT_ABSENT_FILE_H
#define ADAPT_ABSENT_FILE_H

#include <git2.h>

#include "series/patch.h"
#include "util/error.h"

struct adapt_context;

/*
 * A file that the patch modifies and that has no other name in the tree: can it be proven
 * that what it is about is not there? It can when the file that the patch was made for is
 * known, and neither its folder, nor a file of its base name, nor a name of what it defines
 * is in the tree or brought by an earlier patch; of its functions, three or more, one in four
 * may have a namesake if it is static. All that a file defines can be renamed at once, but its
 * folder's name then stays, which is why that is asked for. *ret_why says it, allocated;
 * NULL: not proven.
 */
int adapt_find_absent(const struct adapt_context *context, const git_tree *tree,
		      const struct patch_file *file, char **ret_why, struct error **err);

#endif
