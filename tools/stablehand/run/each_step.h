/* SPDX-License-Identifier: GPL-2.0-only */
/* Building every step of a series by itself. */
#ifndef RUN_EACH_STEP_H
#define RUN_EACH_STEP_H

#include "kernel/build.h"
#include "result/result.h"
#include "run/walk.h"
#include "util/error.h"

/*
 * Add what builds the tree after each patch of a ported series, in order, and leaves
 * the branch's work tree and object folder as the whole series has them. base: the
 * branch's, whose warnings are not new.
 */
void steps_add(struct chain *chain, const struct build_options *options,
	       const struct state_result *base, struct series_result *series);

#endif
