// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/apply_parts.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/absent_file.h"
#include "adapt/moved_file.h"
#include "git/file_names.h"
#include "git/tree.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define NAMESAKES_SOUGHT 20	/* missing files with one searched: each walks the tree */

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool among(const char *const *sorted, size_t count, const char *path)
{
	return bsearch(&path, sorted, count, sizeof(*sorted), compare_paths);
}

static bool goes_away(const struct patch_file *file)
{
	return file->change == PATCH_DELETE || file->change == PATCH_RENAME;
}

static void collect_paths(struct applier *applier)
{
	const struct patch *patch = applier->patch;

	applier->removed = xcalloc(patch->file_count, sizeof(*applier->removed));
	applier->made = xcalloc(patch->file_count, sizeof(*applier->made));
	for (size_t i = 0; i < patch->file_count; i++) {
		const struct patch_file *file = &patch->files[i];

		if (goes_away(file))
			applier->removed[applier->removed_count++] = file->old_path;
		if (file->new_path && file->change != PATCH_MODIFY)
			applier->made[applier->made_count++] = file->new_path;
	}
	qsort(applier->removed, applier->removed_count, sizeof(char *), compare_paths);
	qsort(applier->made, applier->made_count, sizeof(char *), compare_paths);
}

static void refuse_missing(struct applier *applier, const char *path)
{
	_cleanup_free_ char *other = NULL;

	if (applier->missing_count++ < NAMESAKES_SOUGHT)
		other = file_names_only(applier->tree, path);
	if (other)
		apply_refuse(applier, path, "not in this branch; the only file of that name is %s",
		       other);
	else
		apply_refuse(applier, path, "not in this branch");
}

/* Can the patch create this file? */
static bool check_new_path(struct applier *applier, const char *path)
{
	_cleanup_free_ char *parent = xstrdup(path);
	git_filemode_t mode;
	git_oid id;
	char *slash;

	if (tree_lookup(applier->tree, path, &id, &mode) &&
	    !among(applier->removed, applier->removed_count, path)) {
		apply_refuse(applier, path,
		       mode == GIT_FILEMODE_TREE ? "a directory of that name exists" :
						   "to be created, but exists already");
		return false;
	}
	while ((slash = strrchr(parent, '/'))) {
		*slash = '\0';
		if ((tree_lookup(applier->tree, parent, &id, &mode) && mode != GIT_FILEMODE_TREE) ||
		    among(applier->made, applier->made_count, parent)) {
			apply_refuse(applier, path, "%s is a file, not a directory", parent);
			return false;
		}
	}
	return true;
}

static bool check_mode(struct applier *applier, const char *path, unsigned mode)
{
	if (mode == GIT_FILEMODE_LINK || mode == GIT_FILEMODE_COMMIT) {
		apply_refuse(applier, path, "a %s: only regular files are ported",
		       mode == GIT_FILEMODE_LINK ? "symbolic link" : "submodule");
		return false;
	}
	return true;
}

static void add_update(struct applier *applier, git_tree_update_t action, const char *path,
		       const git_oid *id, unsigned mode)
{
	git_tree_update *update = ARRAY_ADD(applier->updates, applier->update_count,
					    applier->update_alloc);

	update->action = action;
	update->path = path;
	if (action == GIT_TREE_UPDATE_UPSERT) {
		git_oid_cpy(&update->id, id);
		update->filemode = mode;
	}
}

/* For a modified file that does not exist: *path becomes its name here, if known. */
static int find_elsewhere(struct applier *applier, const struct patch_file *file,
			  const char **path, struct error **err)
{
	char *found;

	if (!applier->adapting || file->change != PATCH_MODIFY)
		return 0;
	if (adapt_find_moved(applier->adapting, applier->tree, file, &found,
			     &applier->result.evidence, err))
		return -1;
	if (found) {
		*ARRAY_ADD(applier->found_paths, applier->found_count, applier->found_alloc) =
			found;
		*path = found;
	}
	return 0;
}

/* Drop a file whose subject does not exist in the tree: 1; 0: that is not proven. */
static int drop_absent(struct applier *applier, const struct patch_file *file, struct error **err)
{
	_cleanup_free_ char *why = NULL;

	if (!applier->adapting || file->change != PATCH_MODIFY)
		return 0;
	if (adapt_find_absent(applier->adapting, applier->tree, file, &why, err))
		return -1;
	if (!why)
		return 0;
	evidence_add(&applier->result.evidence, EVIDENCE_FILE, file->old_path, 0,
		     "dropped, with %zu hunk%s: %s", file->hunk_count,
		     file->hunk_count == 1 ? "" : "s", why);
	applier->result.dropped++;
	if (applier->result.verdict < VERDICT_ADAPTED)
		applier->result.verdict = VERDICT_ADAPTED;
	return 1;
}

static int apply_file(struct applier *applier, const struct patch_file *file, struct error **err)
{
	git_filemode_t mode = GIT_FILEMODE_BLOB;
	unsigned new_mode;
	const char *path = file->new_path ? file->new_path : file->old_path;
	git_oid id, new_id;
	int rc;

	if (file->binary) {
		apply_refuse(applier, path, "a binary file: what changes in it is not ported");
		return 0;
	}
	if (file->change != PATCH_MODIFY && file->new_path &&
	    !check_new_path(applier, file->new_path))
		return 0;
	if (file->change != PATCH_ADD) {
		bool there = tree_lookup(applier->tree, file->old_path, &id, &mode);

		if (!there && find_elsewhere(applier, file, &path, err))
			return -1;
		if (!there && !tree_lookup(applier->tree, path, &id, &mode)) {
			rc = drop_absent(applier, file, err);
			if (!rc)
				refuse_missing(applier, file->old_path);
			return rc < 0 ? -1 : 0;
		}
		if (mode == GIT_FILEMODE_TREE) {
			apply_refuse(applier, file->old_path, "a directory, not a file");
			return 0;
		}
	}
	new_mode = file->new_mode ? file->new_mode : mode;
	if (!check_mode(applier, file->old_path ? file->old_path : file->new_path, mode) ||
	    !check_mode(applier, file->new_path ? file->new_path : file->old_path, new_mode))
		return 0;
	if (file->change == PATCH_MODIFY && !file->hunk_count && new_mode == mode) {
		apply_refuse(applier, file->new_path, "has mode %o already", mode);
		return 0;
	}
	rc = apply_blob(applier, file, path, file->change == PATCH_ADD ? NULL : &id, &new_id, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (goes_away(file) && !among(applier->made, applier->made_count, file->old_path))
		add_update(applier, GIT_TREE_UPDATE_REMOVE, file->old_path, NULL, 0);
	if (file->new_path)
		add_update(applier, GIT_TREE_UPDATE_UPSERT, path, &new_id, new_mode);
	return 0;
}

/*
 * Where a branch has a part of a patch, in the same form or another, what is left of it goes in only
 * as it is.
 */
static void refuse_adapted_rest(struct apply_result *result)
{
	bool there = false;

	for (size_t i = 0; i < result->hunks.count; i++)
		there |= result->hunks.items[i].verdict == VERDICT_PRESENT &&
			 !result->hunks.items[i].reason;
	for (size_t i = 0; i < result->hunks.count && there; i++) {
		struct hunk_outcome *hunk = &result->hunks.items[i];

		if (hunk->verdict != VERDICT_ADAPTED)
			continue;
		free(hunk->reason);
		hunk->reason = xstrdup("the patch is present in part, and this hunk does not apply "
				       "as it is: it may be there in another form");
		hunk->verdict = VERDICT_REFUSED;
		hunk->risk = RISK_NONE;
		result->verdict = VERDICT_REFUSED;
	}
}

/* Is every hunk there, and adds one of them something? */
static bool is_present(const struct apply_result *result)
{
	bool adds = false;

	for (size_t i = 0; i < result->hunks.count; i++) {
		if (result->hunks.items[i].verdict != VERDICT_PRESENT)
			return false;
		adds |= result->hunks.items[i].line > 0;
	}
	return adds && !result->dropped;
}

int apply_patch(git_repository *repo, const git_oid *base, const struct patch *patch,
		enum apply_how how, const struct adapt_context *adapting, struct presence_memo *memo,
		struct apply_result *ret_result, struct error **err)
{
	struct applier applier = {
		.memo = memo,
		.look = how == APPLY_UNLESS_THERE,
		.repo = repo,
		.patch = patch,
		.adapting = adapting,
		.result.verdict = VERDICT_CLEAN,
	};
	int rc = 0;

	if (git_tree_lookup(&applier.tree, repo, base))
		return error_git(err, ERROR_ENVIRONMENT, "reading the tree to patch");
	collect_paths(&applier);
	for (size_t i = 0; i < patch->file_count && !rc; i++)
		rc = interrupt_pending() ? interrupt_error(err) :
		     apply_file(&applier, &patch->files[i], err);
	git_oid_cpy(&applier.result.tree, base);
	refuse_adapted_rest(&applier.result);
	if (!rc && applier.result.verdict != VERDICT_REFUSED) {
		if (git_tree_create_updated(&applier.result.tree, repo, applier.tree,
					    applier.update_count, applier.updates))
			rc = error_git(err, ERROR_ENVIRONMENT, "writing the patched tree");
		else if (git_oid_equal(&applier.result.tree, base) && is_present(&applier.result))
			applier.result.verdict = VERDICT_PRESENT;
		else if (git_oid_equal(&applier.result.tree, base))
			apply_refuse(&applier, NULL, "the patch changes nothing here");
	}
	if (rc)
		apply_result_release(&applier.result);
	else
		*ret_result = applier.result;
	git_tree_free(applier.tree);
	for (size_t i = 0; i < applier.found_count; i++)
		free(applier.found_paths[i]);
	free(applier.found_paths);
	free(applier.removed);
	free(applier.made);
	free(applier.updates);
	return rc;
}

void apply_result_release(struct apply_result *result)
{
	evidence_list_release(&result->evidence);
	hunk_outcome_list_release(&result->hunks);
}
