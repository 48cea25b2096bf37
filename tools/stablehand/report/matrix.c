// SPDX-License-Identifier: GPL-2.0-only
#include "report/matrix.h"

#include <string.h>

#include "report/matrix_parts.h"
#include "report/table.h"
#include "report/wrap.h"
#include "result/rows.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define INDENT 2
#define MIN_LABEL 30	/* columns for the subject, unless all are shorter */
#define LEAST_LABEL 16	/* the same where verdicts are cut already */
#define LEAST_WORD 6	/* "prese." still tells the verdicts apart */

enum style matrix_style(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_CLEAN:
	case VERDICT_MOVED:
	case VERDICT_PRESENT:
		return STYLE_GOOD;
	case VERDICT_ADAPTED:
	case VERDICT_RESOLVED:
		return STYLE_DOUBT;
	case VERDICT_REFUSED:
	case VERDICT_BLOCKED:
	case VERDICT_UNREADABLE:
		return STYLE_BAD;
	case VERDICT_NOT_AFFECTED:
	case VERDICT_SUPERSEDED:
		break;
	}
	return STYLE_FAINT;
}

/* --- what is shown */

const char *sheet_label(const struct sheet *sheet, size_t row)
{
	const struct result_row *r = &sheet->result->rows[row];

	return r->subject ? r->subject : r->name;
}

static bool row_shown(const struct result *result, size_t row)
{
	for (size_t b = 0; b < result->count; b++)
		if (result->branches[b].wanted && result->branches[b].wanted[row])
			return true;
	return false;
}

static void sheet_make(const struct result *result, struct out *to, struct sheet *sheet)
{
	*sheet = (struct sheet){.result = result, .to = to, .width = table_width(to)};
	sheet->branches = xcalloc(result->count + 1, sizeof(*sheet->branches));
	sheet->rows = xcalloc(result->row_count + 1, sizeof(*sheet->rows));
	for (size_t b = 0; b < result->count; b++)
		if (result->branches[b].has_source && !result->branches[b].failure)
			sheet->branches[sheet->branch_count++] = b;
	for (size_t row = 0; row < result->row_count; row++)
		if (row_shown(result, row))
			sheet->rows[sheet->row_count++] = row;
	for (size_t i = 1; i < result->row_count; i++)
		sheet->several_series |= strcmp(result->rows[i].series, result->rows[0].series) != 0;
}

static void sheet_release_lists(struct sheet *sheet)
{
	free(sheet->branches);
	free(sheet->rows);
}

char *sheet_word(const struct sheet *sheet, size_t branch, size_t row)
{
	const struct patch_result *patch = result_patch(sheet->result, branch, row);
	const bool *wanted = sheet->result->branches[branch].wanted;
	size_t by = patch ? result_blocker(sheet->result, branch, row) : 0;

	if (by)
		return xasprintf("%s by %zu", verdict_name(patch->verdict), by);
	if (patch)
		return xstrdup(verdict_name(patch->verdict));
	return xstrdup(wanted && wanted[row] ? "..." : "-");
}

enum style sheet_style(const struct sheet *sheet, size_t branch, size_t row)
{
	const struct patch_result *patch = result_patch(sheet->result, branch, row);

	return patch ? matrix_style(patch->verdict) : STYLE_FAINT;
}

const char *sheet_release(const struct sheet *sheet, size_t branch)
{
	const char *version = sheet->result->branches[branch].source.release.version;

	return version ? version : "";
}

/* --- patches down, branches across */

static size_t column_width(const struct sheet *sheet, size_t branch)
{
	size_t width = strlen(sheet->result->branches[branch].branch);

	if (strlen(sheet_release(sheet, branch)) > width)
		width = strlen(sheet_release(sheet, branch));
	for (size_t i = 0; i < sheet->row_count; i++) {
		_cleanup_free_ char *text = sheet_word(sheet, branch, sheet->rows[i]);

		if (strlen(text) > width)
			width = strlen(text);
	}
	return width;
}

/* What is needed beside the columns of branches: number, gaps, a label of so many columns. */
static size_t fixed_width(const struct sheet *sheet, size_t label)
{
	size_t longest = 0, digits = 1;

	for (size_t i = 0; i < sheet->row_count; i++) {
		const char *text = sheet_label(sheet, sheet->rows[i]);
		size_t width = text_width(text, strlen(text)), d = 1;

		longest = width > longest ? width : longest;
		for (size_t place = sheet->result->rows[sheet->rows[i]].place; place >= 10; place /= 10)
			d++;
		digits = d > digits ? d : digits;
	}
	return INDENT + digits + 1 + (longest < label ? longest : label);
}

static void release_row(const struct sheet *sheet, size_t first, size_t end, struct table *table)
{
	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", "");
	table_cell(table, STYLE_PLAIN, "%s", "");
	for (size_t i = first; i < end; i++)
		table_cell(table, STYLE_FAINT, "%s", sheet_release(sheet, sheet->branches[i]));
}

static void series_row(const struct sheet *sheet, size_t row, const char **last, struct table *table)
{
	const char *series = sheet->result->rows[row].series;

	if (*last && !strcmp(*last, series))
		return;
	*last = series;
	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", "");
	table_cell(table, STYLE_FAINT, "%s", series);
}

static void patch_row(const struct sheet *sheet, size_t row, size_t first, size_t end, bool cut,
		      struct table *table)
{
	table_row(table);
	table_cell(table, STYLE_FAINT, "%zu", sheet->result->rows[row].place);
	table_cell(table, STYLE_PLAIN, "%s", sheet_label(sheet, row));
	for (size_t i = first; i < end; i++) {
		size_t branch = sheet->branches[i], width = strlen(sheet->result->branches[branch].branch);
		_cleanup_free_ char *word = sheet_word(sheet, branch, row);
		_cleanup_free_ char *shown = text_cut(word, !cut ? strlen(word) :
						      width < LEAST_WORD ? LEAST_WORD : width);

		table_cell(table, sheet_style(sheet, branch, row), "%s", shown);
	}
}

/* The branches first ... end - 1 of the sheet; cut: no wider than their names. */
static void print_block(const struct sheet *sheet, size_t first, size_t end, bool cut)
{
	_cleanup_free_ const char **headings = xcalloc(end - first + 3, sizeof(*headings));
	const char *last = NULL;
	struct table *table;
	size_t count = 0;

	headings[count++] = ">#";
	headings[count++] = "~PATCH";
	for (size_t i = first; i < end; i++)
		headings[count++] = sheet->result->branches[sheet->branches[i]].branch;
	table = table_new(headings, sheet->to);
	if (!cut)
		release_row(sheet, first, end, table);
	for (size_t i = 0; i < sheet->row_count; i++) {
		if (sheet->several_series)
			series_row(sheet, sheet->rows[i], &last, table);
		patch_row(sheet, sheet->rows[i], first, end, cut, table);
	}
	table_print(table);
	out_puts(sheet->to, "\n");
}

/* Verdicts cut to the width of the branches' names; the releases below. */
static void print_cut(const struct sheet *sheet)
{
	_cleanup_buf_ struct buf releases = {0};

	print_block(sheet, 0, sheet->branch_count, true);
	for (size_t i = 0; i < sheet->branch_count; i++)
		buf_printf(&releases, "%s%s %s", i ? ", " : "",
			   sheet->result->branches[sheet->branches[i]].branch,
			   sheet_release(sheet, sheet->branches[i]));
	wrap_printf(sheet->to, "  ", "  ", "releases: %s", buf_str(&releases));
}

static size_t width_of_cut(const struct sheet *sheet)
{
	size_t width = fixed_width(sheet, LEAST_LABEL);

	for (size_t i = 0; i < sheet->branch_count; i++) {
		size_t name = strlen(sheet->result->branches[sheet->branches[i]].branch);

		width += 1 + (name < LEAST_WORD ? LEAST_WORD : name);
	}
	return width;
}

/* As many branches beside each other as fit, then the next. */
static void print_blocks(const struct sheet *sheet)
{
	size_t fixed = fixed_width(sheet, MIN_LABEL);

	for (size_t first = 0; first < sheet->branch_count;) {
		size_t used = fixed, end = first;

		for (; end < sheet->branch_count; end++) {
			used += 1 + column_width(sheet, sheet->branches[end]);
			if (end > first && used > sheet->width)
				break;
		}
		print_block(sheet, first, end, false);
		first = end;
	}
}

/* In full if that fits; else turned; else with words cut; else in several blocks. */
static void print_sheet(const struct sheet *sheet)
{
	size_t needed = fixed_width(sheet, MIN_LABEL);

	for (size_t i = 0; i < sheet->branch_count; i++)
		needed += 1 + column_width(sheet, sheet->branches[i]);
	if (needed <= sheet->width)
		print_block(sheet, 0, sheet->branch_count, false);
	else if (sheet_print_turned(sheet))
		return;
	else if (width_of_cut(sheet) <= sheet->width)
		print_cut(sheet);
	else
		print_blocks(sheet);
}

void matrix_picture(const struct result *result, struct out *to)
{
	struct sheet sheet;

	sheet_make(result, to, &sheet);
	if (sheet.branch_count && sheet.row_count)
		print_sheet(&sheet);
	sheet_release_lists(&sheet);
}

void matrix_text(const struct result *result, struct out *to)
{
	matrix_picture(result, to);
	matrix_notes(result, to);
}
