/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jobs that need each other, and the walk over them. A step begins when all that it
 * needs is done and the resources that it takes are free; of those that could,
 * the one added first. When a step fails, those that need it are not begun; the
 * others go on. Steps may be added while the graph is walked.
 *
 * Nothing is kept between two walks: what a step did is found by its begin(), or
 * by the folder of its job, so a walk that was killed goes on where it stopped.
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

/* "folder of 6.1.y", 1. More than there are in all means: all there are. */
struct graph_resource {
	const char *name;
	unsigned amount;
};

enum graph_state {
	GRAPH_WAITING,
	GRAPH_RUNNING,
	GRAPH_DONE,
	GRAPH_FAILED,
	GRAPH_NOT_RUN,			/* something that it needs failed, or the walk was ended */
};

struct graph_step {
	const char *name;		/* "6.1.y: base"; copied */
	const char *within;		/* put before the message of its error; copied; or NULL */
	struct graph_resource takes[GRAPH_MAX_RESOURCES];	/* names are copied; NULL: no more */

	/*
	 * What has to be done? *ret_job (the graph's then): a job, which is not started
	 * when it was done before; left NULL: nothing, it was known or has been done
	 * right here. NULL: a step that only others are tied to.
	 */
	int (*begin)(void *data, struct job **ret_job, struct error **err);

	/* The job told something. -1: it has to stop, and has failed. Or NULL. */
	int (*event)(void *data, const struct job_event *event, struct error **err);

	/* The job is done: take in what it published. Or NULL. */
	int (*end)(void *data, const struct job_result *result, struct error **err);

	/*
	 * It failed, in begin(), in its job or in end(). result: what a job published
	 * that could not do its work; or NULL. Not called for those that need it. Or NULL.
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
 * Let the graph own something that steps work with: release(data) is called when the
 * graph is freed, what was given last first. Returns data.
 */
void *graph_keep(struct graph *graph, void *data, void (*release)(void *data));

/* How much of a resource there is; of one that is not named here, 1. */
void graph_limit(struct graph *graph, const char *resource, unsigned amount);

/* Add a step; its number counts from 0. */
size_t graph_add(struct graph *graph, const struct graph_step *step);

/*
 * `step`, which has not begun, can only begin when `other` is done; who makes them need
 * each other waits for ever.
 */
void graph_need(struct graph *graph, size_t step, size_t other);

/* `step` begins after `other`, whatever came of that. */
void graph_after(struct graph *graph, size_t step, size_t other);

/*
 * Walk: until nothing is left that can be begun. 0 then, whatever failed (see
 * graph_state()); -1 after Ctrl-C, when a step says that it was interrupted, after
 * graph_stop(), or when the executor gives up: then all running jobs have been stopped
 * and have ended.
 */
int graph_walk(struct graph *graph, struct error **err);

/* Have the walk end like this; the error is the graph's then. The first one counts. */
void graph_stop(struct graph *graph, struct error *error);

enum graph_state graph_state(const struct graph *graph, size_t step);

/* Why a step failed; NULL if it did not. The graph's. */
const struct error *graph_error(const struct graph *graph, size_t step);

/* How many steps there are, and how many of them are in a state. */
size_t graph_count(const struct graph *graph);
size_t graph_count_of(const struct graph *graph, enum graph_state state);

/* The name of a step. */
const char *graph_name(const struct graph *graph, size_t step);

#endif
