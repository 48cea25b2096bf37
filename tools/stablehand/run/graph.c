// SPDX-License-Identifier: GPL-2.0-only
#include "run/graph.h"

#include <string.h>

#include "util/alloc.h"
#include "util/interrupt.h"

struct tie {
	size_t to;
	bool needed;
};

struct node {
	struct graph *graph;
	struct graph_step step;
	enum graph_state state;
	struct tie *ties;
	size_t tie_count, tie_alloc;
	struct job *job;
	struct job *ahead;		/* what may already be in the executor's queue */
	bool asked_ahead;
	struct error *error;
};

struct resource {
	char *name;
	unsigned limit, taken;
	bool wanted;			/* by an earlier step that waits for it, in this round */
};

struct kept {
	void *data;
	void (*release)(void *data);
};

struct graph {
	const struct graph_options *options;
	struct node **nodes;		/* they stay where they are, as the array grows */
	size_t count, alloc;
	struct resource *resources;
	size_t resource_count, resource_alloc;
	struct kept *kept;
	size_t kept_count, kept_alloc;
	struct error *stop;		/* why the walk has to end */
};

static void on_event(void *data, const struct job_event *event);
static void on_end(void *data, struct error *error);

struct graph *graph_new(const struct graph_options *options)
{
	struct graph *graph = xcalloc(1, sizeof(*graph));

	graph->options = options;
	if (options->executor) {
		options->executor->on_event = on_event;
		options->executor->on_end = on_end;
	}
	return graph;
}

void graph_free(struct graph *graph)
{
	if (!graph)
		return;
	while (graph->kept_count--)
		graph->kept[graph->kept_count].release(graph->kept[graph->kept_count].data);
	free(graph->kept);
	for (size_t i = 0; i < graph->count; i++) {
		struct node *node = graph->nodes[i];

		free((char *)node->step.name);
		free((char *)node->step.within);
		for (size_t r = 0; r < GRAPH_MAX_RESOURCES; r++)
			free((char *)node->step.takes[r].name);
		free(node->ties);
		job_free(node->job);
		job_free(node->ahead);
		error_clear(&node->error);
		free(node);
	}
	free(graph->nodes);
	for (size_t i = 0; i < graph->resource_count; i++)
		free(graph->resources[i].name);
	free(graph->resources);
	error_clear(&graph->stop);
	free(graph);
}

static struct resource *find_resource(struct graph *graph, const char *name)
{
	struct resource *resource;

	for (size_t i = 0; i < graph->resource_count; i++)
		if (!strcmp(graph->resources[i].name, name))
			return &graph->resources[i];
	resource = ARRAY_ADD(graph->resources, graph->resource_count, graph->resource_alloc);
	resource->name = xstrdup(name);
	resource->limit = 1;
	return resource;
}

void graph_limit(struct graph *graph, const char *resource, unsigned amount)
{
	find_resource(graph, resource)->limit = amount ? amount : 1;
}

size_t graph_add(struct graph *graph, const struct graph_step *step)
{
	struct node *node = xcalloc(1, sizeof(*node));

	node->graph = graph;
	node->step = *step;
	node->step.name = xstrdup(step->name);
	node->step.within = xstrdup(step->within);
	for (size_t r = 0; r < GRAPH_MAX_RESOURCES; r++)
		node->step.takes[r].name = xstrdup(step->takes[r].name);
	*ARRAY_ADD(graph->nodes, graph->count, graph->alloc) = node;
	return graph->count - 1;
}

void *graph_keep(struct graph *graph, void *data, void (*release)(void *data))
{
	*ARRAY_ADD(graph->kept, graph->kept_count, graph->kept_alloc) =
		(struct kept){data, release};
	return data;
}

static void tie(struct graph *graph, size_t step, size_t other, bool needed)
{
	struct node *node = graph->nodes[step];

	*ARRAY_ADD(node->ties, node->tie_count, node->tie_alloc) = (struct tie){other, needed};
}

void graph_need(struct graph *graph, size_t step, size_t other)
{
	tie(graph, step, other, true);
}

void graph_after(struct graph *graph, size_t step, size_t other)
{
	tie(graph, step, other, false);
}

static unsigned amount_of(const struct resource *resource, const struct graph_resource *taken)
{
	unsigned amount = taken->amount ? taken->amount : 1;

	return amount < resource->limit ? amount : resource->limit;
}

/*
 * Are they all free? A resource that an earlier step waits for counts as taken, or one
 * that takes much of it would wait until all that take little are through.
 */
static bool resources_free(struct graph *graph, const struct node *node)
{
	bool all = true;

	for (size_t r = 0; r < GRAPH_MAX_RESOURCES && node->step.takes[r].name; r++) {
		const struct graph_resource *taken = &node->step.takes[r];
		struct resource *resource = find_resource(graph, taken->name);

		all &= !resource->wanted &&
		       resource->taken + amount_of(resource, taken) <= resource->limit;
	}
	return all;
}

static void mark_wanted(struct graph *graph, const struct node *node)
{
	for (size_t r = 0; r < GRAPH_MAX_RESOURCES && node->step.takes[r].name; r++)
		find_resource(graph, node->step.takes[r].name)->wanted = true;
}

static void take_resources(struct graph *graph, const struct node *node, bool take)
{
	for (size_t r = 0; r < GRAPH_MAX_RESOURCES && node->step.takes[r].name; r++) {
		struct resource *resource = find_resource(graph, node->step.takes[r].name);
		unsigned amount = amount_of(resource, &node->step.takes[r]);

		resource->taken += take ? amount : -amount;
	}
}

void graph_stop(struct graph *graph, struct error *error)
{
	if (graph->stop)
		error_clear(&error);
	else
		graph->stop = error;
}

/* The node's step is over. error is taken over; NULL: it is done. */
static void finish(struct node *node, const struct job_result *result, struct error *error)
{
	node->state = error ? GRAPH_FAILED : GRAPH_DONE;
	node->error = error;
	if (!error)
		return;
	if (node->step.within)
		error_wrap(&node->error, "%s", node->step.within);
	error = node->error;
	if (node->step.failed)
		node->step.failed(node->step.data, result, error);
	if (error->kind == ERROR_INTERRUPTED)
		graph_stop(node->graph, error_copy(error));
}

/* The job is done, now or before: hand its result on. */
static void take_result(struct node *node, const struct job_result *result)
{
	struct error *error = NULL;

	if (node->step.end && node->step.end(node->step.data, result, &error))
		finish(node, NULL, error);
	else
		finish(node, NULL, NULL);
}

static void on_event(void *data, const struct job_event *event)
{
	struct node *node = data;
	struct executor *executor = node->graph->options->executor;

	if (!node->step.event || node->error ||
	    !node->step.event(node->step.data, event, &node->error))
		return;
	executor->stop(executor, node);
}

static void on_end(void *data, struct error *error)
{
	_cleanup_job_result_ struct job_result result = {0};
	struct node *node = data;
	struct error *why = error;
	int rc = job_result_read(node->graph->options->cache, node->job->kind, node->job->key,
				 &result, error ? NULL : &why);

	take_resources(node->graph, node, false);
	/* We had to stop it, and know why. */
	if (node->error)
		error_move(&why, &node->error);
	else if (!error && !rc)
		error_set(&why, ERROR_BUG, "%s: the job published no readable result",
			  node->step.name);
	else if (!error && rc > 0 && result.error)
		error_move(&why, &result.error);
	if (why)
		finish(node, rc > 0 ? &result : NULL, why);
	else
		take_result(node, &result);
}

/* Start its job, unless that is done. */
static void start_job(struct node *node)
{
	const struct graph_options *options = node->graph->options;
	_cleanup_job_result_ struct job_result result = {0};
	struct error *error = NULL;
	int known = options->done ? options->done(options->data, node->job, &result, &error) : 0;

	if (known > 0) {
		take_result(node, &result);
		return;
	}
	node->state = GRAPH_RUNNING;
	take_resources(node->graph, node, true);
	if (!known && !options->executor->start(options->executor, node->job, node, &error))
		return;
	take_resources(node->graph, node, false);
	finish(node, NULL, error);
}

static void begin(struct node *node)
{
	struct error *error = NULL;

	if (node->step.begin && node->step.begin(node->step.data, &node->job, &error))
		finish(node, NULL, error);
	else if (node->job)
		start_job(node);
	else
		finish(node, NULL, NULL);
}

/* May it begin, as far as others are concerned? When it never may, it is not run. */
static bool is_ready(struct graph *graph, struct node *node)
{
	bool ready = true;

	for (size_t i = 0; i < node->tie_count; i++) {
		enum graph_state state = graph->nodes[node->ties[i].to]->state;
		bool over = state != GRAPH_WAITING && state != GRAPH_RUNNING;

		ready &= over;
		if (over && state != GRAPH_DONE && node->ties[i].needed)
			node->state = GRAPH_NOT_RUN;
	}
	return ready && node->state == GRAPH_WAITING;
}

/* The one step that it waits for, whose job is in the executor's hands; or NULL. */
static const struct job *waits_for(const struct graph *graph, const struct node *node)
{
	const struct job *job = NULL;

	for (size_t i = 0; i < node->tie_count; i++) {
		const struct node *other = graph->nodes[node->ties[i].to];

		if (other->state == GRAPH_DONE)
			continue;
		if (job || !node->ties[i].needed)
			return NULL;
		job = other->state == GRAPH_RUNNING ? other->job : other->ahead;
		if (!job)
			return NULL;
	}
	return job;
}

/* So that it follows without us, and is known to who plans the queue. */
static void queue_ahead(struct graph *graph, struct node *node)
{
	struct executor *executor = graph->options->executor;
	const struct job *after;

	if (node->asked_ahead || !node->step.ahead || !executor->queue ||
	    !(after = waits_for(graph, node)))
		return;
	node->asked_ahead = true;
	node->ahead = node->step.ahead(node->step.data);
	if (node->ahead)
		executor->queue(executor, node->ahead, after);
}

/* Begin what can be; did anything change? */
static bool begin_some(struct graph *graph)
{
	bool any = false;

	for (size_t i = 0; i < graph->resource_count; i++)
		graph->resources[i].wanted = false;
	for (size_t i = 0; i < graph->count && !graph->stop && !interrupt_pending(); i++) {
		struct node *node = graph->nodes[i];

		if (node->state != GRAPH_WAITING)
			continue;
		if (!is_ready(graph, node)) {
			any |= node->state == GRAPH_NOT_RUN;
			if (node->state == GRAPH_WAITING)
				queue_ahead(graph, node);
			continue;
		}
		if (!resources_free(graph, node)) {
			mark_wanted(graph, node);
			continue;
		}
		begin(node);
		any = true;
	}
	return any;
}

/* Stop what runs and see it end. */
static void stop_all(struct graph *graph)
{
	struct executor *executor = graph->options->executor;

	for (size_t i = 0; i < graph->count; i++)
		if (graph->nodes[i]->state == GRAPH_RUNNING)
			executor->stop(executor, graph->nodes[i]);
	while (graph_count_of(graph, GRAPH_RUNNING) && !executor->wait(executor, NULL))
		;
	for (size_t i = 0; i < graph->count; i++)
		if (graph->nodes[i]->state == GRAPH_WAITING)
			graph->nodes[i]->state = GRAPH_NOT_RUN;
}

int graph_walk(struct graph *graph, struct error **err)
{
	const struct graph_options *options = graph->options;

	for (;;) {
		while (begin_some(graph))
			;
		if (graph->stop || interrupt_pending() || !graph_count_of(graph, GRAPH_RUNNING))
			break;
		if (options->on_tick)
			options->on_tick(options->data);
		if (options->executor->wait(options->executor, &graph->stop))
			break;
	}
	if (!graph->stop && !interrupt_pending())
		return 0;
	stop_all(graph);
	if (interrupt_pending())
		return interrupt_error(err);
	error_move(err, &graph->stop);
	return -1;
}

enum graph_state graph_state(const struct graph *graph, size_t step)
{
	return graph->nodes[step]->state;
}

const struct error *graph_error(const struct graph *graph, size_t step)
{
	return graph->nodes[step]->error;
}

size_t graph_count_of(const struct graph *graph, enum graph_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < graph->count; i++)
		count += graph->nodes[i]->state == state;
	return count;
}
