// SPDX-License-Identifier: GPL-2.0-only
#include "series/patch_of_trees.h"

#include "git/tree_diff.h"
#include "util/buf.h"

int patch_of_trees(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		   const char *name, struct patch **ret_patch, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };

	if (tree_diff_text(repo, old_tree, new_tree, &text, err))
		return -1;
	return patch_parse(name, buf_str(&text), text.len, ret_patch, err);
}
