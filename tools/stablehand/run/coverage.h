/* SPDX-License-Identifier: GPL-2.0-only */
/* Which tests run through the functions that a series changes. */
#ifndef RUN_COVERAGE_H
#define RUN_COVERAGE_H

#include "kernel/branch.h"
#include "result/result.h"
#include "run/context.h"
#include "run/pipeline.h"
#include "run/walk.h"

/*
 * Add what runs the selftests and the series' behaviour tests on the ported builds of
 * the branch, each function that the series changes being watched, in each boot variant
 * that the series calls for, as far as that is not known from before (with known_only:
 * only what is), and fills the coverage of the series. These runs have keys of their
 * own: being watched, a test may take longer than its outcome allows for. All that is
 * given must live as long as the chain's graph.
 */
void coverage_add(struct chain *chain, struct context *context,
		  const struct pipeline_options *options, const struct branch *branch,
		  struct branch_result *result);

/* The same, walked to its end. */
int coverage_run(struct context *context, const struct pipeline_options *options,
		 const struct branch *branch, struct branch_result *result, struct error **err);

#endif
