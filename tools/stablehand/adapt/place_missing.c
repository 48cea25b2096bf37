// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/place_missing.h"

#include <stdlib.h>

#include "util/alloc.h"

/* An outcome for a hunk that was not placed. The list owns the reason. */
static void add_outcome(struct hunk_outcome_list *list, const struct patch_hunk *hunk,
			const char *path, enum verdict verdict, size_t line, char *reason)
{
	*ARRAY_ADD(list->items, list->count, list->alloc) = (struct hunk_outcome){
		.path = xstrdup(path),
		.patch_line = hunk->line_number,
		.verdict = verdict,
		.wanted = hunk->old_start,
		.line = line,
		.reason = reason,
	};
}

/* Place the hunks that the file lacks: none of them when `all` are there. */
static void place_rest(const struct place_options *options, const struct file_presence *presence,
		       bool all, struct place_result *placed)
{
	const struct patch_file *file = options->file;
	struct hunk_outcome_list outcomes = { 0 };
	struct place_options rest = *options;
	struct patch_file part = *file;
	size_t next = 0;

	part.hunk_count = 0;
	part.hunks = xcalloc(file->hunk_count + 1, sizeof(*part.hunks));
	for (size_t i = 0; i < file->hunk_count && !all; i++)
		if (presence->hunks[i].presence < PRESENCE_GONE)
			part.hunks[part.hunk_count++] = file->hunks[i];
	rest.file = &part;
	rest.same_file &= part.hunk_count == file->hunk_count;
	place_hunks(&rest, placed);
	for (size_t i = 0; i < file->hunk_count; i++) {
		const struct hunk_presence *hunk = &presence->hunks[i];

		if (!all && hunk->presence < PRESENCE_GONE)
			*ARRAY_ADD(outcomes.items, outcomes.count, outcomes.alloc) =
				placed->hunks.items[next++];
		else
			add_outcome(&outcomes, &file->hunks[i], options->path, VERDICT_PRESENT,
				    hunk->line,
				    hunk->line ? NULL : xstrdup("what it removes is not there"));
	}
	free(placed->hunks.items);
	placed->hunks = outcomes;
	free(part.hunks);
}

/*
 * Of a file that has a part of what the patch adds, the rest is not touched, as it may be there in
 * another form or have been left out on purpose. True: it was refused.
 */
static bool refuse_begun(const struct place_options *options, const struct file_presence *presence,
			 struct hunk_outcome_list *hunks)
{
	const struct patch_file *file = options->file;
	bool part = file_presence_sum(presence) == PRESENCE_PART && file_presence_adds(presence);
	bool doubtful = false;

	for (size_t i = 0; i < file->hunk_count; i++)
		doubtful |= presence->hunks[i].doubtful;
	if (!part && !doubtful)
		return false;
	for (size_t i = 0; i < file->hunk_count; i++) {
		const struct hunk_presence *hunk = &presence->hunks[i];
		bool there = hunk->presence >= PRESENCE_GONE;
		char *reason =
			there ? NULL :
			hunk->doubtful ?
				xasprintf(
					"a part of it, or another form of it, is there already, at line %zu",
					hunk->doubtful) :
				xstrdup("other changes of the patch to this file are there already, but "
					"not all of this one");

		add_outcome(hunks, &file->hunks[i], options->path,
			    there ? VERDICT_PRESENT : VERDICT_REFUSED,
			    there ? hunk->line : hunk->doubtful, reason);
	}
	return true;
}

enum missing place_missing(const struct place_options *options,
			   const struct file_presence *presence, struct place_result *ret_result)
{
	_cleanup_file_presence_ struct file_presence own = { 0 };
	bool all;

	if (!presence) {
		presence_find(options->file, options->data, options->len, &own);
		presence = &own;
	}
	all = file_presence_sum(presence) >= PRESENCE_GONE;
	*ret_result = (struct place_result){ 0 };
	if (!all && refuse_begun(options, presence, &ret_result->hunks))
		return MISSING_DOUBT;
	place_rest(options, presence, all, ret_result);
	return all ? MISSING_NONE : MISSING_SOME;
}
