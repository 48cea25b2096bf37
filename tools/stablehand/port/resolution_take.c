// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "git/tree.h"
#include "index/symbols.h"
#include "port/apply_series.h"
#include "port/resolution.h"
#include "series/patch_of_trees.h"
#include "util/alloc.h"

struct resolution_taker {
	git_repository *repo;
	const git_oid *base;
	const struct patch *patch;
	const char *branch;
	struct adapt_series *adapting;		/* or NULL */
	size_t index;
	struct evidence_list own, others; /* why those of this and other branches are not taken */
	struct patch_part *parts;
	size_t part_count;
	bool adapt;				/* those of this branch that do not apply as they are */
	struct resolution_result result;	/* the best so far */
	bool disputed;				/* another one has a different result */
};

static bool is_own(const struct resolution_taker *taker, const struct resolution *resolution)
{
	return !strcmp(resolution->branch, taker->branch);
}

/* Mark the parts that it settles. false: the patch lacks one of them. */
static bool find_parts(const struct resolution_taker *taker, const struct resolution *resolution,
		       bool *settled)
{
	for (size_t i = 0; i < resolution->settle_count; i++) {
		size_t part = 0;

		while (part < taker->part_count &&
		       strcmp(taker->parts[part].digest, resolution->settles[i].digest))
			part++;
		if (part == taker->part_count)
			return false;
		settled[part] = true;
	}
	return true;
}

#define tell(taker, resolution, path, line, ...)					\
	do {										\
		_cleanup_free_ char *why_ = xasprintf(__VA_ARGS__);			\
		evidence_add(is_own(taker, resolution) ? &(taker)->own : &(taker)->others, \
			     EVIDENCE_RESOLUTION, path, line,				\
			     "%s, made on %s %s, is not taken: %s", (resolution)->name,	\
			     (resolution)->branch, (resolution)->release, why_);	\
	} while (0)

/* Say why the rest or the resolution was refused: the first reason. */
static void tell_refusal(struct resolution_taker *taker, const struct resolution *resolution,
			 const struct apply_result *applied, const char *what)
{
	for (size_t i = 0; i < applied->hunks.count; i++) {
		const struct hunk_outcome *hunk = &applied->hunks.items[i];

		if (hunk->verdict != VERDICT_REFUSED)
			continue;
		tell(taker, resolution, hunk->path, hunk->line, "%s: hunk at line %zu: %s", what,
		     hunk->patch_line, hunk->reason);
		return;
	}
	if (applied->evidence.count) {
		const struct evidence *e = &applied->evidence.items[0];

		tell(taker, resolution, e->path, e->line, "%s: %s", what, e->text);
	}
}

static void append_hunks(struct apply_result *to, struct apply_result *from)
{
	for (size_t i = 0; i < from->hunks.count; i++)
		*ARRAY_ADD(to->hunks.items, to->hunks.count, to->hunks.alloc) =
			from->hunks.items[i];
	from->hunks.count = 0;
}

/*
 * On another branch than its own: does what each part was left out for hold here? false: the
 * reason is told. Error: the tree cannot be read.
 */
static int drops_as_there(struct resolution_taker *taker, const struct resolution *resolution,
			  bool *ret_holds, struct error **err)
{
	git_tree *tree;

	*ret_holds = true;
	if (is_own(taker, resolution))
		return 0;
	if (git_tree_lookup(&tree, taker->repo, taker->base))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	for (size_t i = 0; i < resolution->settle_count && *ret_holds; i++) {
		const struct settled *settled = &resolution->settles[i];
		_cleanup_buf_ struct buf text = { 0 };

		if (!settled->dropped)
			continue;
		if (!settled->lacks) {
			tell(taker, resolution, settled->path, 0,
			     "it leaves out a part for reasons of that branch");
			*ret_holds = false;
		} else if (tree_read(tree, settled->path, &text) &&
			   symbols_in_text(buf_str(&text), text.len, settled->lacks)) {
			tell(taker, resolution, settled->path, 0,
			     "it leaves out a part as %s is not in this file there, but here it is",
			     settled->lacks);
			*ret_holds = false;
		}
	}
	git_tree_free(tree);
	return 0;
}

/* Place what is not settled, adapted if needed. A refusal is a result. */
static int place_rest(struct resolution_taker *taker, const bool *settled,
		      struct apply_result *ret_applied, struct error **err)
{
	_cleanup_patch_without_ struct patch *rest = patch_without(taker->patch, settled);
	_cleanup_apply_result_ struct apply_result plain = { 0 };

	git_oid_cpy(&plain.tree, taker->base);
	if (rest->file_count && apply_patch(taker->repo, taker->base, rest, APPLY_AS_IS, NULL, NULL, &plain, err))
		return -1;
	if (plain.verdict == VERDICT_REFUSED && taker->adapting)
		return adapt_series_apply_part(taker->adapting, taker->index, rest, taker->base,
					       ret_applied, err);
	*ret_applied = plain;
	plain = (struct apply_result){ 0 };
	return 0;
}

/* As it is, or adapted where that is wanted and does not work. */
static int place_diff(struct resolution_taker *taker, const struct resolution *resolution,
		      const git_oid *tree, struct apply_result *ret_applied, struct error **err)
{
	_cleanup_apply_result_ struct apply_result plain = { 0 };

	if (apply_patch(taker->repo, tree, resolution->diff, APPLY_AS_IS, NULL, NULL, &plain, err))
		return -1;
	if (plain.verdict == VERDICT_REFUSED && taker->adapt)
		return adapt_series_apply_other(taker->adapting, taker->index, resolution->diff,
						tree, ret_applied, err);
	*ret_applied = plain;
	plain = (struct apply_result){ 0 };
	return 0;
}

/*
 * Place the rest of the patch, then the resolution. 1: it does not apply, and the reason is told.
 */
static int place(struct resolution_taker *taker, const struct resolution *resolution,
		 const bool *settled, struct apply_result *ret_applied, struct error **err)
{
	_cleanup_apply_result_ struct apply_result first = { 0 }, second = { 0 };

	if (place_rest(taker, settled, &first, err))
		return -1;
	if (first.verdict == VERDICT_REFUSED) {
		tell_refusal(taker, resolution, &first, "does not settle all refused hunks");
		return 1;
	}
	if (place_diff(taker, resolution, &first.tree, &second, err))
		return -1;
	if (second.verdict == VERDICT_REFUSED) {
		tell_refusal(taker, resolution, &second, "does not apply here");
		return 1;
	}
	if (second.verdict == VERDICT_PRESENT || second.dropped) {
		tell(taker, resolution, NULL, 0, "what it changes is not here, or done already");
		return 1;
	}
	for (size_t i = 0; i < second.hunks.count; i++)
		second.hunks.items[i].verdict = VERDICT_RESOLVED;
	append_hunks(&first, &second);
	evidence_move(&first.evidence, &second.evidence);
	first.verdict = VERDICT_RESOLVED;
	git_oid_cpy(&first.tree, &second.tree);
	*ret_applied = first;
	first = (struct apply_result){ 0 };
	return 0;
}

/* Is it the first one, or one of this branch after one of another? */
static bool is_better(const struct resolution_taker *taker, const struct resolution *resolution)
{
	const struct resolution *taken = taker->result.taken;

	return !taken || (!is_own(taker, taken) && is_own(taker, resolution));
}

static int try_one(struct resolution_taker *taker, const struct resolution *resolution,
		   struct error **err)
{
	_cleanup_free_ bool *settled = xcalloc(taker->part_count, sizeof(*settled));
	const struct resolution *taken = taker->result.taken;
	_cleanup_apply_result_ struct apply_result applied = { 0 };
	bool holds;
	int rc;

	if (!find_parts(taker, resolution, settled)) {
		tell(taker, resolution, NULL, 0, "the patch has changed since, and no longer has a "
		     "part that was settled");
		return 0;
	}
	if (drops_as_there(taker, resolution, &holds, err))
		return -1;
	if (!holds)
		return 0;
	rc = place(taker, resolution, settled, &applied, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (is_better(taker, resolution)) {
		apply_result_release(&taker->result.applied);
		taker->result.applied = applied;
		taker->result.taken = resolution;
		taker->disputed = false;
		applied = (struct apply_result){ 0 };
	} else if (!git_oid_equal(&applied.tree, &taker->result.applied.tree) &&
		   is_own(taker, taken) == is_own(taker, resolution)) {
		tell(taker, resolution, NULL, 0, "%s applies as well, with a different result",
		     taken->name);
		taker->disputed = true;
	}
	return 0;
}

/* All for the patch; those that are adapted only if they were made on this branch. */
static int try_all(struct resolution_taker *taker, const struct resolution_set *set,
		   struct error **err)
{
	for (size_t i = 0; i < set->count; i++)
		if (!strcmp(set->items[i]->patch, taker->patch->name) &&
		    (!taker->adapt || is_own(taker, set->items[i])) &&
		    try_one(taker, set->items[i], err))
			return -1;
	return 0;
}

/* If one is taken, why those of other branches are not is no longer of interest. */
static int finish(struct resolution_taker *taker, struct evidence_list *evidence,
		  struct error **err)
{
	struct resolution_result *result = &taker->result;
	const struct resolution *taken = result->taken;

	evidence_move(evidence, &taker->own);
	if (!taken || taker->disputed) {
		evidence_move(evidence, &taker->others);
		resolution_result_release(result);
		return 0;
	}
	if (patch_of_trees(taker->repo, taker->base, &result->applied.tree, taken->name,
			    &result->placed, err))
		return -1;
	result->placed->subject = xstrdup(taker->patch->subject);
	evidence_add(evidence, EVIDENCE_RESOLUTION, NULL, 0,
		     "%s: %zu part%s of the patch settled on %s %s by %s%s%.*s", taken->name,
		     taken->settle_count, taken->settle_count == 1 ? "" : "s", taken->branch,
		     taken->release, taken->author, *taken->note ? "\n" : "",
		     (int)strlen(taken->note) - !!*taken->note, taken->note);
	return 0;
}

int resolution_take(git_repository *repo, const git_oid *base, const struct patch *patch,
		    const struct resolution_set *set, const char *branch,
		    struct adapt_series *adapting, size_t index,
		    struct evidence_list *evidence, struct resolution_result *ret_result,
		    struct error **err)
{
	struct resolution_taker taker = {
		.repo = repo, .base = base, .patch = patch, .branch = branch,
		.adapting = adapting, .index = index,
	};
	int rc;

	patch_parts(patch, &taker.parts, &taker.part_count);
	rc = try_all(&taker, set, err);
	if (!rc && !taker.result.taken && adapting) {
		taker.adapt = true;
		evidence_list_release(&taker.own);
		rc = try_all(&taker, set, err);
	}
	if (!rc)
		rc = finish(&taker, evidence, err);
	free(taker.parts);
	evidence_list_release(&taker.own);
	evidence_list_release(&taker.others);
	if (rc)
		resolution_result_release(&taker.result);
	else
		*ret_result = taker.result;
	return rc;
}

void resolution_result_release(struct resolution_result *result)
{
	apply_result_release(&result->applied);
	patch_free(result->placed);
	memset(result, 0, sizeof(*result));
}
