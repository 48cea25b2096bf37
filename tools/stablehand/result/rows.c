// SPDX-License-Identifier: GPL-2.0-only
#include "result/rows.h"

#include <string.h>

#include "util/alloc.h"

void result_name_rows(struct result *result)
{
	for (size_t row = 0; row < result->row_count; row++)
		for (size_t b = 0; b < result->count && !result->rows[row].subject; b++) {
			const struct patch_result *patch = result_patch(result, b, row);

			if (patch)
				result->rows[row].subject = xstrdup(patch->subject);
		}
}

const struct patch_result *result_patch(const struct result *result, size_t branch, size_t row)
{
	const struct branch_result *b = &result->branches[branch];
	const char *name = result->rows[row].series;
	size_t before = 0;

	if (!b->wanted || !b->wanted[row])
		return NULL;
	for (size_t i = 0; i < row; i++)
		before += b->wanted[i] && !strcmp(result->rows[i].series, name);
	for (size_t i = 0; i < b->series_count; i++) {
		const struct series_result *series = &b->series[i];

		if (!strcmp(series->name, name))
			return before < series->patch_count ? &series->patches[before] : NULL;
	}
	return NULL;
}

const struct result_row *result_row_of(const struct result *result, size_t branch,
				       const char *series, size_t patch)
{
	static const struct result_row none;
	const bool *wanted = result->branches[branch].wanted;

	for (size_t row = 0; wanted && row < result->row_count; row++)
		if (wanted[row] && !strcmp(result->rows[row].series, series) && !patch--)
			return &result->rows[row];
	return &none;
}

void result_place_rows(struct result *result)
{
	for (size_t row = 0; row < result->row_count; row++) {
		const char *series = result->rows[row].series;
		size_t place = 1;

		for (size_t before = row; before-- > 0;)
			if (!strcmp(result->rows[before].series, series)) {
				place = result->rows[before].place + 1;
				break;
			}
		if (!result->rows[row].place)
			result->rows[row].place = place;
	}
}

char *result_row_id(const struct result_row *row)
{
	return xasprintf("%s/%02zu", row->series, row->place);
}

size_t result_blocker(const struct result *result, size_t branch, size_t row)
{
	const struct patch_result *patch = result_patch(result, branch, row);

	for (size_t i = 0; patch && patch->blocked_by && i < row; i++)
		if (!strcmp(result->rows[i].series, result->rows[row].series) &&
		    !strcmp(result->rows[i].name, patch->blocked_by))
			return result->rows[i].place;
	return 0;
}
