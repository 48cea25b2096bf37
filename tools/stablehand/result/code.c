// SPDX-License-Identifier: GPL-2.0-only
#include "result/code.h"

#include <stdlib.h>

void code_result_release(struct code_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		free(result->items[i].module);
		for (size_t c = 0; c < result->items[i].count; c++) {
			free(result->items[i].changes[c].name);
			free(result->items[i].changes[c].file);
		}
		free(result->items[i].changes);
	}
	for (size_t i = 0; i < result->not_compared_count; i++)
		free(result->not_compared[i]);
	free(result->items);
	free(result->not_compared);
	*result = (struct code_result){0};
}
