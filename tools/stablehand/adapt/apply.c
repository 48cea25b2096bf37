// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/apply.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/absent_file.h"
#include "adapt/moved_file.h"
#include "adapt/patch_file.h"
#include "adapt/place_missing.h"
#include "git/file_names.h"
#include "git/tree.h"
#include "place/place.h"
#include "place/presence_memo.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define NAMESAKES_SOUGHT 20	/* missing files with one searched: each walks the tree */

/* What the patch does to the tree: at most one update a path. */
struct applier {
	git_repository *repo;
	git_tree *tree;
	const struct patch *patch;
	const struct adapt_context *adapting;	/* NULL: hunks are placed as they are */
	bool look;		/* what is there already does not go in again */
	struct presence_memo *memo;	/* or NULL */
	char **found_paths;		/* of files with another name here */
	size_t found_count, found_alloc;
	const char **removed;	/* sorted paths that the patch deletes or renames */
	size_t removed_count;
	const char **made;	/* sorted paths that the patch makes */
	size_t made_count;
	size_t missing_count;	/* files that are not in the tree */
	git_tree_update *updates;
	size_t update_count, update_alloc;
	struct apply_result result;
};

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

#define refuse(applier, path, ...)							\
	do {										\
		evidence_add(&(applier)->result.evidence, EVIDENCE_FILE, path, 0, __VA_ARGS__); \
		(applier)->result.verdict = VERDICT_REFUSED;				\
	} while (0)

static void refuse_missing(struct applier *applier, const char *path)
{
	_cleanup_free_ char *other = NULL;

	if (applier->missing_count++ < NAMESAKES_SOUGHT)
		other = file_names_only(applier->tree, path);
	if (other)
		refuse(applier, path, "not in this branch; the only file of that name is %s",
		       other);
	else
		refuse(applier, path, "not in this branch");
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
		refuse(applier, path,
		       mode == GIT_FILEMODE_TREE ? "a directory of that name exists" :
						   "to be created, but exists already");
		return false;
	}
	while ((slash = strrchr(parent, '/'))) {
		*slash = '\0';
		if ((tree_lookup(applier->tree, parent, &id, &mode) && mode != GIT_FILEMODE_TREE) ||
		    among(applier->made, applier->made_count, parent)) {
			refuse(applier, path, "%s is a file, not a directory", parent);
			return false;
		}
	}
	return true;
}

static bool check_mode(struct applier *applier, const char *path, unsigned mode)
{
	if (mode == GIT_FILEMODE_LINK || mode == GIT_FILEMODE_COMMIT) {
		refuse(applier, path, "a %s: only regular files are ported",
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

/* Is this the blob that the patch was made for? */
static bool is_blob(const char *said, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), id);
	return said && strlen(said) >= 7 && !strncmp(said, hex, strlen(said));
}

static void take_hunks(struct applier *applier, struct hunk_outcome_list *hunks)
{
	for (size_t i = 0; i < hunks->count; i++) {
		struct hunk_outcome_list *list = &applier->result.hunks;
		struct hunk_outcome *hunk = &hunks->items[i];

		if (hunk->verdict == VERDICT_REFUSED)
			applier->result.verdict = VERDICT_REFUSED;
		else if (applier->result.verdict != VERDICT_REFUSED &&
			 hunk->verdict > applier->result.verdict)
			applier->result.verdict = hunk->verdict;
		*ARRAY_ADD(list->items, list->count, list->alloc) = *hunk;
	}
	hunks->count = 0;
}

/* Adapt. On failure `placed` stays, and its reasons are extended by those of the adaptation. */
static int adapt_blob(struct applier *applier, const struct patch_file *file, const char *path,
		      const struct place_options *options, struct place_result *placed,
		      struct error **err)
{
	_cleanup_adapt_patch_ struct adapt_patch_result adapted = { 0 };

	if (adapt_patch_file(applier->adapting, file, path,
			     (struct adapt_bytes){ options->data, options->len }, &adapted, err))
		return -1;
	for (size_t i = 0; i < adapted.hunks.count && i < placed->hunks.count; i++) {
		struct hunk_outcome *hunk = &placed->hunks.items[i];
		struct hunk_outcome *better = &adapted.hunks.items[i];
		char *both;

		if (adapted.adapted) {
			struct hunk_outcome swap = *hunk;

			*hunk = *better;
			*better = swap;
		} else if (better->verdict == VERDICT_REFUSED && placed->placed) {
			evidence_add(&applier->result.evidence, EVIDENCE_NOTE, path, better->line,
				     "not adapted: %s", better->reason);
		} else if (hunk->verdict == VERDICT_REFUSED && better->verdict != VERDICT_REFUSED) {
			hunk->adaptable = true;
		} else if (better->verdict == VERDICT_REFUSED && hunk->verdict == VERDICT_REFUSED) {
			both = xasprintf("%s\nnot adapted: %s", hunk->reason, better->reason);
			free(hunk->reason);
			hunk->reason = both;
		}
	}
	if (adapted.adapted) {
		evidence_move(&applier->result.evidence, &adapted.evidence);
		buf_release(&placed->content);
		placed->content = adapted.content;
		adapted.content = (struct buf){ 0 };
		placed->placed = true;
	}
	return 0;
}

/* Write the blob of a file, `path` in this tree, with the hunks applied. 1: refused. */
static int patch_blob(struct applier *applier, const struct patch_file *file, const char *path,
		      const git_oid *old_id, git_oid *ret_id, struct error **err)
{
	_cleanup_place_result_ struct place_result placed = { 0 };
	struct place_options options = { .path = path, .file = file, .data = "" };
	enum missing missing = MISSING_SOME;
	git_blob *blob = NULL;
	int rc = 0;

	if (old_id) {
		if (git_blob_lookup(&blob, applier->repo, old_id))
			return error_git(err, ERROR_ENVIRONMENT, "reading %s", path);
		options.data = git_blob_rawcontent(blob);
		options.len = git_blob_rawsize(blob);
		options.same_file = is_blob(file->old_blob, old_id);
	}
	if (applier->look && old_id && file->change != PATCH_DELETE)
		missing = place_missing(&options, applier->memo ?
					presence_memo_find(applier->memo, file, old_id, options.data,
							   options.len) : NULL, &placed);
	else
		place_hunks(&options, &placed);
	if (missing == MISSING_SOME && applier->adapting && old_id && file->change != PATCH_DELETE)
		rc = adapt_blob(applier, file, path, &options, &placed, err);
	git_blob_free(blob);
	if (rc)
		return rc;
	take_hunks(applier, &placed.hunks);
	if (!placed.placed)
		return 1;
	if (file->change == PATCH_DELETE && placed.content.len) {
		refuse(applier, path,
		       "to be deleted, but its content differs from what the patch deletes");
		return 1;
	}
	if (file->change != PATCH_DELETE &&
	    git_blob_create_from_buffer(ret_id, applier->repo, buf_str(&placed.content),
					placed.content.len))
		rc = error_git(err, ERROR_ENVIRONMENT, "writing %s", path);
	return rc;
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
		refuse(applier, path, "a binary file: what changes in it is not ported");
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
			refuse(applier, file->old_path, "a directory, not a file");
			return 0;
		}
	}
	new_mode = file->new_mode ? file->new_mode : mode;
	if (!check_mode(applier, file->old_path ? file->old_path : file->new_path, mode) ||
	    !check_mode(applier, file->new_path ? file->new_path : file->old_path, new_mode))
		return 0;
	if (file->change == PATCH_MODIFY && !file->hunk_count && new_mode == mode) {
		refuse(applier, file->new_path, "has mode %o already", mode);
		return 0;
	}
	rc = patch_blob(applier, file, path, file->change == PATCH_ADD ? NULL : &id, &new_id, err);
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
			refuse(&applier, NULL, "the patch changes nothing here");
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
