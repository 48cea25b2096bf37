// SPDX-License-Identifier: GPL-2.0-only
#include "report/matrix.h"

#include <string.h>

#include "result/order.h"
#include "result/rows.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define INDENT 2
#define MIN_LABEL 30	/* columns for the subject, unless all are shorter */

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

static const char *label(const struct result_row *row)
{
	return row->subject ? row->subject : row->name;
}

/* Rows that some branch is given, and branches that have an answer. */
static bool row_shown(const struct result *result, size_t row)
{
	for (size_t b = 0; b < result->count; b++)
		if (result->branches[b].wanted && result->branches[b].wanted[row])
			return true;
	return false;
}

static bool branch_shown(const struct branch_result *b)
{
	return b->has_source && !b->failure;
}

/* "clean", "blocked by 2", "-"; allocated. */
static char *cell(const struct result *result, size_t branch, size_t row)
{
	const struct patch_result *patch = result_patch(result, branch, row);
	size_t by = patch ? result_blocker(result, branch, row) : 0;

	if (by)
		return xasprintf("%s by %zu", verdict_name(patch->verdict), by);
	return xstrdup(patch ? verdict_name(patch->verdict) : "-");
}

static size_t column_width(const struct result *result, size_t branch)
{
	const struct branch_result *b = &result->branches[branch];
	size_t width = strlen(b->branch);

	if (strlen(b->source.release.version) > width)
		width = strlen(b->source.release.version);
	for (size_t row = 0; row < result->row_count; row++) {
		_cleanup_free_ char *text = cell(result, branch, row);

		if (strlen(text) > width)
			width = strlen(text);
	}
	return width;
}

/* What a block needs beside the columns of its branches: number, label, gaps. */
static size_t fixed_width(const struct result *result)
{
	size_t longest = 0, digits = 1;

	for (size_t row = 0; row < result->row_count; row++) {
		size_t place = result->rows[row].place;

		if (strlen(label(&result->rows[row])) > longest)
			longest = strlen(label(&result->rows[row]));
		for (size_t d = 1; place >= 10; place /= 10)
			digits = ++d > digits ? d : digits;
	}
	return INDENT + digits + 1 + (longest < MIN_LABEL ? longest : MIN_LABEL);
}

static void release_row(const struct result *result, size_t first, size_t end,
			struct table *table)
{
	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", "");
	table_cell(table, STYLE_PLAIN, "%s", "");
	for (size_t b = first; b < end; b++)
		if (branch_shown(&result->branches[b]))
			table_cell(table, STYLE_FAINT, "%s",
				   result->branches[b].source.release.version);
}

static bool several_series(const struct result *result)
{
	for (size_t row = 1; row < result->row_count; row++)
		if (strcmp(result->rows[row].series, result->rows[0].series))
			return true;
	return false;
}

static void series_row(const struct result *result, size_t row, const char **last,
		       struct table *table)
{
	const char *series = result->rows[row].series;

	if (*last && !strcmp(*last, series))
		return;
	*last = series;
	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", "");
	table_cell(table, STYLE_FAINT, "%s", series);
}

static void patch_row(const struct result *result, size_t row, size_t first, size_t end,
		      struct table *table)
{
	table_row(table);
	table_cell(table, STYLE_FAINT, "%zu", result->rows[row].place);
	table_cell(table, STYLE_PLAIN, "%s", label(&result->rows[row]));
	for (size_t b = first; b < end; b++) {
		const struct patch_result *patch = result_patch(result, b, row);
		_cleanup_free_ char *text = cell(result, b, row);

		if (branch_shown(&result->branches[b]))
			table_cell(table, patch ? matrix_style(patch->verdict) : STYLE_FAINT, "%s",
				   text);
	}
}

/* The branches first ... end - 1. */
static void print_block(const struct result *result, size_t first, size_t end, struct out *to)
{
	_cleanup_free_ const char **headings = xcalloc(end - first + 3, sizeof(*headings));
	bool several = several_series(result);
	const char *last = NULL;
	struct table *table;
	size_t count = 0;

	headings[count++] = ">#";
	headings[count++] = "~PATCH";
	for (size_t b = first; b < end; b++)
		if (branch_shown(&result->branches[b]))
			headings[count++] = result->branches[b].branch;
	table = table_new(headings, to);
	release_row(result, first, end, table);
	for (size_t row = 0; row < result->row_count; row++) {
		if (!row_shown(result, row))
			continue;
		if (several)
			series_row(result, row, &last, table);
		patch_row(result, row, first, end, table);
	}
	table_print(table);
}

static void print_blocks(const struct result *result, struct out *to)
{
	size_t width = table_width(to), fixed = fixed_width(result);

	for (size_t first = 0; first < result->count;) {
		size_t used = fixed, end = first, shown = 0;

		for (; end < result->count; end++) {
			if (!branch_shown(&result->branches[end]))
				continue;
			used += 1 + column_width(result, end);
			if (shown && used > width)
				break;
			shown++;
		}
		if (shown) {
			print_block(result, first, end, to);
			out_puts(to, "\n");
		}
		first = end;
	}
}

static void print_failures(const struct result *result, struct out *to)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct branch_result *b = &result->branches[i];
		_cleanup_free_ char *why = branch_not_fetched(b), *line = NULL;

		if (!b->failure)
			continue;
		if (!why)
			why = xstrdup(b->failure->message);
		line = text_printable(why, strlen(why), !b->not_fetched);
		out_printf(to, "  %s: %s%s\n", b->branch, b->not_fetched ? "not fetched: " : "", line);
	}
}

/* Why patches cannot be read: it is the same on all branches. */
void matrix_unreadable(const struct result *result, struct out *to)
{
	for (size_t row = 0; row < result->row_count; row++) {
		const struct patch_result *patch = NULL;
		_cleanup_free_ char *why = NULL, *id = NULL;

		for (size_t b = 0; b < result->count && !patch; b++)
			patch = result_patch(result, b, row);
		if (!patch || patch->verdict != VERDICT_UNREADABLE || !patch->evidence.count)
			continue;
		why = text_printable(patch->evidence.items[0].text,
				     strlen(patch->evidence.items[0].text), true);
		id = result_row_id(&result->rows[row]);
		out_printf(to, "  %s is unreadable: %s\n", id, why);
	}
}

/* Do the patches of both go to the same branch, and lack in the same ones for the same reasons? */
static bool is_same_gap(const struct order_gap *a, const struct order_gap *b)
{
	if (a->oldest != b->oldest || a->lack_count != b->lack_count)
		return false;
	for (size_t i = 0; i < a->lack_count; i++)
		if (a->lacks[i].branch != b->lacks[i].branch ||
		    a->lacks[i].need != b->lacks[i].need ||
		    strcmp(a->lacks[i].why, b->lacks[i].why))
			return false;
	return true;
}

/* "kvm-pferr/02-05, 13, fix/01": of all gaps that are like the one at `first`; returns how many. */
static size_t print_gap_patches(const struct result *result, const struct order_gaps *gaps,
				size_t first, struct out *to)
{
	const struct result_row *start = NULL, *last = NULL;
	const char *series = "";
	_cleanup_buf_ struct buf ids = { 0 };
	size_t count = 0;

	for (size_t i = first; i <= gaps->count; i++) {
		const struct result_row *row = NULL;

		if (i < gaps->count) {
			if (!is_same_gap(&gaps->items[first], &gaps->items[i]))
				continue;
			row = &result->rows[gaps->items[i].row];
			count++;
			if (last && row->place == last->place + 1 && !strcmp(row->series, last->series)) {
				last = row;
				continue;
			}
		}
		if (last && !strcmp(series, start->series))
			buf_printf(&ids, ", %02zu", start->place);
		else if (last)
			buf_printf(&ids, "%s%s/%02zu", ids.len ? ", " : "", start->series, start->place);
		if (last != start)
			buf_printf(&ids, "%s%02zu", last->place > start->place + 1 ? "-" : ", ",
				   last->place);
		series = last ? start->series : series;
		start = last = row;
	}
	out_printf(to, "  %s", buf_str(&ids));
	return count;
}

/* "; newer supported branches need it, too: 6.6.y (refused), 6.12.y (blocked)" */
static void print_lacks(const struct result *result, const struct order_gap *gap, enum need need,
			const char *patches, struct out *to)
{
	_cleanup_buf_ struct buf branches = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < gap->lack_count; i++)
		if (gap->lacks[i].need == need)
			buf_printf(&branches, "%s%s (%s)", count++ ? ", " : "",
				   result->branches[gap->lacks[i].branch].branch,
				   gap->lacks[i].why);
	if (count && need == NEED_NEEDED)
		out_printf(to, "; %s %s, too: %s", count > 1 ? "newer supported branches need" :
			   "a newer supported branch needs", patches, buf_str(&branches));
	else if (count)
		out_printf(to, "; whether %s %s is not known: %s",
			   count > 1 ? "newer supported branches need" :
			   "a newer supported branch needs", patches, buf_str(&branches));
}

static void print_order(const struct result *result, struct out *to)
{
	_cleanup_(order_gaps_release) struct order_gaps gaps;

	order_check(result, &gaps);
	for (size_t i = 0; i < gaps.count; i++) {
		const struct order_gap *gap = &gaps.items[i];
		bool told = false;
		size_t count;

		for (size_t j = 0; j < i && !told; j++)
			told = is_same_gap(&gaps.items[j], gap);
		if (told)
			continue;
		count = print_gap_patches(result, &gaps, i, to);
		out_printf(to, " %s to %s", count > 1 ? "go" : "goes",
			   result->branches[gap->oldest].branch);
		print_lacks(result, gap, NEED_NEEDED, count > 1 ? "them" : "it", to);
		print_lacks(result, gap, NEED_UNKNOWN, count > 1 ? "them" : "it", to);
		out_puts(to, "\n");
	}
}

static void print_ended(const struct result *result, struct out *to)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->branches[i].ended)
			out_printf(to, "  %s: its end of life was %s\n", result->branches[i].branch,
				result->branches[i].eol);
}

/* Patches without a row: the profile, or guards, keep them from all branches. */
static void print_kept(const struct result *result, struct out *to)
{
	size_t kept = 0;

	for (size_t row = 0; row < result->row_count; row++)
		kept += !row_shown(result, row);
	if (kept)
		out_printf(to, "  not shown: %zu of %zu patches, which series.conf keeps from %s in this profile\n",
			kept, result->row_count, result->count == 1 ? "this branch" : "these branches");
}

void matrix_text(const struct result *result, struct out *to)
{
	print_blocks(result, to);
	print_failures(result, to);
	matrix_unreadable(result, to);
	print_kept(result, to);
	print_ended(result, to);
	print_order(result, to);
}
