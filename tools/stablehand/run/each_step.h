/* SPDX-License-Identifier: GPL-2.0-only */
/* Building every step of a series by itself. */
#ifndef RUN_EACH_STEP_H
#define RUN_EACH_STEP_H

#include "kernel/build.h"
#include "result/result.h"
#include "util/error.h"

/*
 * Build the tree after each patch of a ported series, in order, and leave the
 * branch's work tree and object folder as the whole series has them. With
 * known_only of the options: find what is kept; nothing is reported unless some
 * step is. base: the branch's, whose warnings are not new.
 */
int steps_run(const struct build_options *options, const struct state_result *base,
	      struct series_result *series, struct error **err);

#endif
