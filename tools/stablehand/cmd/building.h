/* SPDX-License-Identifier: GPL-2.0-only */
/* Building the states of a branch: base, and what each series made of it. */
#ifndef CMD_BUILDING_H
#define CMD_BUILDING_H

#include "cmd/context.h"
#include "cmd/pipeline.h"
#include "kernel/branch.h"
#include "report/report.h"

/*
 * Build base and every series that was ported, unless nothing was (and
 * base_too is not set); the builds go into the report, and with a series' own
 * one the files that its patches touch and that the build did not read.
 */
int building_run(struct context *context, const struct pipeline_options *options,
		 const struct branch *branch, struct branch_report *report, struct error **err);

#endif
