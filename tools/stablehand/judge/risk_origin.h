/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How risk.h goes on: what differs between the surroundings here and those for
 * which a patch was made, where that file is in the store. Of each function
 * that is touched:
 *
 *  - the types of the parameters, variables and members that the changed lines
 *    name, where they have another width or sign, or are of another kind;
 *  - who calls it: functions that do so here and do not there; or nothing does
 *    any more.
 *
 * Each raises the risk to medium.
 */
#ifndef JUDGE_RISK_ORIGIN_H
#define JUDGE_RISK_ORIGIN_H

#include <git2.h>

#include "adapt/original.h"
#include "index/callers.h"
#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"

/* The two sides; nothing belongs to it. */
struct risk_sides {
	git_repository *repo;
	const git_tree *here;		/* that the patch was placed on */
	struct symbols *symbols;	/* of the branch */
	struct callers *callers_here;
	const git_tree *there;		/* where it was made; NULL: not known */
	struct callers *callers_there;	/* of that; or NULL */
};

/*
 * Compare the surroundings of a file's hunks; outcomes is one for each. Reasons
 * go to the evidence, and *risk may become higher.
 */
int risk_compare(const struct risk_sides *sides, const struct patch_file *file,
		 const struct adapt_original *original, const struct hunk_outcome *outcomes,
		 struct evidence_list *evidence, enum risk *risk, struct error **err);

#endif
