// SPDX-License-Identifier: GPL-2.0-only
#include "judge/fixed_content.h"

#include "git/tree_diff.h"
#include "judge/present.h"
#include "series/patch.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "verdict/evidence.h"

/* What a commit changed, as a patch. NULL: it is not known. */
static int patch_of_commit(git_repository *repo, const git_oid *id, struct patch **ret_patch,
			   struct error **err)
{
	_cleanup_error_ struct error *unreadable = NULL;
	git_commit *commit = NULL, *parent = NULL;
	_cleanup_buf_ struct buf text = { 0 };
	int rc = 0;

	*ret_patch = NULL;
	/* A history may be cut anywhere. */
	if (!git_commit_lookup(&commit, repo, id) && git_commit_parentcount(commit) == 1 &&
	    !git_commit_parent(&parent, commit, 0)) {
		rc = tree_diff_text(repo, git_commit_tree_id(parent), git_commit_tree_id(commit), &text,
				    err);
		if (!rc)
			patch_parse("commit", buf_str(&text), text.len, ret_patch, &unreadable);
	}
	git_commit_free(parent);
	git_commit_free(commit);
	return rc;
}

int fixed_content_find(git_repository *repo, const git_oid *commit, const git_tree *tree,
		       bool *ret_here, char **ret_path, size_t *ret_line, struct error **err)
{
	_cleanup_evidence_ struct evidence_list found = { 0 };
	_cleanup_patch_ struct patch *patch = NULL;
	enum present present = PRESENT_NO;

	if (patch_of_commit(repo, commit, &patch, err) ||
	    (patch && present_check(repo, tree, patch, NULL, &found, &present, err)))
		return -1;
	*ret_here = present == PRESENT_YES && found.count;
	if (*ret_here) {
		*ret_path = xstrdup(found.items[0].path);
		*ret_line = found.items[0].line;
	}
	return 0;
}
