/* SPDX-License-Identifier: GPL-2.0-only */
/* What a file that is not in the tree is called there. */
#ifndef ADAPT_MOVED_FILE_H
#define ADAPT_MOVED_FILE_H

#include <git2.h>

#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"

struct adapt_context;

/*
 * The file that defines most of the functions that a patch's file defines where the patch was
 * made, and at least half of them. *ret_path is allocated, or NULL when there is none; why it
 * is that one is added to the evidence.
 */
int adapt_find_moved(const struct adapt_context *context, const git_tree *tree,
		     const struct patch_file *file, char **ret_path,
		     struct evidence_list *evidence, struct error **err);

#endif
