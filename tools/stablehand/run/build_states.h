/* SPDX-License-Identifier: GPL-2.0-only */
/* Building the states of a branch: base, and what each series made of it. */
#ifndef RUN_BUILD_STATES_H
#define RUN_BUILD_STATES_H

#include "kernel/build.h"
#include "run/branch_run.h"
#include "run/walk.h"

/* How the states of a branch are built; options points into the rest. */
struct building {
	char **modules, **fragments;
	struct build_options options;	/* all but tree and state */
};

/* By the branch's file and the command line. */
int building_open(struct context *context, const struct pipeline_options *options,
		  const struct branch *branch, struct building *ret_building, struct error **err);

/* Free what it holds. Fits _cleanup_(). */
void building_release(struct building *building);

/*
 * Add what builds base and every series that was ported, unless nothing was (and
 * base_too is not set). When the chain has been walked, the builds are in the result,
 * and with a series' own one the files that its patches touch and that the build did
 * not read. run must live as long as the chain's graph.
 */
int build_states_add(struct chain *chain, const struct branch_run *run, struct error **err);

#endif
