/* SPDX-License-Identifier: GPL-2.0-only */
/* How pipeline_run() is split; nothing else needs this. */
#ifndef RUN_PIPELINE_PARTS_H
#define RUN_PIPELINE_PARTS_H

#include "run/branch_run.h"
#include "run/identity.h"
#include "run/walk.h"
#include "series/series_conf.h"

/* One run of the pipeline. */
struct pipeline {
	struct context *context;
	struct pipeline_options options;
	struct series_conf *conf;
	struct identity identity;
	struct result *result;
	void (*on_verdicts)(struct context *context, const struct result *result);
	struct walk walk;
	struct branch_walk *branches;	/* one for each whose file could be read */
	size_t count;
	struct unapplied *unapplied;
};

/*
 * Before anything is done: put the branches (`count` names, none: all of kernels/) into
 * the result, read series.conf and who commits, and say what of the options is wrong.
 */
int pipeline_open(struct pipeline *p, char *const *branches, size_t count, struct error **err);

#endif
