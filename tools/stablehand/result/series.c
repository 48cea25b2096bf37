// SPDX-License-Identifier: GPL-2.0-only
#include "result/series.h"

#include <stdlib.h>

bool series_has_port(const struct series_result *series)
{
	return series->landed || series->partly;
}

size_t series_missing(const struct series_result *series)
{
	size_t count = 0;

	for (size_t i = 0; i < series->patch_count; i++)
		count += verdict_is_missing(series->patches[i].verdict);
	return count;
}

void series_drop_comparison(struct series_result *series, size_t variant)
{
	struct comparison_table **table = &series->comparisons[variant];

	if (*table)
		comparison_release(*table);
	free(*table);
	*table = NULL;
}

void series_result_release(struct series_result *series)
{
	for (size_t v = 0; v < series->comparison_count; v++)
		series_drop_comparison(series, v);
	free(series->comparisons);
	behaviour_result_release(&series->behaviour);
	state_result_release(&series->ported);
	code_sizes_release(&series->sizes);
	check_comparison_release(&series->check);
	steps_result_release(&series->steps);
	coverage_result_release(&series->coverage);
	for (size_t i = 0; i < series->patch_count; i++)
		patch_result_release(&series->patches[i]);
	free(series->patches);
	for (char **path = series->written; path && *path; path++)
		free(*path);
	free(series->written);
	free(series->aside);
	free(series->name);
	*series = (struct series_result){0};
}
