// SPDX-License-Identifier: GPL-2.0-only
#include "port/apply_series.h"

#include <stdlib.h>

#include "adapt/context.h"
#include "index/callers.h"
#include "index/symbols.h"
#include "judge/risk_origin.h"
#include "place/patch_words.h"
#include "series/patch_part.h"
#include "syntax/identifier.h"
#include "syntax/words.h"
#include "util/alloc.h"

/* A source with the patches before number `done` applied, as far as they apply. */
struct followed_source {
	size_t done;
	struct callers *callers;	/* there; NULL until needed */
};

struct adapt_series {
	struct adapt_series_options options;
	struct adapt_source *sources;		/* with the patches before number `index` applied */
	struct followed_source *followed;	/* one for each */
	size_t index;
	struct adapt_originals *originals;	/* of patch `index`; NULL: at no patch yet */
	struct symbols symbols;
	struct words brought;
	struct callers *callers;	/* here; NULL until needed */
};

struct adapt_series *adapt_series_new(const struct adapt_series_options *options)
{
	struct adapt_series *series = xcalloc(1, sizeof(*series));

	series->options = *options;
	series->sources = xcalloc(options->source_count + 1, sizeof(*series->sources));
	series->followed = xcalloc(options->source_count + 1, sizeof(*series->followed));
	for (size_t i = 0; i < options->source_count; i++)
		series->sources[i] = options->sources[i];
	series->symbols = (struct symbols){ .repo = options->repo, .tree = options->base_tree };
	return series;
}

void adapt_series_free(struct adapt_series *series)
{
	if (!series)
		return;
	adapt_originals_free(series->originals);
	symbols_release(&series->symbols);
	words_release(&series->brought);
	for (size_t i = 0; i < series->options.source_count; i++)
		callers_free(series->followed[i].callers);
	callers_free(series->callers);
	free(series->followed);
	free(series->sources);
	free(series);
}

/* A patch that does not apply (to a release that has it, say) leaves the tree as it is. */
static int follow(struct adapt_series *series, size_t source, size_t index, struct error **err)
{
	struct unapplied *unapplied = series->options.unapplied;
	git_oid *tree = &series->sources[source].tree;

	for (size_t *done = &series->followed[source].done; *done < index; ++*done) {
		_cleanup_apply_result_ struct apply_result applied = { 0 };
		const struct patch *patch = series->options.patches[*done];
		git_oid id;

		if (unapplied) {
			id = unapplied_patch_id(patch);
			if (unapplied_has(unapplied, tree, &id))
				continue;
		}
		if (apply_patch(series->options.repo, tree, patch, APPLY_UNLESS_THERE, NULL,
				NULL, &applied, err))
			return -1;
		if (unapplied && git_oid_equal(tree, &applied.tree))
			unapplied_add(unapplied, tree, &id);
		git_oid_cpy(tree, &applied.tree);
	}
	return 0;
}

/*
 * Go to a patch: apply those before it to the sources, in which the originals of its files are
 * looked for. Both stay until the next patch, whatever is asked for this one.
 */
static int go_to(struct adapt_series *series, size_t index, struct error **err)
{
	if (series->originals && series->index == index)
		return 0;
	adapt_originals_free(TAKE_PTR(series->originals));
	for (size_t i = 0; i < series->options.source_count; i++)
		if (follow(series, i, index, err))
			return -1;
	series->originals = adapt_originals_new(series->options.repo,
						series->options.patches[index], series->sources,
						series->options.source_count);
	series->index = index;
	return 0;
}

/* All but the originals. */
static struct adapt_context begin_context(struct adapt_series *series, const struct words *own)
{
	return (struct adapt_context){
		.repo = series->options.repo,
		.symbols = &series->symbols,
		.brought = &series->brought,
		.own = own,
		.renamings = series->options.renamings,
	};
}

int adapt_series_apply_part(struct adapt_series *series, size_t index, const struct patch *part,
			    const git_oid *tree, struct apply_result *ret_result,
			    struct error **err)
{
	const struct patch *patch = series->options.patches[index];
	struct adapt_originals *of_part = NULL;
	_cleanup_words_ struct words own = { 0 };
	struct adapt_context context = begin_context(series, &own);
	int rc;

	if (go_to(series, index, err))
		return -1;
	if (part != patch)
		of_part = adapt_originals_of_part(series->originals, part);
	context.originals = of_part ? of_part : series->originals;
	words_of_patch(&own, patch);
	rc = apply_patch(series->options.repo, tree, part, APPLY_UNLESS_THERE, &context,
			 part == patch ? series->options.presences : NULL, ret_result, err);
	adapt_originals_free(of_part);
	return rc;
}

int adapt_series_apply_other(struct adapt_series *series, size_t index, const struct patch *other,
			     const git_oid *tree, struct apply_result *ret_result,
			     struct error **err)
{
	_cleanup_words_ struct words own = { 0 };
	struct adapt_context context = begin_context(series, &own);
	int rc;

	context.originals = adapt_originals_new(series->options.repo, other,
						series->options.own_releases,
						series->options.own_release_count);
	words_of_patch(&own, series->options.patches[index]);
	words_of_patch(&own, other);
	rc = apply_patch(series->options.repo, tree, other, APPLY_UNLESS_THERE, &context, NULL,
			 ret_result, err);
	adapt_originals_free(context.originals);
	return rc;
}

int adapt_series_apply(struct adapt_series *series, size_t index, const git_oid *tree,
		       struct apply_result *ret_result, struct error **err)
{
	return adapt_series_apply_part(series, index, series->options.patches[index], tree,
				       ret_result, err);
}

static struct hunk_outcome *outcome_at(struct hunk_outcome_list *hunks, size_t line)
{
	for (size_t i = 0; i < hunks->count; i++)
		if (hunks->items[i].patch_line == line)
			return &hunks->items[i];
	return NULL;
}

/* Find the parts that do not apply; false if that is none of them, or all. */
static bool find_left(const struct patch_part *parts, size_t count,
		      struct hunk_outcome_list *hunks, bool *left)
{
	size_t out = 0;

	for (size_t i = 0; i < count; i++) {
		const struct hunk_outcome *outcome = parts[i].hunk ?
			outcome_at(hunks, parts[i].hunk->line_number) : NULL;

		left[i] = parts[i].hunk && (!outcome || (outcome->verdict == VERDICT_REFUSED &&
							 !outcome->adaptable));
		out += left[i];
	}
	return out && out < count;
}

int adapt_series_apply_rest(struct adapt_series *series, size_t index, const git_oid *tree,
			    struct hunk_outcome_list *hunks, bool *ret_any, git_oid *ret_tree,
			    struct error **err)
{
	const struct patch *patch = series->options.patches[index];
	_cleanup_patch_without_ struct patch *rest = NULL;
	_cleanup_apply_result_ struct apply_result applied = { 0 };
	_cleanup_free_ struct patch_part *parts = NULL;
	_cleanup_free_ bool *left = NULL;
	size_t count;

	*ret_any = false;
	patch_parts(patch, &parts, &count);
	left = xcalloc(count + 1, sizeof(*left));
	if (!find_left(parts, count, hunks, left))
		return 0;
	rest = patch_without(patch, left);
	if (adapt_series_apply_part(series, index, rest, tree, &applied, err))
		return -1;
	if (applied.verdict == VERDICT_REFUSED)
		return 0;
	for (size_t i = 0; i < applied.hunks.count; i++) {
		struct hunk_outcome *placed = &applied.hunks.items[i];
		struct hunk_outcome *outcome = outcome_at(hunks, placed->patch_line), swap;

		if (!outcome)
			continue;
		swap = *outcome;
		*outcome = *placed;
		*placed = swap;
	}
	*ret_any = true;
	git_oid_cpy(ret_tree, &applied.tree);
	return 0;
}

/* The callers in a source, opened once. */
static struct callers *callers_there(struct adapt_series *series, const struct adapt_source *source)
{
	struct followed_source *followed = &series->followed[source - series->sources];

	if (!followed->callers)
		followed->callers = callers_new(series->options.repo, &source->tree);
	return followed->callers;
}

static int compare_file(struct adapt_series *series, const struct patch_file *file,
			const git_tree *here, const struct hunk_outcome *outcomes,
			struct evidence_list *evidence, enum risk *risk, struct error **err)
{
	git_repository *repo = series->options.repo;
	struct risk_sides sides = { .repo = repo, .here = here, .symbols = &series->symbols };
	const struct adapt_original *original;
	git_tree *there = NULL;
	int rc;

	if (adapt_originals_find(series->originals, file, &original, err))
		return -1;
	if (!original) {
		evidence_add(evidence, EVIDENCE_NOTE, outcomes[0].path, 0,
			     "the file that the patch was made for is not in the store: types and "
			     "callers were not compared");
		return 0;
	}
	if (original->source) {
		if (git_tree_lookup(&there, repo, &original->source->tree))
			return error_git(err, ERROR_ENVIRONMENT, "reading the tree of %s",
					 original->source->name);
		sides.there = there;
		sides.callers_there = callers_there(series, original->source);
	}
	if (!series->callers)
		series->callers = callers_new(repo, &series->options.base_tree);
	sides.callers_here = series->callers;
	rc = risk_compare(&sides, file, original, outcomes, evidence, risk, err);
	git_tree_free(there);
	return rc;
}

int adapt_series_compare(struct adapt_series *series, size_t index, const git_oid *tree,
			 const struct hunk_outcome_list *hunks, struct evidence_list *evidence,
			 enum risk *risk, struct error **err)
{
	const struct patch *patch = series->options.patches[index];
	git_tree *here;
	size_t at = 0;
	int rc = 0;

	if (go_to(series, index, err))
		return -1;
	if (git_tree_lookup(&here, series->options.repo, tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	for (size_t i = 0; i < patch->file_count && !rc; i++) {
		const struct patch_file *file = &patch->files[i];

		if (file->hunk_count > hunks->count - at)
			break;
		/* Hunks of a file that was dropped have no outcome. */
		if (file->hunk_count && hunks->items[at].patch_line != file->hunks[0].line_number)
			continue;
		if (file->change == PATCH_MODIFY && file->hunk_count &&
		    path_is_c_file(file->old_path))
			rc = compare_file(series, file, here, hunks->items + at, evidence, risk,
					  err);
		at += file->hunk_count;
	}
	git_tree_free(here);
	return rc;
}

void adapt_series_landed(struct adapt_series *series, const struct patch *patch)
{
	words_of_patch(&series->brought, patch);
}
