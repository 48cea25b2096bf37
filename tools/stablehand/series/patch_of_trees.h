/* SPDX-License-Identifier: GPL-2.0-only */
/* The difference of two trees as a patch. */
#ifndef SERIES_PATCH_OF_TREES_H
#define SERIES_PATCH_OF_TREES_H

#include <git2.h>

#include "series/patch.h"
#include "util/error.h"

/* As tree_diff() gives it, without a message; its name is for messages. The caller frees it. */
int patch_of_trees(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		   const char *name, struct patch **ret_patch, struct error **err);

#endif
