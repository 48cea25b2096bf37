/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A job done on a node: what run/executor_slurm.c has sent.
 *
 * A node has a cache of its own in its scratch folder, SCRATCH/NAME/stablehand: work trees, O=
 * folders and the like, which are made once and kept. The store of kernels is read where it lies,
 * in the cache that all see; builds and results of jobs are published there.
 */
#ifndef RUN_NODE_H
#define RUN_NODE_H

#include "run/context.h"
#include "util/error.h"

struct node_options {
	const char *cache;		/* that all see */
	const char *scratch;		/* of this node */
	const char *list;		/* path of the list (run/lab.h); the task is Slurm's */
	long limit;			/* seconds; then what was started is stopped; 0: never */
};

/*
 * Do the job and publish it, with an error in it if it failed. -1 also when the job was stopped
 * by its limit, which is published, or by Slurm, which is not.
 */
int node_run(struct context *context, const struct node_options *options, struct error **err);

#endif
