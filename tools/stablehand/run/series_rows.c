// SPDX-License-Identifier: GPL-2.0-only
#include "run/series_rows.h"

#include <string.h>

#include "result/rows.h"
#include "util/alloc.h"

void series_rows_add(struct result *result, const struct series_conf *conf, const char *profile,
		     const char *series)
{
	for (size_t i = 0; i < conf->entry_count; i++) {
		const struct series_entry *entry = &conf->entries[i];
		const char *slash = strrchr(entry->path, '/');
		struct result_row *row;

		if (series && strcmp(series, entry->series))
			continue;
		row = ARRAY_ADD(result->rows, result->row_count, result->row_alloc);
		row->number = i + 1;
		row->series = xstrdup(entry->series);
		row->name = xstrdup(slash ? slash + 1 : entry->path);
	}
	result_place_rows(result);
	for (size_t b = 0; b < result->count; b++) {
		_cleanup_free_ const struct series_entry **given = NULL;
		bool *wanted = xcalloc(result->row_count + 1, sizeof(*wanted));
		size_t count;

		series_conf_select(conf, result->branches[b].branch, profile, series, &given,
				   &count);
		/* Both are in the order of the file. */
		for (size_t row = 0, i = 0; row < result->row_count && i < count; row++) {
			wanted[row] = given[i] == &conf->entries[result->rows[row].number - 1];
			i += wanted[row];
		}
		result->branches[b].wanted = wanted;
	}
}
