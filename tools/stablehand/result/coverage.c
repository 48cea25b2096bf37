// SPDX-License-Identifier: GPL-2.0-only
#include "result/coverage.h"

#include <stdlib.h>
#include <string.h>

struct coverage_row *coverage_find(const struct coverage_result *result, const char *symbol)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->rows[i].symbol && !strcmp(result->rows[i].symbol, symbol))
			return &result->rows[i];
	return NULL;
}

bool coverage_ran_itself(const struct coverage_result *result, const struct coverage_row *row)
{
	for (size_t v = 0; row->symbol && v < result->variant_count; v++)
		if (row->hits[v].count)
			return true;
	return false;
}

bool coverage_ran(const struct coverage_result *result, const struct coverage_row *row)
{
	bool ran = coverage_ran_itself(result, row);

	for (size_t i = 0; i < row->stand_in_count && !ran; i++)
		ran = coverage_ran_itself(result, coverage_find(result, row->stand_ins[i]));
	return ran;
}

static void hits_release(struct coverage_hits *hits)
{
	for (size_t i = 0; i < hits->count; i++)
		free(hits->items[i].test);
	free(hits->items);
}

void coverage_result_release(struct coverage_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		struct coverage_row *row = &result->rows[i];

		free(row->path);
		free(row->function);
		free(row->symbol);
		for (size_t s = 0; s < row->stand_in_count; s++)
			free(row->stand_ins[s]);
		free(row->stand_ins);
		for (size_t v = 0; row->hits && v < result->variant_count; v++)
			hits_release(&row->hits[v]);
		free(row->hits);
	}
	free(result->rows);
	for (size_t v = 0; v < result->variant_count; v++)
		free(result->variants[v].name);
	free(result->variants);
	seen_release(&result->seen);
	*result = (struct coverage_result){0};
}
