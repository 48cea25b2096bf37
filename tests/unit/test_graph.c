// SPDX-License-Identifier: GPL-2.0-only
/* Walking a graph of jobs, with an executor that only pretends. */
#include "unit.h"

#include <signal.h>

#include "run/graph.h"
#include "run/walk.h"
#include "util/interrupt.h"

#define MAX_STEPS 16

/* Ends the job that was started first at each wait; says what happened, in words. */
struct pretend {
	struct executor executor;
	char *cache;
	struct buf story;
	struct step *running[MAX_STEPS];
	const struct job *jobs[MAX_STEPS];
	void *data[MAX_STEPS];
	size_t count, most;
	struct graph *graph;
	struct graph_options options;
	struct step *steps;
	bool interrupt_at_wait, no_start;
	struct chain *chain;
	const char *known;		/* a step whose job was done before */
};

struct step {
	struct pretend *pretend;
	const char *name;
	bool local, fails_to_begin, fails, fails_to_end, publishes_nothing, tells;
	size_t number;
};

/* The executor's data is the graph's; the job's inputs name the step. */
static struct step *step_of(struct pretend *p, const struct job *job)
{
	const char *name = json_string_value(json_object_get(job->inputs, "name"));
	struct step *step = p->steps;

	while (strcmp(step->name, name))
		step++;
	return step;
}

static int start(struct executor *executor, const struct job *job, void *data, struct error **err)
{
	struct pretend *p = (struct pretend *)executor;

	if (p->no_start)
		return error_set(err, ERROR_ENVIRONMENT, "nothing starts here");
	p->jobs[p->count] = job;
	p->data[p->count] = data;
	p->running[p->count++] = step_of(p, job);
	if (p->count > p->most)
		p->most = p->count;
	buf_printf(&p->story, "+%s ", p->running[p->count - 1]->name);
	return 0;
}

static void end_first(struct pretend *p, struct error *error)
{
	struct step *step = p->running[0];
	const struct job *job = p->jobs[0];
	void *data = p->data[0];
	struct job_result result = {.values = json_object()};
	struct buf log = {0};

	if (step->tells)
		p->executor.on_event(data, &(struct job_event){0});
	p->count--;
	memmove(p->running, p->running + 1, p->count * sizeof(*p->running));
	memmove(p->jobs, p->jobs + 1, p->count * sizeof(*p->jobs));
	memmove(p->data, p->data + 1, p->count * sizeof(*p->data));
	if (!error && step->fails)
		error_set(&error, ERROR_ENVIRONMENT, "%s failed", step->name);
	if (!error && !step->publishes_nothing)
		assert_int_equal(job_result_publish(job, p->cache, &result, &log, &log,
						       NULL), 0);
	job_result_release(&result);
	buf_printf(&p->story, "-%s ", step->name);
	p->executor.on_end(data, error);
}

static int wait_one(struct executor *executor, struct error **err)
{
	struct pretend *p = (struct pretend *)executor;

	if (p->interrupt_at_wait)
		raise(SIGTERM);
	if (p->count && !interrupt_pending())
		end_first(p, NULL);
	else if (p->count)
		end_first(p, ({ struct error *e = NULL; interrupt_error(&e); e; }));
	return 0;
}

static void stop(struct executor *executor, void *data)
{
	struct pretend *p = (struct pretend *)executor;

	buf_puts(&p->story, "stop ");
}

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct step *step = data;

	if (step->fails_to_begin)
		return error_set(err, ERROR_INPUT, "%s cannot begin", step->name);
	if (step->local)
		buf_printf(&step->pretend->story, "%s ", step->name);
	else
		*ret_job = job_new("pretend", json_pack("{s:s}", "name", step->name), NULL);
	return 0;
}

static struct job *ahead(void *data)
{
	struct step *step = data;

	return step->local ? NULL : job_new("pretend", json_pack("{s:s}", "name", step->name), NULL);
}

static void queue(struct executor *executor, const struct job *job, const struct job *after)
{
	struct pretend *p = (struct pretend *)executor;

	buf_printf(&p->story, "%s-behind-%s ", step_of(p, job)->name, step_of(p, after)->name);
}

static int end(void *data, const struct job_result *result, struct error **err)
{
	struct step *step = data;

	assert_true(json_is_object(result->values));
	return step->fails_to_end ? error_set(err, ERROR_ENVIRONMENT, "no end") : 0;
}

static void failed(void *data, const struct job_result *result, const struct error *error)
{
	struct step *step = data;

	buf_printf(&step->pretend->story, "!%s ", step->name);
}

static int done(void *data, const struct job *job, struct job_result *ret_result,
		struct error **err)
{
	struct pretend *p = data;

	if (!p->known || strcmp(p->known, step_of(p, job)->name))
		return 0;
	*ret_result = (struct job_result){.values = json_object()};
	return 1;
}

static void setup(struct pretend *p, struct step *steps)
{
	*p = (struct pretend){
		.executor = {.start = start, .wait = wait_one, .stop = stop},
		.cache = scratch_make(),
		.steps = steps,
	};
	p->options = (struct graph_options){
		.executor = &p->executor,
		.cache = p->cache,
		.done = done,
		.data = p,
	};
	p->graph = graph_new(&p->options);
	for (size_t i = 0; steps[i].name; i++)
		steps[i].pretend = p;
}

static size_t add(struct pretend *p, struct step *step, const char *resource, unsigned amount)
{
	return step->number = graph_add(p->graph, &(struct graph_step){
		.name = step->name,
		.takes = {{resource, amount}},
		.begin = begin,
		.end = end,
		.failed = failed,
		.data = step,
	});
}

static void teardown(struct pretend *p)
{
	graph_free(p->graph);
	buf_release(&p->story);
	scratch_remove(p->cache);
}

static void walk_story(struct pretend *p, const char *story)
{
	struct error *err = NULL;

	assert_works(graph_walk(p->graph, &err), err);
	assert_string_equal(buf_str(&p->story), story);
}

static void test_order(void **state)
{
	struct step steps[] = {{.name = "fetch"}, {.name = "port", .local = true}, {.name = "base"},
			       {.name = "ported"}, {.name = "compare", .local = true}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	for (size_t i = 0; i < 5; i++)
		add(&p, &steps[i], NULL, 0);
	graph_need(p.graph, 1, 0);
	graph_need(p.graph, 2, 1);
	graph_need(p.graph, 3, 1);
	graph_need(p.graph, 4, 2);
	graph_need(p.graph, 4, 3);
	walk_story(&p, "+fetch -fetch port +base +ported -base -ported compare ");
	assert_int_equal(graph_count_of(p.graph, GRAPH_DONE), 5);
	teardown(&p);
}

/* What is known ahead is told to an executor that has a queue, once, and begins all the same. */
static void test_queue(void **state)
{
	struct step steps[] = {{.name = "base"}, {.name = "ported"}, {.name = "patch"},
			       {.name = "compare", .local = true}, {.name = "suite"}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	p.executor.queue = queue;
	for (size_t i = 0; i < 5; i++)
		steps[i].number = graph_add(p.graph, &(struct graph_step){
			.name = steps[i].name,
			.begin = begin,
			.ahead = i ? ahead : NULL,
			.data = &steps[i],
		});
	for (size_t i = 1; i < 5; i++)
		graph_need(p.graph, i, i - 1);
	walk_story(&p, "+base ported-behind-base patch-behind-ported -base +ported -ported +patch "
		       "-patch compare +suite -suite ");
	teardown(&p);
}

static void test_queue_of_two(void **state)
{
	struct step steps[] = {{.name = "a"}, {.name = "b"}, {.name = "both"}, {.name = "after"},
			       {NULL}};
	struct pretend p;

	setup(&p, steps);
	p.executor.queue = queue;
	for (size_t i = 0; i < 4; i++)
		graph_add(p.graph, &(struct graph_step){
			.name = steps[i].name, .begin = begin, .ahead = ahead, .data = &steps[i]});
	graph_need(p.graph, 2, 0);
	graph_need(p.graph, 2, 1);
	graph_after(p.graph, 3, 1);
	/* One job may come behind one other that it needs, no more. */
	walk_story(&p, "+a +b -a both-behind-b -b +both +after -both -after ");
	teardown(&p);
}

static void test_resources(void **state)
{
	struct step steps[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}, {.name = "d"}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	graph_limit(p.graph, "fetches", 2);
	for (size_t i = 0; i < 4; i++)
		add(&p, &steps[i], "fetches", 1);
	walk_story(&p, "+a +b -a +c -b +d -c -d ");
	assert_int_equal(p.most, 2);
	teardown(&p);
}

/* What nobody set a limit for is there once; more than there is means all of it. */
static void test_exclusive(void **state)
{
	struct step steps[] = {{.name = "a"}, {.name = "b"}, {.name = "other"}, {.name = "all"},
			       {NULL}};
	struct pretend p;

	setup(&p, steps);
	graph_limit(p.graph, "processors", 4);
	add(&p, &steps[0], "folder of 9.1.y", 1);
	add(&p, &steps[1], "folder of 9.1.y", 1);
	add(&p, &steps[2], "processors", 1);
	add(&p, &steps[3], "processors", 99);
	walk_story(&p, "+a +other -a +b -other +all -b -all ");
	teardown(&p);
}

/* One that needs much is not passed over for ever by those that need little. */
static void test_no_starving(void **state)
{
	struct step steps[] = {{.name = "s"}, {.name = "all"}, {.name = "t"}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	graph_limit(p.graph, "processors", 2);
	add(&p, &steps[0], "processors", 1);
	add(&p, &steps[1], "processors", 2);
	add(&p, &steps[2], "processors", 1);
	walk_story(&p, "+s -s +all -all +t -t ");
	teardown(&p);
}

static void test_failure_takes_what_needs_it(void **state)
{
	struct step steps[] = {{.name = "a", .fails = true}, {.name = "needs a"},
			       {.name = "needs that"}, {.name = "after a", .local = true},
			       {.name = "other"}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	for (size_t i = 0; i < 5; i++)
		add(&p, &steps[i], "one", 1);
	graph_need(p.graph, 1, 0);
	graph_need(p.graph, 2, 1);
	graph_after(p.graph, 3, 0);
	walk_story(&p, "+a -a !a after a +other -other ");
	assert_int_equal(graph_state(p.graph, 0), GRAPH_FAILED);
	assert_string_equal(graph_error(p.graph, 0)->message, "a failed");
	assert_int_equal(graph_state(p.graph, 1), GRAPH_NOT_RUN);
	assert_int_equal(graph_state(p.graph, 2), GRAPH_NOT_RUN);
	assert_int_equal(graph_state(p.graph, 3), GRAPH_DONE);
	assert_int_equal(graph_state(p.graph, 4), GRAPH_DONE);
	teardown(&p);
}

static void test_ways_to_fail(void **state)
{
	struct step steps[] = {{.name = "a", .fails_to_begin = true},
			       {.name = "b", .fails_to_end = true},
			       {.name = "c", .publishes_nothing = true}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	for (size_t i = 0; i < 3; i++)
		add(&p, &steps[i], NULL, 0);
	walk_story(&p, "!a +b +c -b !b -c !c ");
	assert_string_equal(graph_error(p.graph, 0)->message, "a cannot begin");
	assert_string_equal(graph_error(p.graph, 1)->message, "no end");
	assert_non_null(strstr(graph_error(p.graph, 2)->message, "published no readable result"));
	teardown(&p);
}

static void test_start_fails(void **state)
{
	struct step steps[] = {{.name = "a"}, {.name = "b"}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	p.no_start = true;
	add(&p, &steps[0], "one", 1);
	add(&p, &steps[1], "one", 1);
	walk_story(&p, "!a !b ");
	teardown(&p);
}

static void test_what_is_done_is_not_started(void **state)
{
	struct step steps[] = {{.name = "a"}, {.name = "b"}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	p.known = "a";
	add(&p, &steps[0], NULL, 0);
	add(&p, &steps[1], NULL, 0);
	graph_need(p.graph, 1, 0);
	walk_story(&p, "+b -b ");
	assert_int_equal(graph_count_of(p.graph, GRAPH_DONE), 2);
	teardown(&p);
}

static int add_more(void *data, struct job **ret_job, struct error **err)
{
	struct step *step = data;
	struct pretend *p = step->pretend;

	for (size_t i = 1; i < 3; i++)
		graph_need(p->graph, add(p, &p->steps[i], NULL, 0), step->number);
	return begin(data, ret_job, err);
}

static void test_steps_added_on_the_way(void **state)
{
	struct step steps[] = {{.name = "a", .local = true}, {.name = "b"}, {.name = "c"}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	steps[0].number = graph_add(p.graph, &(struct graph_step){
		.name = "a", .begin = add_more, .data = &steps[0]});
	walk_story(&p, "a +b +c -b -c ");
	teardown(&p);
}

static int insert_two(void *data, struct job **ret_job, struct error **err)
{
	struct step *step = data;
	struct pretend *p = step->pretend;

	for (size_t i = 2; i < 4; i++)
		chain_add(p->chain, &(struct graph_step){
			.name = p->steps[i].name,
			.begin = begin,
			.end = end,
			.data = &p->steps[i],
		});
	return begin(data, ret_job, err);
}

/* What a step adds comes right behind it, and tells where it was when it fails. */
static void test_chain(void **state)
{
	struct step steps[] = {{.name = "a", .local = true}, {.name = "last", .local = true},
			       {.name = "b"}, {.name = "c"}, {NULL}};
	struct pretend p;
	struct walk walk = {0};
	struct chain chain = {.walk = &walk};

	setup(&p, steps);
	walk.graph = p.graph;
	p.chain = &chain;
	chain_add(&chain, &(struct graph_step){
		.name = "a", .within = "within", .begin = insert_two, .data = &steps[0]});
	chain_add(&chain, &(struct graph_step){.name = "last", .begin = begin, .data = &steps[1]});
	walk_story(&p, "a +b -b +c -c last ");
	assert_null(chain_error(&chain));
	chain_release(&chain);
	teardown(&p);

	steps[3].fails = true;
	setup(&p, steps);
	walk.graph = p.graph;
	chain = (struct chain){.walk = &walk};
	p.chain = &chain;
	chain_add(&chain, &(struct graph_step){
		.name = "a", .within = "within", .begin = insert_two, .data = &steps[0]});
	chain_add(&chain, &(struct graph_step){.name = "last", .begin = begin, .data = &steps[1]});
	walk_story(&p, "a +b -b +c -c ");
	assert_string_equal(chain_error(&chain)->message, "within: c failed");
	chain_release(&chain);
	teardown(&p);
}

static void release_kept(void *data)
{
	++*(int *)data;
}

static void test_what_is_kept_goes_with_the_graph(void **state)
{
	struct step steps[] = {{NULL}};
	struct pretend p;
	int count = 0;

	setup(&p, steps);
	assert_ptr_equal(graph_keep(p.graph, &count, release_kept), &count);
	assert_int_equal(count, 0);
	teardown(&p);
	assert_int_equal(count, 1);
}

static int tell_wrong(void *data, const struct job_event *event, struct error **err)
{
	return error_set(err, ERROR_ENVIRONMENT, "no room for it");
}

/* A step that cannot take what its job tells has it stopped, and failed for that. */
static void test_event_that_cannot_be_taken(void **state)
{
	struct step steps[] = {{.name = "a", .tells = true}, {NULL}};
	struct pretend p;

	setup(&p, steps);
	graph_add(p.graph, &(struct graph_step){
		.name = "a", .begin = begin, .event = tell_wrong, .failed = failed,
		.data = &steps[0]});
	walk_story(&p, "+a stop -a !a ");
	assert_string_equal(graph_error(p.graph, 0)->message, "no room for it");
	teardown(&p);
}

/* The last test: from then on we are interrupted. */
static void test_interrupt_stops_all(void **state)
{
	struct step steps[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}, {NULL}};
	struct error *err = NULL;
	struct pretend p;

	interrupt_install();
	setup(&p, steps);
	p.interrupt_at_wait = true;
	add(&p, &steps[0], NULL, 0);
	add(&p, &steps[1], NULL, 0);
	add(&p, &steps[2], NULL, 0);
	graph_need(p.graph, 2, 0);
	assert_int_equal(graph_walk(p.graph, &err), -1);
	assert_int_equal(err->kind, ERROR_INTERRUPTED);
	error_clear(&err);
	assert_int_equal(p.count, 0);
	assert_string_equal(buf_str(&p.story), "+a +b -a !a stop -b !b ");
	assert_int_equal(graph_state(p.graph, 2), GRAPH_NOT_RUN);
	teardown(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_queue_of_two),
		cmocka_unit_test(test_resources),
		cmocka_unit_test(test_exclusive),
		cmocka_unit_test(test_no_starving),
		cmocka_unit_test(test_failure_takes_what_needs_it),
		cmocka_unit_test(test_ways_to_fail),
		cmocka_unit_test(test_start_fails),
		cmocka_unit_test(test_what_is_done_is_not_started),
		cmocka_unit_test(test_steps_added_on_the_way),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_what_is_kept_goes_with_the_graph),
		cmocka_unit_test(test_event_that_cannot_be_taken),
		cmocka_unit_test(test_interrupt_stops_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
