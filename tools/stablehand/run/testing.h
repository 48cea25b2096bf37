/* SPDX-License-Identifier: GPL-2.0-only */
/* Running the selftests of a branch's states side by side, keeping what was seen. */
#ifndef RUN_TESTING_H
#define RUN_TESTING_H

#include "kernel/branch.h"
#include "result/result.h"
#include "run/context.h"
#include "run/pipeline.h"
#include "run/walk.h"

/*
 * What can be said of the options before anything is built: ERROR_INPUT when the
 * selftests have no boot variant of that name.
 */
int testing_check_options(const struct context *context, const struct pipeline_options *options,
			  struct error **err);

/*
 * Add what tests base against every ported series of the branch whose builds are
 * there, in each boot variant that the series call for: load what was seen before
 * under the same run keys, run what is missing (unless known_only), repeat
 * what differs, and compare. What went wrong with the VMs of a state is in the
 * not_run of its run. When the chain breaks, the comparisons in the result are not to
 * be relied on. All that is given must live as long as the chain's graph.
 */
void testing_add(struct chain *chain, struct context *context,
		 const struct pipeline_options *options, const struct branch *branch,
		 struct branch_result *result);

/* The same, walked to its end. */
int testing_run(struct context *context, const struct pipeline_options *options,
		const struct branch *branch, struct branch_result *result, struct error **err);

#endif
