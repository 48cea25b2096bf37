/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Adaptation of the patches of a series, one after the other. The releases in
 * which they may have been made are followed along: patch 3 was made for what
 * patches 1 and 2 had left. The file that a patch's file was made for (adapt/original.h) is
 * looked for once, whoever needs it: to adapt it, to find what it is called here, to prove that
 * it is not here, or to compare its surroundings.
 *
 * Patches are asked for in their order; of a patch as often as needed before the next one.
 */
#ifndef PORT_APPLY_SERIES_H
#define PORT_APPLY_SERIES_H

#include <git2.h>

#include "adapt/apply.h"
#include "adapt/original.h"
#include "adapt/renamings.h"
#include "series/patch.h"
#include "util/error.h"

struct adapt_series_options {
	git_repository *repo;
	git_oid base_tree;		/* of the release that is ported to */
	const struct adapt_source *sources;	/* the likeliest first */
	size_t source_count;
	const struct renamings *renamings;	/* or NULL */
	const struct patch *const *patches;
	size_t patch_count;
};

struct adapt_series;

/* What the options point to has to live as long. The caller frees it. */
struct adapt_series *adapt_series_new(const struct adapt_series_options *options);
void adapt_series_free(struct adapt_series *series);	/* NULL-safe */

/* apply_patch() of patch `index` to `tree`, adapting what does not fit. */
int adapt_series_apply(struct adapt_series *series, size_t index, const git_oid *tree,
		       struct apply_result *ret_result, struct error **err);

/* The same for a part of patch `index` (patch_without()). */
int adapt_series_apply_part(struct adapt_series *series, size_t index, const struct patch *part,
			    const git_oid *tree, struct apply_result *ret_result,
			    struct error **err);

/*
 * Of a patch that was refused, all that can go in by itself, for a person to
 * settle the rest: `hunks` (one a hunk of patch `index`) becomes what became of
 * each then. false in *ret_any, and nothing is changed, when that is none or
 * does not go in without the rest.
 */
int adapt_series_apply_rest(struct adapt_series *series, size_t index, const git_oid *tree,
			    struct hunk_outcome_list *hunks, bool *ret_any, git_oid *ret_tree,
			    struct error **err);

/*
 * What differs between where patch `index` went on `tree` and where it was made
 * (judge/risk_origin.h): reasons go to the evidence, and *risk may become higher.
 * hunks is one a hunk of the patch. Where that is not in the store it is said.
 */
int adapt_series_compare(struct adapt_series *series, size_t index, const git_oid *tree,
			 const struct hunk_outcome_list *hunks, struct evidence_list *evidence,
			 enum risk *risk, struct error **err);

/* A patch landed: its names are there for those that follow. */
void adapt_series_landed(struct adapt_series *series, const struct patch *patch);

#endif
