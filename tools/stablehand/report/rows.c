// SPDX-License-Identifier: GPL-2.0-only
/* The patches of series.conf as lines of a report. */
#include <string.h>

#include "report/report.h"
#include "util/alloc.h"
#include "util/buf.h"

void report_add_rows(struct report *report, const struct series_conf *conf, const char *profile,
		     const char *series)
{
	for (size_t i = 0; i < conf->entry_count; i++) {
		const struct series_entry *entry = &conf->entries[i];
		const char *slash = strrchr(entry->path, '/');
		struct report_row *row;

		if (series && strcmp(series, entry->series))
			continue;
		row = ARRAY_ADD(report->rows, report->row_count, report->row_alloc);
		row->number = i + 1;
		row->series = xstrdup(entry->series);
		row->name = xstrdup(slash ? slash + 1 : entry->path);
	}
	for (size_t b = 0; b < report->count; b++) {
		_cleanup_free_ const struct series_entry **given = NULL;
		bool *wanted = xcalloc(report->row_count + 1, sizeof(*wanted));
		size_t count;

		series_conf_select(conf, report->branches[b].branch, profile, series, &given,
				   &count);
		/* Both are in the order of the file. */
		for (size_t row = 0, i = 0; row < report->row_count && i < count; row++) {
			wanted[row] = given[i] == &conf->entries[report->rows[row].number - 1];
			i += wanted[row];
		}
		report->branches[b].wanted = wanted;
	}
}

void report_name_rows(struct report *report)
{
	for (size_t row = 0; row < report->row_count; row++)
		for (size_t b = 0; b < report->count && !report->rows[row].subject; b++) {
			const struct port_patch *patch = report_patch(report, b, row);

			if (patch)
				report->rows[row].subject = xstrdup(patch->subject);
		}
}

const struct port_patch *report_patch(const struct report *report, size_t branch, size_t row)
{
	const struct branch_report *b = &report->branches[branch];
	const char *name = report->rows[row].series;
	size_t before = 0;

	if (!b->wanted || !b->wanted[row])
		return NULL;
	for (size_t i = 0; i < row; i++)
		before += b->wanted[i] && !strcmp(report->rows[i].series, name);
	for (size_t i = 0; i < b->series_count; i++) {
		const struct port_result *port = &b->series[i].port;

		if (!strcmp(port->series, name))
			return before < port->patch_count ? &port->patches[before] : NULL;
	}
	return NULL;
}

size_t report_number(const struct report *report, size_t branch, const char *series, size_t patch)
{
	const bool *wanted = report->branches[branch].wanted;

	for (size_t row = 0; wanted && row < report->row_count; row++)
		if (wanted[row] && !strcmp(report->rows[row].series, series) && !patch--)
			return report->rows[row].number;
	return 0;
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* Is it this patch exactly: its number, or its file's name with or without the ending? */
static bool is_row(const struct report_row *row, const char *text)
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

static bool mentions(const struct report_row *row, const char *text)
{
	return *text && !is_number(text) &&
	       (strcasestr(row->name, text) || (row->subject && strcasestr(row->subject, text)));
}

static bool any(const struct report_row *row, const char *text)
{
	return true;
}

/* How many rows of the branch fit; the last one, and all of them as lines. */
static size_t fitting(const struct report *report, const struct branch_report *b, const char *text,
		      bool (*fits)(const struct report_row *row, const char *text),
		      size_t *ret_last, struct buf *lines)
{
	size_t count = 0;

	for (size_t i = 0; i < report->row_count; i++) {
		const struct report_row *row = &report->rows[i];

		if (!b->wanted[i] || !fits(row, text))
			continue;
		buf_printf(lines, "\n  %zu  %s", row->number, row->subject ? row->subject : row->name);
		*ret_last = i;
		count++;
	}
	return count;
}

/* The row of that number or name which series.conf has, but does not give the branch; or NULL. */
static const struct report_row *kept_out(const struct report *report, const struct branch_report *b,
					 const char *text)
{
	for (size_t i = 0; i < report->row_count; i++)
		if (!b->wanted[i] && is_row(&report->rows[i], text))
			return &report->rows[i];
	return NULL;
}

int report_find_row(const struct report *report, size_t branch, const char *text, size_t *ret_row,
		    struct error **err)
{
	const struct branch_report *b = &report->branches[branch];
	_cleanup_buf_ struct buf lines = {0};
	size_t row, count = fitting(report, b, text, is_row, &row, &lines);

	if (!count)
		count = fitting(report, b, text, mentions, &row, &lines);
	if (count > 1)
		return error_set(err, ERROR_INPUT, "'%s' can be any of these patches:%s", text,
				 buf_str(&lines));
	if (!count) {
		const struct report_row *kept = kept_out(report, b, text);

		if (kept)
			return error_set(err, ERROR_INPUT, "series.conf does not give %zu, %s, to %s with this "
					 "profile (--profile)", kept->number, kept->name, b->branch);
		count = fitting(report, b, text, any, &row, &lines);
		return error_set(err, ERROR_INPUT, "no patch '%s' for %s in series.conf%s%s", text,
				 b->branch, count ? "; there are:" : "", buf_str(&lines));
	}
	*ret_row = row;
	return 0;
}
