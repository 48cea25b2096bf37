/* SPDX-License-Identifier: GPL-2.0-only */
/* A shell in a test VM, to look at a state by hand. */
#ifndef RUN_SHELL_H
#define RUN_SHELL_H

#include "kernel/branch.h"
#include "result/result.h"
#include "run/context.h"
#include "run/pipeline.h"

/*
 * Boot a state that was built (the ported one of the first series, else base;
 * or options->state) in the first variant, or options->variant, with the
 * selftests in /tests, and connect standard input and output to its console
 * until its shell ends. ERROR_INPUT when there is no such build.
 */
int shell_run(struct context *context, const struct pipeline_options *options,
	      const struct branch *branch, struct branch_result *result, struct error **err);

#endif
