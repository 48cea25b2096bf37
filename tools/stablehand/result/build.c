// SPDX-License-Identifier: GPL-2.0-only
#include "result/build.h"

#include <stdlib.h>

const char *state_not_run(const struct state_result *state)
{
	for (size_t i = 0; i < state->run_count; i++)
		if (state->runs[i].not_run)
			return state->runs[i].not_run;
	return NULL;
}

void test_run_release(struct test_run *run)
{
	free(run->run_key);
	free(run->made_by);
	comparison_release(&run->alone);
	attempts_release(&run->attempts);
	free(run->not_run);
	seen_release(&run->seen);
	*run = (struct test_run){0};
}

void state_result_release(struct state_result *state)
{
	free(state->state);
	if (state->has_build)
		build_result_release(&state->build);
	for (size_t i = 0; i < state->run_count; i++)
		test_run_release(&state->runs[i]);
	free(state->runs);
	for (size_t i = 0; i < state->not_built_count; i++)
		free(state->not_built[i]);
	free(state->not_built);
	for (size_t i = 0; i < state->new_warning_count; i++)
		free(state->new_warnings[i]);
	free(state->new_warnings);
	code_result_release(&state->code);
	seen_release(&state->seen);
	*state = (struct state_result){0};
}
