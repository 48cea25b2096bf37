// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/apply_parts.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/patch_file.h"
#include "adapt/place_missing.h"
#include "place/place.h"
#include "place/presence_memo.h"
#include "util/alloc.h"

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

int apply_blob(struct applier *applier, const struct patch_file *file, const char *path,
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
		apply_refuse(applier, path,
		       "to be deleted, but its content differs from what the patch deletes");
		return 1;
	}
	if (file->change != PATCH_DELETE &&
	    git_blob_create_from_buffer(ret_id, applier->repo, buf_str(&placed.content),
					placed.content.len))
		rc = error_git(err, ERROR_ENVIRONMENT, "writing %s", path);
	return rc;
}
