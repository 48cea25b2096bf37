/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much a person should look at a patch that landed. Only what can be
 * checked counts: the lines around each hunk are the same, or it would not
 * have landed.
 *
 *  high    a gate says so (gates/gates.h)
 *  medium  the line that names the function is another than in the patch: a
 *          signature differs; or a gate says so; or types and callers differ
 *          from those where the patch was made (judge/risk_origin.h); or a hunk has
 *          hardly a line that its place was found by
 *  low     neither
 */
#ifndef JUDGE_RISK_H
#define JUDGE_RISK_H

#include <git2.h>

#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"

/*
 * The risk of a patch on the tree that it was placed on, with its reasons.
 * *risk is that which the gates found (none: no finding), and may become higher.
 * hunks is one outcome for each hunk of the patch, in its order.
 */
int risk_assess(git_repository *repo, const git_tree *tree, const struct patch *patch,
		const struct hunk_outcome_list *hunks, struct evidence_list *evidence,
		enum risk *risk, struct error **err);

#endif
