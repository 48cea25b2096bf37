/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Adapt the patches of a series, one after the other. The releases in which they may have been
 * made are followed along: patch 3 was made for what patches 1 and 2 had left. The file that a
 * patch's file was made for (adapt/original.h) is looked for once, whoever needs it: to adapt
 * it, to find its name here, to prove that it does not exist here, or to compare its
 * surroundings.
 *
 * Patches are asked for in order; about one patch as often as needed before the next.
 */
#ifndef PORT_APPLY_SERIES_H
#define PORT_APPLY_SERIES_H

#include <git2.h>

#include "adapt/apply.h"
#include "adapt/original.h"
#include "adapt/renamings.h"
#include "port/unapplied.h"
#include "series/patch.h"
#include "util/error.h"

struct presence_memo;

struct adapt_series_options {
	git_repository *repo;
	git_oid base_tree;		/* of the release that is ported to */
	const struct adapt_source *sources;	/* the likeliest first */
	size_t source_count;
	const struct adapt_source *own_releases;	/* of the branch itself */
	size_t own_release_count;
	const struct renamings *renamings;	/* or NULL */
	const struct patch *const *patches;
	size_t patch_count;
	struct unapplied *unapplied;	/* or NULL */
	struct presence_memo *presences;	/* of the patches' files; or NULL */
};

struct adapt_series;

/* What the options point to has to live as long. The caller frees it. */
struct adapt_series *adapt_series_new(const struct adapt_series_options *options);
void adapt_series_free(struct adapt_series *series);	/* NULL-safe */

/* apply_patch() patch `index` to `tree`, adapting what does not apply as it is. */
int adapt_series_apply(struct adapt_series *series, size_t index, const git_oid *tree,
		       struct apply_result *ret_result, struct error **err);

/* The same for a part of patch `index` (patch_without()). */
int adapt_series_apply_part(struct adapt_series *series, size_t index, const struct patch *part,
			    const git_oid *tree, struct apply_result *ret_result,
			    struct error **err);

/*
 * The same for another patch, which stands for a part of patch `index`: what a person settled on
 * another release of the branch. Its originals are looked for in the branch's own releases.
 */
int adapt_series_apply_other(struct adapt_series *series, size_t index, const struct patch *other,
			     const git_oid *tree, struct apply_result *ret_result,
			     struct error **err);

/*
 * Apply what does apply of a refused patch, for a person to settle the rest. `hunks` (one for each
 * hunk of patch `index`) become the outcomes of that. *ret_any false, and nothing is changed: no
 * hunk applies, or none does without the rest.
 */
int adapt_series_apply_rest(struct adapt_series *series, size_t index, const git_oid *tree,
			    struct hunk_outcome_list *hunks, bool *ret_any, git_oid *ret_tree,
			    struct error **err);

/*
 * Compare the place of patch `index` on `tree` with the source tree (judge/risk_origin.h): reasons
 * are added to the evidence, and *risk may rise. hunks has one outcome for each hunk of the patch.
 * If the original is not in the store, the evidence says so.
 */
int adapt_series_compare(struct adapt_series *series, size_t index, const git_oid *tree,
			 const struct hunk_outcome_list *hunks, struct evidence_list *evidence,
			 enum risk *risk, struct error **err);

/* A patch landed: its names exist for those that follow. */
void adapt_series_landed(struct adapt_series *series, const struct patch *patch);

#endif
