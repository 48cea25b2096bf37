// SPDX-License-Identifier: GPL-2.0-only
#include "run/behaviour_tests.h"

#include <stdio.h>
#include <string.h>

#include "run/behaviour_states.h"
#include "run/build_states.h"
#include "run/testing_parts.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"
#include "vm/behaviour.h"
#include "vm/initramfs.h"

#define GUEST_FOLDER "/behaviour"

/* One state in one variant. */
struct cell_run {
	struct state_tree *state;
	size_t variant;		/* of the testing's chosen */
	char *label, *run_key, *initramfs;
	struct suite_test *tests;
	size_t count, alloc;
	struct attempts attempts;
};

struct run {
	struct testing testing;
	struct behaviour *behaviour;
	struct state_tree *states;	/* one for each of the behaviour's */
	struct cell_run *cells;
	size_t cell_count;
};

static void run_release(struct run *run)
{
	for (size_t i = 0; i < run->cell_count; i++) {
		struct cell_run *c = &run->cells[i];

		if (c->initramfs)
			path_remove(c->initramfs, NULL);
		for (size_t t = 0; t < c->count; t++)
			free((char *)c->tests[t].path);
		free(c->tests);
		free(c->label);
		free(c->run_key);
		free(c->initramfs);
		attempts_release(&c->attempts);
	}
	free(run->cells);
	for (size_t i = 0; run->states && i < run->behaviour->state_count; i++)
		state_tree_release(&run->states[i]);
	free(run->states);
	testing_release(&run->testing);
	behaviour_free(&run->behaviour);
}

static bool has_variant(const struct behaviour_test *test, const char *name)
{
	for (char **variant = test->variants; *variant; variant++)
		if (!strcmp(*variant, name))
			return true;
	return false;
}

static const struct behaviour_expect *expected(const struct run *run,
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
static void choose_variants(struct run *run)
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
static bool is_used(const struct run *run, const struct state_tree *state)
{
	for (size_t i = 0; i < run->behaviour->test_count; i++)
		for (size_t v = 0; v < run->testing.chosen_count; v++)
			if (expected(run, &run->behaviour->tests[i], state,
				     run->testing.chosen[v]))
				return true;
	return false;
}

static const struct external_file *file_of(const struct run *run, const struct state_tree *state,
					   const char *program)
{
	for (size_t i = 0; i < run->behaviour->source_count; i++)
		if (!strcmp(run->behaviour->sources[i].name, program))
			return &state->external.files[i];
	return NULL;
}

/* The tests of a state in a variant that can be run and whose outcome is not known. */
static void fill(struct run *run, struct cell_run *c)
{
	const struct behaviour *b = run->behaviour;

	for (size_t i = 0; i < b->test_count; i++) {
		const struct behaviour_test *test = &b->tests[i];
		const struct external_file *file = file_of(run, c->state, test->program);
		struct suite_test *to;

		if (!expected(run, test, c->state, run->testing.chosen[c->variant]) ||
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

static int make_key(struct run *run, struct cell_run *c, struct error **err)
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

static int forget(struct run *run, struct cell_run *c, struct error **err)
{
	const struct behaviour *b = run->behaviour;

	for (size_t i = 0; i < b->test_count; i++)
		if (test_selected(run->testing.options, b->tests[i].name) &&
		    results_forget(run->testing.context->results, c->run_key, b->tests[i].name,
				   err))
			return -1;
	return 0;
}

static int make_cells(struct run *run, struct error **err)
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

static int make_initramfs(struct run *run, struct cell_run *c, struct error **err)
{
	struct testing *t = &run->testing;
	const struct build_result *build = &c->state->build;
	const struct behaviour *b = run->behaviour;
	_cleanup_free_ char *folder = path_join(t->context->cache, "initramfs/%s",
						t->result->branch);
	struct initramfs_module *modules = xcalloc(build->module_count + 1, sizeof(*modules));
	struct initramfs_file *files = xcalloc(b->source_count + 1, sizeof(*files));
	struct initramfs_options options = {
		.init = t->context->guest_init,
		.busybox = t->busybox,
		.folder = folder,
		.modules = modules,
		.module_count = build->module_count,
		.files = files,
	};
	int rc;

	for (size_t i = 0; i < build->module_count; i++)
		modules[i].source = path_join(build->folder, "modules/%s", build->modules[i].path);
	for (size_t i = 0; i < b->source_count; i++) {
		const char *path = c->state->external.files[i].path;

		if (!path)
			continue;
		files[options.file_count].path = xasprintf("%s/%s", GUEST_FOLDER + 1,
							   strrchr(path, '/') + 1);
		files[options.file_count++].source = path;
	}
	rc = initramfs_make(&options, &c->initramfs, err);
	for (size_t i = 0; i < build->module_count; i++)
		free((char *)modules[i].source);
	for (size_t i = 0; i < options.file_count; i++)
		free((char *)files[i].path);
	free(modules);
	free(files);
	return rc;
}

struct keeping {
	struct run *run;
	struct cell_run **lanes;	/* by the suite's index */
};

static int keep_record(size_t index, const struct record *record, void *data, struct error **err)
{
	struct keeping *k = data;

	if (!record->boot[0])
		return 0;	/* it never ran */
	return results_add(k->run->testing.context->results, k->lanes[index]->run_key, 1, record,
			   err);
}

static int run_cells(struct run *run, struct error **err)
{
	struct testing *t = &run->testing;
	struct suite_lane *lanes = xcalloc(run->cell_count + 1, sizeof(*lanes));
	struct cell_run **by_index = xcalloc(run->cell_count + 1, sizeof(*by_index));
	struct keeping keeping = {.run = run, .lanes = by_index};
	_cleanup_free_ char *logs = path_join(t->log_folder, "behaviour");
	struct suite_options options = {
		.lanes = lanes,
		.jobs = t->jobs,
		.log_folder = logs,
		.on_record = keep_record,
		.data = &keeping,
	};
	struct suite_result result;
	int rc = 0;

	for (size_t i = 0; i < run->cell_count && !rc; i++) {
		struct cell_run *c = &run->cells[i];
		struct suite_lane *to = &lanes[options.lane_count];

		if (!c->count)
			continue;
		rc = make_initramfs(run, c, err);
		by_index[options.lane_count++] = c;
		to->label = c->label;
		to->engine = t->engines[c->variant];
		to->machine = variant_machine(t->chosen[c->variant]);
		to->machine.kernel = c->state->build.image;
		to->machine.initramfs = c->initramfs;
		to->tests = c->tests;
		to->test_count = c->count;
	}
	if (!rc && options.lane_count) {
		progress_start("%s: behaviour of %s", t->result->branch, run->behaviour->series);
		rc = suite_run(&options, &result, err);
		progress_end(rc ? "stopped" : NULL);
		if (!rc)
			suite_result_release(&result);
	}
	for (size_t i = 0; i < run->cell_count && !rc; i++) {
		attempts_release(&run->cells[i].attempts);
		rc = results_load(t->context->results, run->cells[i].run_key,
				  &run->cells[i].attempts, err);
	}
	free(lanes);
	free(by_index);
	return rc;
}

/* Why there is no record: in words for a person. */
static char *why_not_run(const struct run *run, const struct state_tree *state,
			 const struct behaviour_test *test)
{
	const struct external_file *file;

	if (state->why_not)
		return xstrdup(state->why_not);
	if (state->same_as)
		return xasprintf("the same tree as %s", state->same_as->state->name);
	if (!state->external.made)
		return xasprintf("%s was not built yet", state->state->name);
	file = file_of(run, state, test->program);
	if (!file->path)
		return xasprintf("%s does not compile: %s", test->program, file->message);
	return xstrdup("not run yet");
}

static const struct record *record_of(const struct run *run, const struct state_tree *state,
				      size_t variant, const char *test)
{
	for (size_t i = 0; i < run->cell_count; i++)
		if (run->cells[i].state == state && run->cells[i].variant == variant)
			return attempts_find(&run->cells[i].attempts, test, 1);
	return NULL;
}

static void add_cell(const struct run *run, const struct behaviour_test *test, size_t variant,
		     const struct state_tree *state, const struct behaviour_expect *expect,
		     struct behaviour_result *result)
{
	const struct record *record = record_of(run, state, variant, test->name);
	struct behaviour_cell *cell = ARRAY_ADD(result->cells, result->count, result->alloc);

	*cell = (struct behaviour_cell){
		.test = xstrdup(test->name),
		.variant = xstrdup(run->testing.chosen[variant]->name),
		.state = xstrdup(state->state->name),
		.test_what = xstrdup(test->what),
		.state_what = xstrdup(state->state->what),
		.result = CELL_NOT_RUN,
	};
	if (!record) {
		cell->why = why_not_run(run, state, test);
		/* A test that cannot be made shows nothing, and is no reason to be content. */
		if (state->external.made && !file_of(run, state, test->program)->path) {
			cell->result = CELL_NOT_MET;
			cell->shown = xstrdup(cell->why);
		}
		return;
	}
	cell->result = behaviour_met(expect, record, &cell->why, &cell->shown) ? CELL_MET :
										 CELL_NOT_MET;
	cell->outcome = xstrdup(outcome_name(record->outcome));
	cell->kernel_log = xstrdup(record->kernel_log);
	cell->output = xstrdup(record->output);
	cell->log = xstrdup(record->boot);
}

static void report_cells(const struct run *run, struct behaviour_result *result)
{
	const struct behaviour *b = run->behaviour;

	for (size_t i = 0; i < b->test_count; i++)
		for (size_t v = 0; v < run->testing.chosen_count; v++)
			for (size_t s = 0; s < b->state_count; s++) {
				const struct behaviour_expect *expect =
					expected(run, &b->tests[i], &run->states[s],
						 run->testing.chosen[v]);

				if (expect && test_selected(run->testing.options,
							    b->tests[i].name))
					add_cell(run, &b->tests[i], v, &run->states[s], expect,
						 result);
			}
	behaviour_result_note(result);
}

static int make_states(struct run *run, const struct branch *branch,
		       const struct porting *porting, struct error **err)
{
	struct behaviour *b = run->behaviour;
	_cleanup_(building_release) struct building building = {0};

	if (building_open(run->testing.context, run->testing.options, branch, &building, err))
		return -1;
	run->states = xcalloc(b->state_count + 1, sizeof(*run->states));
	for (size_t i = 0; i < b->state_count; i++) {
		struct state_tree *state = &run->states[i];

		state->state = &b->states[i];
		if (state_tree_find(b, porting, state, err))
			return -1;
		for (size_t other = 0; other < i && state->has_tree; other++)
			if (run->states[other].has_tree && !state->same_as &&
			    git_oid_equal(&run->states[other].tree, &state->tree))
				state->same_as = &run->states[other];
		if (state->has_tree && !state->same_as && is_used(run, state) &&
		    state_tree_build(b, &building.options, state, err))
			return -1;
	}
	return 0;
}

/* Is one of the tests asked for? Else no state has to be built. */
static bool any_selected(const struct run *run)
{
	for (size_t i = 0; i < run->behaviour->test_count; i++)
		if (test_selected(run->testing.options, run->behaviour->tests[i].name))
			return true;
	return false;
}

static int run_series(struct context *context, const struct pipeline_options *options,
		      const struct branch *branch, const struct porting *porting,
		      struct branch_result *result, struct series_result *series,
		      struct error **err)
{
	_cleanup_free_ char *folder = path_join(context->project, "tests/behaviour/%s",
						series->name);
	_cleanup_(run_release) struct run run = {
		.testing = {.context = context, .options = options, .result = result,
			    .arch = branch->arch},
	};

	if (testing_open(&run.testing, err) ||
	    behaviour_read(folder, series->name, &run.testing.variants, &run.behaviour, err))
		return -1;
	if (!run.behaviour || !any_selected(&run))
		return 0;
	choose_variants(&run);
	if (testing_engines(&run.testing, err) || make_states(&run, branch, porting, err) || make_cells(&run, err) ||
	    (!options->known_only && run_cells(&run, err)))
		return -1;
	report_cells(&run, &series->behaviour);
	return 0;
}

int behaviour_run(struct context *context, const struct pipeline_options *options,
		  const struct branch *branch, const struct porting *porting,
		  struct branch_result *result, struct error **err)
{
	for (size_t i = 0; i < result->series_count; i++) {
		struct series_result *series = &result->series[i];

		/* With --state the states of the suite are meant. */
		if (!options->state &&
		    (series->landed || options->base_too || options->behaviour) &&
		    run_series(context, options, branch, porting, result, series, err))
			return error_wrap(err, "behaviour of %s", series->name);
	}
	return 0;
}
