// SPDX-License-Identifier: GPL-2.0-only
#include "run/walk.h"

#include <stdlib.h>

#include "run/job_kinds.h"
#include "util/alloc.h"
#include "util/progress.h"

static int done(void *data, const struct job *job, struct job_result *ret_result,
		struct error **err)
{
	const struct walk *walk = data;

	return job_done(walk->context, job, ret_result, err);
}

void walk_open(struct walk *walk, struct context *context)
{
	*walk = (struct walk){.context = context, .executor = executor_local_new(context)};
	walk->options = (struct graph_options){
		.executor = walk->executor,
		.cache = context->cache,
		.done = done,
		.data = walk,
	};
	walk->graph = graph_new(&walk->options);
	graph_limit(walk->graph, WALK_PROCESSORS, WALK_ALL);
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

size_t chain_add(struct chain *chain, const struct graph_step *step)
{
	struct graph *graph = chain->walk->graph;
	size_t number = graph_add(graph, step);

	if (chain->count)
		graph_need(graph, number, chain->steps[chain->count - 1]);
	return *ARRAY_ADD(chain->steps, chain->count, chain->alloc) = number;
}

const struct error *chain_error(const struct chain *chain)
{
	const struct error *error = NULL;

	for (size_t i = 0; i < chain->count && !error; i++)
		error = graph_error(chain->walk->graph, chain->steps[i]);
	return error;
}

int chain_walk(struct chain *chain, struct error **err)
{
	const struct error *error;

	if (graph_walk(chain->walk->graph, err))
		return -1;
	error = chain_error(chain);
	return error ? error_set(err, error->kind, "%s", error->message) : 0;
}

void chain_release(struct chain *chain)
{
	free(chain->steps);
	*chain = (struct chain){0};
}
