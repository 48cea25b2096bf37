/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of a branch after one event more. */
#ifndef RESULT_MERGE_H
#define RESULT_MERGE_H

#include <stdbool.h>

#include "result/result.h"

/* What an event was about. */
struct merge_scope {
	const char *series;	/* only this one; NULL: all */
	bool some_variants;	/* it tested in some of the boot variants only, or not at all */
};

/*
 * `news` and `known` hold one branch each, the same one. What the event did not look at
 * (builds, runs, steps, checks, behaviour, coverage, other series) moves from `known`
 * to `news` with the time at which it was seen, if it still holds: for the same
 * release, the same tree and, of what was made with a build, the same build. What is
 * left of `known` is to be released. Comparisons are not moved: branch_compare() makes
 * them anew.
 */
void result_merge(struct result *news, struct result *known, const struct merge_scope *scope);

#endif
