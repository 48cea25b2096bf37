/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The graph of one command, with the executor that starts its jobs, and chains of
 * steps in it.
 */
#ifndef RUN_WALK_H
#define RUN_WALK_H

#include <stdbool.h>

#include "run/context.h"
#include "run/executor.h"
#include "run/graph.h"

/*
 * Builds and test VMs take all processors: beside a compiler, tests would run into their
 * time limits.
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
	double deadline;		/* by clock_seconds(): then the walk is stopped; 0: never */
	bool out_of_time;		/* and that was why */
};

/* Start with an empty graph. The walk must stay where it is, and the context as long. */
void walk_open(struct walk *walk, struct context *context);

/* Free what it holds. Fits _cleanup_(). */
void walk_close(struct walk *walk);

/* A graph_step.event that shows the job's progress as our own; data is not used. */
int walk_show(void *data, const struct job_event *event, struct error **err);

/*
 * A sequence of steps, each depending on the one before. What a step adds from its begin()
 * or end() is inserted right behind it and inherits its graph_step.within. Set `walk`,
 * zero the rest. It must not move.
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

/*
 * Add steps that do not depend on each other, all behind the step before and before what comes
 * next. On this machine, where they share the processors, that is one after the other.
 */
void chain_add_beside(struct chain *chain, const struct graph_step *steps, size_t count);

/* The first error of the chain's steps, owned by the graph; NULL if none failed. */
const struct error *chain_error(const struct chain *chain);

/* Free the list of steps, not the steps. Fits _cleanup_(). */
void chain_release(struct chain *chain);

#endif
