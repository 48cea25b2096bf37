// SPDX-License-Identifier: GPL-2.0-only
#include "result/result.h"

#include "util/alloc.h"

struct branch_result *result_add(struct result *result, const char *branch)
{
	struct branch_result *b = ARRAY_ADD(result->branches, result->count, result->alloc);

	b->branch = xstrdup(branch);
	b->base.state = xstrdup("base");
	return b;
}

void result_release(struct result *result)
{
	for (size_t i = 0; i < result->count; i++)
		branch_result_release(&result->branches[i]);
	for (size_t i = 0; i < result->row_count; i++) {
		free(result->rows[i].series);
		free(result->rows[i].name);
		free(result->rows[i].subject);
	}
	free(result->rows);
	free(result->branches);
	*result = (struct result){0};
}
