// SPDX-License-Identifier: GPL-2.0-only
#include "result/rows.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

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

size_t result_number(const struct result *result, size_t branch, const char *series, size_t patch)
{
	const bool *wanted = result->branches[branch].wanted;

	for (size_t row = 0; wanted && row < result->row_count; row++)
		if (wanted[row] && !strcmp(result->rows[row].series, series) && !patch--)
			return result->rows[row].number;
	return 0;
}

size_t result_blocker(const struct result *result, size_t branch, size_t row)
{
	const struct patch_result *patch = result_patch(result, branch, row);

	for (size_t i = 0; patch && patch->blocked_by && i < row; i++)
		if (!strcmp(result->rows[i].series, result->rows[row].series) &&
		    !strcmp(result->rows[i].name, patch->blocked_by))
			return result->rows[i].number;
	return 0;
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* Is it this patch exactly: its number, or its file's name with or without the ending? */
static bool is_row(const struct result_row *row, const char *text)
{
	size_t series = strlen(row->series), len;

	if (is_number(text))
		return strtoul(text, NULL, 10) == row->number;
	if (!strncmp(text, row->series, series) && text[series] == '/')
		text += series + 1;
	len = strlen(text);
	return !strncmp(text, row->name, len) &&
	       (!row->name[len] || !strcmp(row->name + len, ".patch"));
}

static bool mentions(const struct result_row *row, const char *text)
{
	return *text && !is_number(text) &&
	       (strcasestr(row->name, text) || (row->subject && strcasestr(row->subject, text)));
}

static bool any(const struct result_row *row, const char *text)
{
	return true;
}

/* How many rows of the branch fit; the last one, and all of them as lines. */
static size_t fitting(const struct result *result, const struct branch_result *b, const char *text,
		      bool (*fits)(const struct result_row *row, const char *text),
		      size_t *ret_last, struct buf *lines)
{
	size_t count = 0;

	for (size_t i = 0; i < result->row_count; i++) {
		const struct result_row *row = &result->rows[i];

		if (!b->wanted[i] || !fits(row, text))
			continue;
		buf_printf(lines, "\n  %zu  %s", row->number, row->subject ? row->subject : row->name);
		*ret_last = i;
		count++;
	}
	return count;
}

/* The row of that number or name which series.conf has, but does not give the branch; or NULL. */
static const struct result_row *kept_out(const struct result *result, const struct branch_result *b,
					 const char *text)
{
	for (size_t i = 0; i < result->row_count; i++)
		if (!b->wanted[i] && is_row(&result->rows[i], text))
			return &result->rows[i];
	return NULL;
}

int result_find_row(const struct result *result, size_t branch, const char *text, size_t *ret_row,
		    struct error **err)
{
	const struct branch_result *b = &result->branches[branch];
	_cleanup_buf_ struct buf lines = {0};
	size_t row, count = fitting(result, b, text, is_row, &row, &lines);

	if (!count)
		count = fitting(result, b, text, mentions, &row, &lines);
	if (count > 1)
		return error_set(err, ERROR_INPUT, "'%s' can be any of these patches:%s", text,
				 buf_str(&lines));
	if (!count) {
		const struct result_row *kept = kept_out(result, b, text);

		if (kept)
			return error_set(err, ERROR_INPUT, "series.conf does not give %zu, %s, to %s with this "
					 "profile (--profile)", kept->number, kept->name, b->branch);
		count = fitting(result, b, text, any, &row, &lines);
		return error_set(err, ERROR_INPUT, "no patch '%s' for %s in series.conf%s%s", text,
				 b->branch, count ? "; there are:" : "", buf_str(&lines));
	}
	*ret_row = row;
	return 0;
}
