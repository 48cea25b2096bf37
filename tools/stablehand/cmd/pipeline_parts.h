/* SPDX-License-Identifier: GPL-2.0-only */
/* How pipeline_run() is split; nothing else needs this. */
#ifndef CMD_PIPELINE_PARTS_H
#define CMD_PIPELINE_PARTS_H

#include "cmd/context.h"
#include "cmd/pipeline.h"
#include "report/report.h"
#include "util/error.h"

/* Fill the options from what was given; ERROR_INPUT for a value that is none. */
int pipeline_read_options(const struct arguments *a, struct pipeline_options *options,
			  struct error **err);

/* The branches that the operands name, each once; without operands all of kernels/. */
int pipeline_add_branches(const struct context *context, const struct arguments *arguments,
			  struct report *report, struct error **err);

#endif
