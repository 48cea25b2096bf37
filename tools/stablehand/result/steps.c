// SPDX-License-Identifier: GPL-2.0-only
#include "result/steps.h"

#include <stdlib.h>

size_t steps_result_count(const struct steps_result *result, enum build_status status)
{
	size_t count = 0;

	for (size_t i = 0; i < result->count; i++)
		count += result->items[i].build.status == status;
	return count;
}

void steps_result_release(struct steps_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		struct step_result *step = &result->items[i];

		free(step->subject);
		free(step->commit);
		build_result_release(&step->build);
		for (size_t w = 0; w < step->new_warning_count; w++)
			free(step->new_warnings[w]);
		free(step->new_warnings);
	}
	free(result->items);
	seen_release(&result->seen);
	*result = (struct steps_result){0};
}
