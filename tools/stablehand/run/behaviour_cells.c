// SPDX-License-Identifier: GPL-2.0-only
/* From records of behaviour tests to the matrix: what was expected, and what showed. */
#include <string.h>

#include "run/behaviour_parts.h"
#include "util/alloc.h"

const struct external_file *behaviour_file(const struct behaviour_walk *run,
					   const struct state_tree *state,
					   const char *program)
{
	for (size_t i = 0; i < run->behaviour->source_count; i++)
		if (!strcmp(run->behaviour->sources[i].name, program))
			return &state->external.files[i];
	return NULL;
}

/* Why there is no record: in words for a person. */
static char *why_not_run(const struct behaviour_walk *run, const struct state_tree *state,
			 const struct behaviour_test *test)
{
	const struct external_file *file;

	if (state->why_not)
		return xstrdup(state->why_not);
	if (state->same_as)
		return xasprintf("the same tree as %s", state->same_as->state->name);
	if (!state->external.made)
		return xasprintf("%s was not built yet", state->state->name);
	file = behaviour_file(run, state, test->program);
	if (!file->path)
		return xasprintf("%s does not compile: %s", test->program, file->message);
	return xstrdup("not run yet");
}

static const struct record *record_of(const struct behaviour_walk *run,
				      const struct state_tree *state, size_t variant,
				      const char *test)
{
	for (size_t i = 0; i < run->cell_count; i++)
		if (run->cells[i].state == state && run->cells[i].variant == variant)
			return attempts_find(&run->cells[i].attempts, test, 1);
	return NULL;
}

static void add_cell(const struct behaviour_walk *run, const struct behaviour_test *test,
		     size_t variant, const struct state_tree *state,
		     const struct behaviour_expect *expect,
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
		if (state->external.made && !behaviour_file(run, state, test->program)->path) {
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

void behaviour_report(const struct behaviour_walk *run, struct behaviour_result *result)
{
	const struct behaviour *b = run->behaviour;

	for (size_t i = 0; i < b->test_count; i++)
		for (size_t v = 0; v < run->testing.chosen_count; v++)
			for (size_t s = 0; s < b->state_count; s++) {
				const struct behaviour_expect *expect =
					behaviour_wanted(run, &b->tests[i], &run->states[s],
						 run->testing.chosen[v]);

				if (expect && test_selected(run->testing.options,
							    b->tests[i].name))
					add_cell(run, &b->tests[i], v, &run->states[s], expect,
						 result);
			}
	behaviour_result_note(result);
}
