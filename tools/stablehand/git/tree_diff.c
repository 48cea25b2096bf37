// SPDX-License-Identifier: GPL-2.0-only
#include "git/tree_diff.h"

#include "git/tree.h"

#define ID_ABBREV 12

/* only: NULL, or the paths to look at. */
static int compare(git_repository *repo, git_tree *old_tree, git_tree *new_tree,
		   const git_strarray *only, git_diff **ret_diff, struct error **err)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_diff_find_options find = GIT_DIFF_FIND_OPTIONS_INIT;
	_cleanup_tree_paths_ struct tree_paths paths = { 0 };
	git_diff *diff = NULL;
	int rc;

	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_DISABLE_PATHSPEC_MATCH;
	/* Else diff.noprefix and diff.mnemonicPrefix of the user decide. */
	options.old_prefix = "a/";
	options.new_prefix = "b/";
	options.id_abbrev = ID_ABBREV;
	find.flags = GIT_DIFF_FIND_RENAMES;
	rc = only ? 0 : tree_changes(repo, old_tree, new_tree, &paths);
	options.pathspec.strings = paths.items;
	options.pathspec.count = paths.count;
	if (only)
		options.pathspec = *only;
	if (!rc)
		rc = git_diff_tree_to_tree(&diff, repo, old_tree, new_tree, &options);
	if (!rc)
		rc = git_diff_find_similar(diff, &find);
	if (rc) {
		git_diff_free(diff);
		return error_git(err, ERROR_ENVIRONMENT, "comparing two trees");
	}
	*ret_diff = diff;
	return 0;
}

static int diff_trees(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		      const git_strarray *only, git_diff **ret_diff, struct error **err)
{
	git_tree *before = NULL, *after = NULL;
	int rc;

	if (git_tree_lookup(&before, repo, old_tree) || git_tree_lookup(&after, repo, new_tree))
		rc = error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	else
		rc = compare(repo, before, after, only, ret_diff, err);
	git_tree_free(before);
	git_tree_free(after);
	return rc;
}

int tree_diff(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
	      git_diff **ret_diff, struct error **err)
{
	return diff_trees(repo, old_tree, new_tree, NULL, ret_diff, err);
}

static int write_text(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		      const git_strarray *only, struct buf *text, struct error **err)
{
	git_buf written = { 0 };
	git_diff *diff;
	int rc;

	if (diff_trees(repo, old_tree, new_tree, only, &diff, err))
		return -1;
	rc = git_diff_to_buf(&written, diff, GIT_DIFF_FORMAT_PATCH);
	if (rc)
		rc = error_git(err, ERROR_ENVIRONMENT, "writing a diff");
	else
		buf_add(text, written.ptr, written.size);
	git_buf_dispose(&written);
	git_diff_free(diff);
	return rc;
}

int tree_diff_text(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		   struct buf *text, struct error **err)
{
	return write_text(repo, old_tree, new_tree, NULL, text, err);
}

int tree_diff_of_paths(git_repository *repo, const git_oid *old_tree, const git_oid *new_tree,
		       char *const *paths, size_t count, struct buf *text, struct error **err)
{
	const git_strarray only = { (char **)paths, count };

	/* To libgit2 no path means all. */
	return count ? write_text(repo, old_tree, new_tree, &only, text, err) : 0;
}
