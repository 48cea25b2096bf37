/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The graph of one command, with the executor that starts its jobs, and chains of
 * steps in it.
 */
#ifndef RUN_WALK_H
#define RUN_WALK_H

#include "run/context.h"
#include "run/executor.h"
#include "run/graph.h"

/*
 * What jobs take. A build has all processors for its compilers, and so have test VMs:
 * what else would run then costs tests their time limits.
 */
#define WALK_PROCESSORS "processors"
#define WALK_ALL 4096u

struct walk {
	struct context *context;
	struct executor *executor;
	struct graph_options options;
	struct graph *graph;
	void (*on_tick)(void *data);	/* as of struct graph_options; or NULL */
	void *tick_data;
};

/* Start with an empty graph. The walk must stay where it is, and the context as long. */
void walk_open(struct walk *walk, struct context *context);

/* Free what it holds. Fits _cleanup_(). */
void walk_close(struct walk *walk);

/* Show the progress that a job tells as our own; for graph_step.event, whatever the data. */
int walk_show(void *data, const struct job_event *event, struct error **err);

/*
 * Steps one after another: each needs the one before. What a step adds in its begin() or
 * end() comes right behind it, before the step that followed, and is within the same
 * (graph_step.within). Zeroed but for the walk: empty. It must stay where it is.
 */
struct chain {
	struct walk *walk;
	size_t *steps;			/* in their order */
	size_t count, alloc;
	const struct chain_link *at;	/* the step that is adding; or NULL */
	size_t place;			/* where what it adds goes to */
};

/* Add a step; its number in the graph. */
size_t chain_add(struct chain *chain, const struct graph_step *step);

/* Why the chain is broken: the first error of its steps; NULL if it is not. The graph's. */
const struct error *chain_error(const struct chain *chain);

/* Free the list of steps, not the steps. Fits _cleanup_(). */
void chain_release(struct chain *chain);

#endif
