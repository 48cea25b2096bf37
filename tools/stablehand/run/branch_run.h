/* SPDX-License-Identifier: GPL-2.0-only */
/* One branch of a run, as what is done on it sees it. */
#ifndef RUN_BRANCH_RUN_H
#define RUN_BRANCH_RUN_H

#include "kernel/branch.h"
#include "port/unapplied.h"
#include "result/result.h"
#include "run/context.h"
#include "run/pipeline.h"

struct branch_run {
	struct context *context;
	const struct pipeline_options *options;
	const struct branch *branch;
	struct branch_result *result;
	struct unapplied *unapplied;	/* of all branches of the run; or NULL */
};

#endif
