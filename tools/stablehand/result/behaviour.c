// SPDX-License-Identifier: GPL-2.0-only
#include "result/behaviour.h"

#include <string.h>

#include "util/alloc.h"

const char *cell_result_name(enum cell_result result)
{
	static const char *const names[CELL_COUNT] = {
		[CELL_MET] = "met",
		[CELL_NOT_MET] = "not met",
		[CELL_NOT_RUN] = "not run",
	};

	return names[result];
}

size_t behaviour_result_count(const struct behaviour_result *result, enum cell_result which)
{
	size_t count = 0;

	for (size_t i = 0; i < result->count; i++)
		count += result->cells[i].result == which;
	return count;
}

/* Two states of one test in one variant, both run. */
static bool comparable(const struct behaviour_cell *a, const struct behaviour_cell *b)
{
	return a->outcome && b->outcome && a->output && b->output && a->kernel_log &&
	       b->kernel_log && !strcmp(a->test, b->test) &&
	       !strcmp(a->variant, b->variant);
}

void behaviour_result_note(struct behaviour_result *result)
{
	for (size_t i = 0; i < result->note_count; i++)
		free(result->notes[i]);
	result->note_count = 0;
	for (size_t i = 0; i < result->count; i++)
		for (size_t j = i + 1; j < result->count; j++) {
			const struct behaviour_cell *a = &result->cells[i];
			const struct behaviour_cell *b = &result->cells[j];

			if (!comparable(a, b) || strcmp(a->outcome, b->outcome) ||
			    strcmp(a->output, b->output) || !*a->kernel_log == !*b->kernel_log)
				continue;
			*ARRAY_ADD(result->notes, result->note_count, result->note_alloc) =
				xasprintf("%s, %s: the kernel's warning is the only difference "
					  "between %s and %s", a->test, a->variant, a->state,
					  b->state);
		}
}

void behaviour_cell_release(struct behaviour_cell *cell)
{
	free(cell->test);
	free(cell->variant);
	free(cell->state);
	free(cell->test_what);
	free(cell->state_what);
	free(cell->outcome);
	free(cell->shown);
	free(cell->kernel_log);
	free(cell->output);
	free(cell->why);
	free(cell->log);
	*cell = (struct behaviour_cell){0};
}

void behaviour_result_release(struct behaviour_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		behaviour_cell_release(&result->cells[i]);
	free(result->cells);
	for (size_t i = 0; i < result->note_count; i++)
		free(result->notes[i]);
	free(result->notes);
	seen_release(&result->seen);
	*result = (struct behaviour_result){0};
}
