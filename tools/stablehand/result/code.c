// SPDX-License-Identifier: GPL-2.0-only
#include "result/code.h"

#include <stdlib.h>

void code_result_release(struct code_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		free(result->items[i].module);
		code_comparison_release(&result->items[i].code);
	}
	for (size_t i = 0; i < result->not_compared_count; i++)
		free(result->not_compared[i]);
	free(result->items);
	free(result->not_compared);
	*result = (struct code_result){0};
}
