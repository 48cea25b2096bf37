/* SPDX-License-Identifier: GPL-2.0-only */
/* Running the selftests of a branch's states side by side, keeping what was seen. */
#ifndef RUN_TESTING_H
#define RUN_TESTING_H

#include "run/branch_run.h"
#include "run/walk.h"

/*
 * What can be said of the options before anything is built: ERROR_INPUT when the
 * selftests have no boot variant of that name.
 */
int testing_check_options(const struct context *context, const struct pipeline_options *options,
			  struct error **err);

/*
 * The first boot variant of a branch that anything here can run, by its name: what a test is run
 * in when one does. ERROR_INPUT when there is none. The caller frees *ret_name.
 */
int testing_first_variant(const struct context *context, const struct branch *branch,
			  char **ret_name, struct error **err);

/*
 * Add what tests base against every ported series of the branch whose builds are
 * there, in each boot variant that the series call for: load what was seen before
 * under the same run keys, run what is missing, repeat what
 * differs, and compare. What went wrong with the VMs of a state is in the
 * not_run of its run; when the chain breaks there are no comparisons. run must live
 * as long as the chain's graph.
 */
void testing_add(struct chain *chain, const struct branch_run *run);

#endif
