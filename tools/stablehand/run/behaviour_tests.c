// SPDX-License-Identifier: GPL-2.0-only
#include "run/behaviour_tests.h"

#include <stdio.h>
#include <string.h>

#include "run/behaviour_parts.h"
#include "run/suite_step.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define GUEST_FOLDER "/behaviour"

static void release(void *data)
{
	struct behaviour_walk *run = data;

	for (size_t i = 0; i < run->cell_count; i++) {
		struct cell_run *c = &run->cells[i];

		for (size_t t = 0; t < c->count; t++)
			free((char *)c->tests[t].path);
		free(c->tests);
		free(c->label);
		free(c->run_key);
		attempts_release(&c->attempts);
	}
	free(run->cells);
	free(run->lanes);
	for (size_t i = 0; run->states && i < run->behaviour->state_count; i++)
		state_tree_release(&run->states[i]);
	free(run->states);
	free(run->items);
	building_release(&run->building);
	testing_release(&run->testing);
	behaviour_free(&run->behaviour);
	free(run);
}

static bool has_variant(const struct behaviour_test *test, const char *name)
{
	for (char **variant = test->variants; *variant; variant++)
		if (!strcmp(*variant, name))
			return true;
	return false;
}

const struct behaviour_expect *behaviour_wanted(const struct behaviour_walk *run,
					       const struct behaviour_test *test,
					       const struct state_tree *state,
					       const struct variant *variant)
{
	if (!has_variant(test, variant->name))
		return NULL;
	return behaviour_expected(run->behaviour, test->name, state->state->name,
				  run->testing.result->branch, variant->name);
}

/* Of the variants, those that a test names. */
static void choose_variants(struct behaviour_walk *run)
{
	struct testing *t = &run->testing;
	const struct behaviour *b = run->behaviour;

	for (size_t v = 0; v < b->variants.count; v++) {
		const struct variant *variant = &b->variants.items[v];
		bool used = false;

		for (size_t i = 0; i < b->test_count; i++)
			used |= has_variant(&b->tests[i], variant->name);
		if (used && (!t->options->variant || !strcmp(t->options->variant, variant->name)))
			*ARRAY_ADD(t->chosen, t->chosen_count, t->chosen_alloc) = variant;
	}
}

/* Is anything expected of the state on this branch? Else it need not be built. */
static bool is_used(const struct behaviour_walk *run, const struct state_tree *state)
{
	for (size_t i = 0; i < run->behaviour->test_count; i++)
		for (size_t v = 0; v < run->testing.chosen_count; v++)
			if (behaviour_wanted(run, &run->behaviour->tests[i], state,
				     run->testing.chosen[v]))
				return true;
	return false;
}

/* The tests of a state in a variant that can be run and whose outcome is not known. */
static void fill(struct behaviour_walk *run, struct cell_run *c)
{
	const struct behaviour *b = run->behaviour;

	for (size_t i = 0; i < b->test_count; i++) {
		const struct behaviour_test *test = &b->tests[i];
		const struct external_file *file = behaviour_file(run, c->state, test->program);
		struct suite_test *to;

		if (!behaviour_wanted(run, test, c->state, run->testing.chosen[c->variant]) ||
		    !file->path || attempts_find(&c->attempts, test->name, 1) ||
		    !test_selected(run->testing.options, test->name))
			continue;
		to = ARRAY_ADD(c->tests, c->count, c->alloc);
		to->name = test->name;
		to->path = xasprintf(GUEST_FOLDER "/%s", test->program);
		to->args = (const char *const *)test->arguments;
		to->timeout = test->timeout;
	}
}

static int make_key(struct behaviour_walk *run, struct cell_run *c, struct error **err)
{
	const struct behaviour *b = run->behaviour;
	_cleanup_buf_ struct buf more = {0};

	buf_printf(&more, "external %s\n", c->state->external.key);
	for (size_t i = 0; i < b->test_count; i++) {
		buf_printf(&more, "test %s %s %u", b->tests[i].name, b->tests[i].program,
			   b->tests[i].timeout);
		for (char **argument = b->tests[i].arguments; *argument; argument++)
			buf_printf(&more, " %s", *argument);
		buf_puts(&more, "\n");
	}
	return testing_run_key(&run->testing, &c->state->build, c->state->state->name, c->variant,
			       buf_str(&more), &c->run_key, NULL, err);
}

static int forget(struct behaviour_walk *run, struct cell_run *c, struct error **err)
{
	const struct behaviour *b = run->behaviour;

	for (size_t i = 0; i < b->test_count; i++)
		if (test_selected(run->testing.options, b->tests[i].name) &&
		    results_forget(run->testing.context->results, c->run_key, b->tests[i].name,
				   err))
			return -1;
	return 0;
}

static int make_cells(struct behaviour_walk *run, struct error **err)
{
	struct testing *t = &run->testing;
	const struct behaviour *b = run->behaviour;

	run->cells = xcalloc(b->state_count * t->chosen_count + 1, sizeof(*run->cells));
	for (size_t v = 0; v < t->chosen_count; v++)
		for (size_t s = 0; s < b->state_count; s++) {
			struct cell_run *c = &run->cells[run->cell_count];

			if (!run->states[s].external.made)
				continue;
			run->cell_count++;
			c->state = &run->states[s];
			c->variant = v;
			c->label = xasprintf("%s-%s-%s", b->series, c->state->state->name,
					     t->chosen[v]->name);
			if (make_key(run, c, err) || (t->options->again && forget(run, c, err)) ||
			    results_load(t->context->results, c->run_key, &c->attempts, err))
				return -1;
			fill(run, c);
		}
	return 0;
}

static int keep_record(void *data, size_t number, const struct record *record, struct error **err)
{
	struct behaviour_walk *run = data;

	if (!record->boot[0])
		return 0;	/* it never ran */
	return results_add(run->testing.context->results, run->lanes[number]->run_key, 1, record,
			   err);
}

static void add_cell_lane(struct behaviour_walk *run, struct cell_run *c, struct suite_lanes *to)
{
	const struct testing *t = &run->testing;

	run->lanes[run->lane_count++] = c;
	suite_lanes_add_lane(to, &(struct suite_lane_options){
		.label = c->label,
		.variant = c->variant,
		.engine = t->engines[c->variant],
		.machine = variant_machine(t->chosen[c->variant]),
		.build = &c->state->build,
		.busybox = t->busybox,
		.tests = c->tests,
		.test_count = c->count,
	});
	for (size_t i = 0; i < run->behaviour->source_count; i++) {
		const char *source = c->state->external.files[i].path;
		_cleanup_free_ char *path = NULL;

		if (!source)
			continue;
		path = xasprintf("%s/%s", GUEST_FOLDER + 1, strrchr(source, '/') + 1);
		suite_lanes_add_file(to, path, source);
	}
}

static void add_lanes(struct behaviour_walk *run)
{
	const struct testing *t = &run->testing;
	_cleanup_free_ char *logs = path_join(t->log_folder, "behaviour");
	_cleanup_free_ char *title = xasprintf("%s: behaviour of %s", t->result->branch,
					       run->behaviour->series);
	const struct suite_listener listener = {.on_record = keep_record, .data = run};
	struct suite_lanes *lanes = suite_lanes_new(t->context, t->result->branch, logs,
						    testing_round(t, logs), t->jobs, &listener);

	run->lanes = xcalloc(run->cell_count + 1, sizeof(*run->lanes));
	for (size_t i = 0; i < run->cell_count; i++)
		if (run->cells[i].count)
			add_cell_lane(run, &run->cells[i], lanes);
	suite_lanes_add(lanes, title, run->chain);
}

/* The tests were run, or nothing had to be: tell what showed. */
static int end_cells(void *data, struct job **ret_job, struct error **err)
{
	struct behaviour_walk *run = data;

	(void)ret_job;
	for (size_t i = 0; i < run->cell_count; i++) {
		attempts_release(&run->cells[i].attempts);
		if (results_load(run->testing.context->results, run->cells[i].run_key,
				 &run->cells[i].attempts, err))
			return -1;
	}
	behaviour_report(run, &run->series->behaviour);
	return 0;
}

/* All that can be built is there. */
static int begin_cells(void *data, struct job **ret_job, struct error **err)
{
	struct behaviour_walk *run = data;

	(void)ret_job;
	if (make_cells(run, err))
		return -1;
	add_lanes(run);
	chain_add(run->chain, &(struct graph_step){
		.name = "behaviour",
		.begin = end_cells,
		.data = run,
	});
	return 0;
}

/* Find the trees of the states, and add what builds those that are used. */
static int make_states(struct behaviour_walk *run, struct error **err)
{
	struct behaviour *b = run->behaviour;

	run->states = xcalloc(b->state_count + 1, sizeof(*run->states));
	for (size_t i = 0; i < b->state_count; i++) {
		struct state_tree *state = &run->states[i];

		state->state = &b->states[i];
		if (state_tree_find(b, &run->porting, state, err))
			return -1;
		for (size_t other = 0; other < i && state->has_tree; other++)
			if (run->states[other].has_tree && !state->same_as &&
			    git_oid_equal(&run->states[other].tree, &state->tree))
				state->same_as = &run->states[other];
		if (state->has_tree && !state->same_as && is_used(run, state))
			state_tree_add(run->chain, b, &run->building.options, run->items, state);
	}
	return 0;
}

/* Is one of the tests asked for? Else no state has to be built. */
static bool any_selected(const struct behaviour_walk *run)
{
	for (size_t i = 0; i < run->behaviour->test_count; i++)
		if (test_selected(run->testing.options, run->behaviour->tests[i].name))
			return true;
	return false;
}

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct behaviour_walk *run = data;
	struct testing *t = &run->testing;
	_cleanup_free_ char *folder = path_join(t->context->project, "tests/behaviour/%s",
						run->series->name);

	(void)ret_job;
	if (testing_open(t, err) ||
	    behaviour_read(folder, run->series->name, &t->variants, &run->behaviour, err))
		return -1;
	if (!run->behaviour || !any_selected(run))
		return 0;
	choose_variants(run);
	run->items = behaviour_items(run->behaviour);
	if (testing_engines(t, err) ||
	    building_open(t->context, t->options, run->branch, &run->building, err) ||
	    make_states(run, err))
		return -1;
	chain_add(run->chain, &(struct graph_step){
		.name = "behaviour",
		.begin = begin_cells,
		.data = run,
	});
	return 0;
}

void behaviour_add(struct chain *chain, const struct branch_run *branch_run,
		   const struct porting *porting)
{
	const struct pipeline_options *options = branch_run->options;

	for (size_t i = 0; i < branch_run->result->series_count; i++) {
		struct series_result *series = &branch_run->result->series[i];
		_cleanup_free_ char *within = xasprintf("behaviour of %s", series->name);
		struct behaviour_walk *run;

		/* With --state the states of the suite are meant. */
		if (options->state || !(series_has_port(series) || options->base_too || options->behaviour))
			continue;
		run = graph_keep(chain->walk->graph, xcalloc(1, sizeof(*run)), release);
		run->testing = testing_of(branch_run);
		run->branch = branch_run->branch;
		run->porting = *porting;
		run->chain = chain;
		run->series = series;
		chain_add(chain, &(struct graph_step){
			.name = within,
			.within = within,
			.begin = begin,
			.data = run,
		});
	}
}
