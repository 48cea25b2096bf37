/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A dependency graph of jobs, and the walk over it. A step begins as soon as everything it
 * depends on is done and its resources are free; among several, the one added first. If a
 * step fails, its dependents are not run and the rest goes on. Steps may be added during
 * the walk.
 *
 * No state is kept between walks: begin() finds what was done before, or the job's folder
 * tells, so a walk that was killed resumes where it stopped.
 */
#ifndef RUN_GRAPH_H
#define RUN_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "run/executor.h"
#include "run/job.h"
#include "run/job_result.h"
#include "util/error.h"

#define GRAPH_MAX_RESOURCES 3

/* "folder of 6.1.y", 1. An amount above the limit means all of it. */
struct graph_resource {
	const char *name;
	unsigned amount;
};

enum graph_state {
	GRAPH_WAITING,
	GRAPH_RUNNING,
	GRAPH_DONE,
	GRAPH_FAILED,
	GRAPH_NOT_RUN,			/* a dependency failed, or the walk was stopped */
};

struct graph_step {
	const char *name;		/* "6.1.y: base"; copied */
	const char *within;		/* put before the message of its error; copied; or NULL */
	struct graph_resource takes[GRAPH_MAX_RESOURCES];	/* names are copied; NULL: no more */

	/*
	 * Set *ret_job (owned by the graph from then on) to the job that does the work; it is
	 * not started if it was done before. Leave it NULL if the result is known already or
	 * the work has been done right here. A step without begin() only orders others.
	 */
	int (*begin)(void *data, struct job **ret_job, struct error **err);

	/*
	 * The job that begin() will give, as far as that can be told before what the step needs
	 * is done; NULL: it cannot, or there will be none. Called once at most, and changes
	 * nothing. An executor with a queue is told of it. Or NULL.
	 */
	struct job *(*ahead)(void *data);

	/* The job sent an event. -1 stops the job and fails the step. Or NULL. */
	int (*event)(void *data, const struct job_event *event, struct error **err);

	/* The job is done: read what it published. Or NULL. */
	int (*end)(void *data, const struct job_result *result, struct error **err);

	/*
	 * begin(), the job or end() failed. result: what a failed job published; or NULL.
	 * Not called for dependents. Or NULL.
	 */
	void (*failed)(void *data, const struct job_result *result, const struct error *error);

	void *data;
};

struct graph;

struct graph_options {
	struct executor *executor;	/* its calls are the graph's from now on */
	const char *cache;

	/* As job_done(): is the job's work done already? NULL: never. */
	int (*done)(void *data, const struct job *job, struct job_result *ret_result,
		    struct error **err);

	/* About ten times a second while jobs run, to show how far it is; or NULL. */
	void (*on_tick)(void *data);

	void *data;			/* for these two */
};

/* options and what it points to must outlive the graph. Free with graph_free(). */
struct graph *graph_new(const struct graph_options *options);
void graph_free(struct graph *graph);
static inline void graph_cleanup_(struct graph **graph)
{
	graph_free(*graph);
}
#define _cleanup_graph_ __attribute__((cleanup(graph_cleanup_)))

/*
 * Hand data that steps use over to the graph: release(data) is called when the graph is
 * freed, in reverse order. Returns data.
 */
void *graph_keep(struct graph *graph, void *data, void (*release)(void *data));

/* Set the limit of a resource. The default is 1. */
void graph_limit(struct graph *graph, const char *resource, unsigned amount);

/* Add a step; its number counts from 0. */
size_t graph_add(struct graph *graph, const struct graph_step *step);

/* Make `step`, which has not begun, depend on `other`. There must be no cycles. */
void graph_need(struct graph *graph, size_t step, size_t other);

/* `step` begins after `other` has ended, even if that failed. */
void graph_after(struct graph *graph, size_t step, size_t other);

/*
 * Walk: until nothing is left that can be begun. 0 then, whatever failed (see
 * graph_state()); -1 after Ctrl-C, when a step says that it was interrupted, after
 * graph_stop(), or when the executor gives up: then all running jobs have been stopped
 * and have ended.
 */
int graph_walk(struct graph *graph, struct error **err);

/* Stop the walk with this error, which the graph owns from then on. The first one counts. */
void graph_stop(struct graph *graph, struct error *error);

enum graph_state graph_state(const struct graph *graph, size_t step);

/* Why a step failed; NULL if it did not. The graph's. */
const struct error *graph_error(const struct graph *graph, size_t step);

/* How many steps are in a state. */
size_t graph_count_of(const struct graph *graph, enum graph_state state);

#endif
