/* SPDX-License-Identifier: GPL-2.0-only */
/* How judge.c is split: the names that a patch misses where it was placed. */
#ifndef JUDGE_MISSING_H
#define JUDGE_MISSING_H

#include "series/patch.h"
#include "syntax/words.h"
#include "verdict/finding.h"

/*
 * Add to `missing` what the gates miss of a patch, or have with other arguments, as
 * judge_missing() tells it. The patch has to live as long as the set.
 */
void missing_keep(const struct patch *patch, const struct finding_list *findings,
		  struct words *missing);

#endif
