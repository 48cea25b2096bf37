// SPDX-License-Identifier: GPL-2.0-only
#include "run/walk.h"

#include <stdlib.h>
#include <string.h>

#include "run/job_kinds.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

/* Of nodes' processors others keep the books. */
#define REMOTE_AT_ONCE 65536u

static int done(void *data, const struct job *job, struct job_result *ret_result,
		struct error **err)
{
	const struct walk *walk = data;

	return job_done(walk->context, job, ret_result, err);
}

static void on_tick(void *data)
{
	struct walk *walk = data;
	struct error *error = NULL;

	if (walk->deadline && !walk->out_of_time && clock_seconds() >= walk->deadline) {
		walk->out_of_time = true;
		error_set(&error, ERROR_INTERRUPTED, "the time is up");
		graph_stop(walk->graph, error);
	}
	if (walk->on_tick)
		walk->on_tick(walk->tick_data);
}

void walk_open(struct walk *walk, struct context *context)
{
	*walk = (struct walk){.context = context};
	walk->executor = context->executor ? executor_slurm_new(context) :
					     executor_local_new(context);
	walk->options = (struct graph_options){
		.executor = walk->executor,
		.cache = context->cache,
		.done = done,
		.on_tick = on_tick,
		.data = walk,
	};
	walk->graph = graph_new(&walk->options);
	graph_limit(walk->graph, WALK_PROCESSORS,
		    walk->executor->remote ? WALK_ALL * REMOTE_AT_ONCE : WALK_ALL);
}

void walk_close(struct walk *walk)
{
	graph_free(walk->graph);
	if (walk->executor)
		walk->executor->free(walk->executor);
	*walk = (struct walk){0};
}

int walk_show(void *data, const struct job_event *event, struct error **err)
{
	(void)data;
	(void)err;
	if (event->kind == JOB_EVENT_PROGRESS)
		progress_replay(&event->progress);
	return 0;
}

struct chain_link {
	struct chain *chain;
	struct graph_step step;
	char *within;
	size_t number;
};

static void release_link(void *data)
{
	struct chain_link *link = data;

	free(link->within);
	free(link);
}

/* From now on what is added comes behind this step. */
static void enter(struct chain_link *link)
{
	struct chain *chain = link->chain;

	chain->at = link;
	chain->place = 0;
	while (chain->steps[chain->place++] != link->number)
		;
}

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct chain_link *link = data;
	int rc;

	enter(link);
	rc = link->step.begin(link->step.data, ret_job, err);
	link->chain->at = NULL;
	return rc;
}

static struct job *ahead(void *data)
{
	struct chain_link *link = data;

	return link->step.ahead(link->step.data);
}

static int event(void *data, const struct job_event *told, struct error **err)
{
	struct chain_link *link = data;

	return link->step.event(link->step.data, told, err);
}

static int end(void *data, const struct job_result *result, struct error **err)
{
	struct chain_link *link = data;
	int rc;

	enter(link);
	rc = link->step.end(link->step.data, result, err);
	link->chain->at = NULL;
	return rc;
}

static void failed(void *data, const struct job_result *result, const struct error *error)
{
	struct chain_link *link = data;

	link->step.failed(link->step.data, result, error);
}

/* Put a step at a place; the one that was there needs it. */
static void insert(struct chain *chain, size_t place, size_t number)
{
	struct graph *graph = chain->walk->graph;

	ARRAY_ADD(chain->steps, chain->count, chain->alloc);
	memmove(&chain->steps[place + 1], &chain->steps[place],
		(chain->count - 1 - place) * sizeof(*chain->steps));
	chain->steps[place] = number;
	if (place)
		graph_need(graph, number, chain->steps[place - 1]);
	if (place + 1 < chain->count)
		graph_need(graph, chain->steps[place + 1], number);
}

/* Make it a step of the graph that belongs to the chain, but has no place in it yet. */
static size_t add_link(struct chain *chain, const struct graph_step *step)
{
	struct graph *graph = chain->walk->graph;
	struct chain_link *link = graph_keep(graph, xcalloc(1, sizeof(*link)), release_link);
	struct graph_step linked = *step;
	const char *within = step->within ? step->within : chain->at ? chain->at->within : NULL;

	link->chain = chain;
	link->step = *step;
	link->within = xstrdup(within);
	linked.within = within;
	linked.begin = step->begin ? begin : NULL;
	linked.ahead = step->ahead ? ahead : NULL;
	linked.event = step->event ? event : NULL;
	linked.end = step->end ? end : NULL;
	linked.failed = step->failed ? failed : NULL;
	linked.data = link;
	link->number = graph_add(graph, &linked);
	return link->number;
}

size_t chain_add(struct chain *chain, const struct graph_step *step)
{
	size_t number = add_link(chain, step);

	insert(chain, chain->at ? chain->place++ : chain->count, number);
	return number;
}

void chain_add_beside(struct chain *chain, const struct graph_step *steps, size_t count)
{
	struct graph *graph = chain->walk->graph;
	size_t place = chain->at ? chain->place : chain->count, join;

	if (!chain->walk->executor->remote || count < 2) {
		for (size_t i = 0; i < count; i++)
			chain_add(chain, &steps[i]);
		return;
	}
	join = chain_add(chain, &(struct graph_step){.name = steps[0].name});
	for (size_t i = 0; i < count; i++, place++) {
		size_t number = add_link(chain, &steps[i]);

		ARRAY_ADD(chain->steps, chain->count, chain->alloc);
		memmove(&chain->steps[place + 1], &chain->steps[place],
			(chain->count - 1 - place) * sizeof(*chain->steps));
		chain->steps[place] = number;
		if (place > i)
			graph_need(graph, number, chain->steps[place - i - 1]);
		graph_need(graph, join, number);
		if (chain->at)
			chain->place++;
	}
}

const struct error *chain_error(const struct chain *chain)
{
	const struct error *error = NULL;

	for (size_t i = 0; i < chain->count && !error; i++)
		error = graph_error(chain->walk->graph, chain->steps[i]);
	return error;
}

void chain_release(struct chain *chain)
{
	free(chain->steps);
	*chain = (struct chain){0};
}
