// SPDX-License-Identifier: GPL-2.0-only
#include "report/matrix.h"

#include <string.h>

#include "report/order.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define INDENT 2
#define MIN_LABEL 30	/* columns for the subject, unless all are shorter */

enum table_style matrix_style(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_CLEAN:
	case VERDICT_MOVED:
	case VERDICT_PRESENT:
		return TABLE_GOOD;
	case VERDICT_ADAPTED:
	case VERDICT_RESOLVED:
		return TABLE_DOUBT;
	case VERDICT_REFUSED:
		return TABLE_BAD;
	case VERDICT_NOT_AFFECTED:
	case VERDICT_SUPERSEDED:
		break;
	}
	return TABLE_FAINT;
}

static const char *label(const struct report_row *row)
{
	return row->subject ? row->subject : row->name;
}

/* Rows that some branch is given, and branches that have an answer. */
static bool row_shown(const struct report *report, size_t row)
{
	for (size_t b = 0; b < report->count; b++)
		if (report->branches[b].wanted && report->branches[b].wanted[row])
			return true;
	return false;
}

static bool branch_shown(const struct branch_report *b)
{
	return b->has_source && !b->failure;
}

static const char *cell(const struct report *report, size_t branch, size_t row)
{
	const struct port_patch *patch = report_patch(report, branch, row);

	return patch ? verdict_name(patch->verdict) : "-";
}

static size_t column_width(const struct report *report, size_t branch)
{
	const struct branch_report *b = &report->branches[branch];
	size_t width = strlen(b->branch);

	if (strlen(b->source.release.version) > width)
		width = strlen(b->source.release.version);
	for (size_t row = 0; row < report->row_count; row++)
		if (strlen(cell(report, branch, row)) > width)
			width = strlen(cell(report, branch, row));
	return width;
}

/* What a block needs beside the columns of its branches: number, label, gaps. */
static size_t fixed_width(const struct report *report)
{
	size_t longest = 0, digits = 1;

	for (size_t row = 0; row < report->row_count; row++) {
		if (strlen(label(&report->rows[row])) > longest)
			longest = strlen(label(&report->rows[row]));
		digits += row == 9 || row == 99 || row == 999;
	}
	return INDENT + digits + 1 + (longest < MIN_LABEL ? longest : MIN_LABEL);
}

static void release_row(const struct report *report, size_t first, size_t end,
			struct table *table)
{
	table_row(table);
	table_cell(table, TABLE_PLAIN, "%s", "");
	table_cell(table, TABLE_PLAIN, "%s", "");
	for (size_t b = first; b < end; b++)
		if (branch_shown(&report->branches[b]))
			table_cell(table, TABLE_FAINT, "%s",
				   report->branches[b].source.release.version);
}

static bool several_series(const struct report *report)
{
	for (size_t row = 1; row < report->row_count; row++)
		if (strcmp(report->rows[row].series, report->rows[0].series))
			return true;
	return false;
}

static void series_row(const struct report *report, size_t row, const char **last,
		       struct table *table)
{
	const char *series = report->rows[row].series;

	if (*last && !strcmp(*last, series))
		return;
	*last = series;
	table_row(table);
	table_cell(table, TABLE_PLAIN, "%s", "");
	table_cell(table, TABLE_FAINT, "%s", series);
}

static void patch_row(const struct report *report, size_t row, size_t first, size_t end,
		      struct table *table)
{
	table_row(table);
	table_cell(table, TABLE_FAINT, "%zu", report->rows[row].number);
	table_cell(table, TABLE_PLAIN, "%s", label(&report->rows[row]));
	for (size_t b = first; b < end; b++) {
		const struct port_patch *patch = report_patch(report, b, row);

		if (branch_shown(&report->branches[b]))
			table_cell(table, patch ? matrix_style(patch->verdict) : TABLE_FAINT, "%s",
				   cell(report, b, row));
	}
}

/* The branches first ... end - 1. */
static void print_block(const struct report *report, size_t first, size_t end, FILE *to,
			bool color)
{
	_cleanup_free_ const char **headings = xcalloc(end - first + 3, sizeof(*headings));
	bool several = several_series(report);
	const char *last = NULL;
	struct table *table;
	size_t count = 0;

	headings[count++] = ">#";
	headings[count++] = "~PATCH";
	for (size_t b = first; b < end; b++)
		if (branch_shown(&report->branches[b]))
			headings[count++] = report->branches[b].branch;
	table = table_new(headings, to, color);
	release_row(report, first, end, table);
	for (size_t row = 0; row < report->row_count; row++) {
		if (!row_shown(report, row))
			continue;
		if (several)
			series_row(report, row, &last, table);
		patch_row(report, row, first, end, table);
	}
	table_print(table);
}

static void print_blocks(const struct report *report, FILE *to, bool color)
{
	size_t width = table_width(to), fixed = fixed_width(report);

	for (size_t first = 0; first < report->count;) {
		size_t used = fixed, end = first, shown = 0;

		for (; end < report->count; end++) {
			if (!branch_shown(&report->branches[end]))
				continue;
			used += 1 + column_width(report, end);
			if (shown && used > width)
				break;
			shown++;
		}
		if (shown) {
			print_block(report, first, end, to, color);
			fputc('\n', to);
		}
		first = end;
	}
}

static void print_failures(const struct report *report, FILE *to)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct branch_report *b = &report->branches[i];
		_cleanup_free_ char *why = report_not_fetched(b), *line = NULL;

		if (!b->failure)
			continue;
		if (!why)
			why = xstrdup(b->failure->message);
		line = text_printable(why, strlen(why), !b->not_fetched);
		fprintf(to, "  %s: %s%s\n", b->branch, b->not_fetched ? "not fetched: " : "", line);
	}
}

/* Do the patches of both go to the same branch, and lack in the same ones for the same reasons? */
static bool is_same_gap(const struct order_gap *a, const struct order_gap *b)
{
	if (a->oldest != b->oldest || a->lack_count != b->lack_count)
		return false;
	for (size_t i = 0; i < a->lack_count; i++)
		if (a->lacks[i].branch != b->lacks[i].branch ||
		    strcmp(a->lacks[i].why, b->lacks[i].why))
			return false;
	return true;
}

/* "patches 2-5, 13": of all gaps that are like the one at `first`; returns how many. */
static size_t print_gap_patches(const struct report *report, const struct order_gaps *gaps,
				size_t first, FILE *to)
{
	_cleanup_buf_ struct buf numbers = { 0 };
	size_t start = 0, last = 0, count = 0;

	for (size_t i = first; i <= gaps->count; i++) {
		size_t number = 0;

		if (i < gaps->count) {
			if (!is_same_gap(&gaps->items[first], &gaps->items[i]))
				continue;
			number = report->rows[gaps->items[i].row].number;
			count++;
			if (last && number == last + 1) {
				last = number;
				continue;
			}
		}
		if (last)
			buf_printf(&numbers, "%s%zu", numbers.len ? ", " : "", start);
		if (last > start)
			buf_printf(&numbers, "%s%zu", last > start + 1 ? "-" : ", ", last);
		start = last = number;
	}
	fprintf(to, "  patch%s %s", count > 1 ? "es" : "", buf_str(&numbers));
	return count;
}

static void print_order(const struct report *report, FILE *to)
{
	_cleanup_(order_gaps_release) struct order_gaps gaps;

	order_check(report, &gaps);
	for (size_t i = 0; i < gaps.count; i++) {
		const struct order_gap *gap = &gaps.items[i];
		bool told = false;
		size_t count;

		for (size_t j = 0; j < i && !told; j++)
			told = is_same_gap(&gaps.items[j], gap);
		if (told)
			continue;
		count = print_gap_patches(report, &gaps, i, to);
		fprintf(to, " %s to %s; %s must have %s, too:", count > 1 ? "go" : "goes",
			report->branches[gap->oldest].branch,
			gap->lack_count > 1 ? "newer supported branches" : "a newer supported branch",
			count > 1 ? "them" : "it");
		for (size_t l = 0; l < gap->lack_count; l++)
			fprintf(to, "%s %s (%s)", l ? "," : "",
				report->branches[gap->lacks[l].branch].branch, gap->lacks[l].why);
		fputc('\n', to);
	}
}

static void print_ended(const struct report *report, FILE *to)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->branches[i].ended)
			fprintf(to, "  %s: its end of life was %s\n", report->branches[i].branch,
				report->branches[i].eol);
}

/* Patches without a row: the profile, or guards, keep them from all branches. */
static void print_kept(const struct report *report, FILE *to)
{
	size_t kept = 0;

	for (size_t row = 0; row < report->row_count; row++)
		kept += !row_shown(report, row);
	if (kept)
		fprintf(to, "  not shown: %zu of %zu patches, which series.conf keeps from %s in this profile\n",
			kept, report->row_count, report->count == 1 ? "this branch" : "these branches");
}

void matrix_text(const struct report *report, FILE *to, bool color)
{
	print_blocks(report, to, color);
	print_failures(report, to);
	print_kept(report, to);
	print_ended(report, to);
	print_order(report, to);
}
