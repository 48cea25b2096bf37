// SPDX-License-Identifier: GPL-2.0-only
/*
 * The matrix turned: a line a branch, a column a patch. It is tried in the order of what tells
 * most: words; letters below numbers; letters below numbers that are written downwards, two
 * columns a patch; each with the releases and then, but for words, without.
 */
#include <string.h>

#include "report/matrix_parts.h"
#include "report/table.h"
#include "report/wrap.h"
#include "result/rows.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

#define INDENT 2
#define FIXED_HEADINGS 2	/* BRANCH, RELEASE */

enum shape {
	SHAPE_WORDS,
	SHAPE_LETTERS,
	SHAPE_DOWNWARDS,
};

/* Ported: small letters that begin the word; what is there: other ones; bad news: capitals. */
static char letter_of(enum verdict verdict)
{
	static const char letters[] = {
		[VERDICT_CLEAN] = 'c', [VERDICT_MOVED] = 'm', [VERDICT_ADAPTED] = 'a',
		[VERDICT_RESOLVED] = 'r', [VERDICT_PRESENT] = 'p', [VERDICT_SUPERSEDED] = 's',
		[VERDICT_NOT_AFFECTED] = 'n', [VERDICT_REFUSED] = 'X', [VERDICT_BLOCKED] = 'B',
		[VERDICT_UNREADABLE] = 'U',
	};

	return letters[verdict];
}

static size_t digits(size_t number)
{
	size_t count = 1;

	for (; number >= 10; number /= 10)
		count++;
	return count;
}

static size_t most_digits(const struct sheet *sheet)
{
	size_t most = 1;

	for (size_t i = 0; i < sheet->row_count; i++) {
		size_t count = digits(sheet->result->rows[sheet->rows[i]].place);

		most = count > most ? count : most;
	}
	return most;
}

/* What stands over a patch's column: its number, which alone says no series. */
static char *heading(const struct sheet *sheet, size_t row)
{
	if (sheet->several_series)
		return result_row_id(&sheet->result->rows[row]);
	return xasprintf("%zu", sheet->result->rows[row].place);
}

static size_t width_of_words(const struct sheet *sheet, size_t row)
{
	_cleanup_free_ char *over = heading(sheet, row);
	size_t width = strlen(over);

	for (size_t i = 0; i < sheet->branch_count; i++) {
		_cleanup_free_ char *word = sheet_word(sheet, sheet->branches[i], row);

		width = strlen(word) > width ? strlen(word) : width;
	}
	return width;
}

static size_t width_of(const struct sheet *sheet, enum shape shape, bool releases)
{
	size_t branch = strlen("BRANCH"), release = releases ? strlen("RELEASE") : 0, width = INDENT;

	for (size_t i = 0; i < sheet->branch_count; i++) {
		const char *name = sheet->result->branches[sheet->branches[i]].branch;
		size_t version = strlen(sheet_release(sheet, sheet->branches[i]));

		branch = strlen(name) > branch ? strlen(name) : branch;
		release = releases && version > release ? version : release;
	}
	width += branch + (releases ? 1 + release : 0);
	for (size_t i = 0; i < sheet->row_count; i++)
		width += 1 + (shape == SHAPE_WORDS ? width_of_words(sheet, sheet->rows[i]) :
			      shape == SHAPE_LETTERS ? most_digits(sheet) : 1);
	return width;
}

/* The numbers, from the top down; the lowest line has the other headings. */
static void print_downwards(const struct sheet *sheet, bool releases, struct table *table)
{
	for (size_t left = most_digits(sheet), unit = 1; left; left--) {
		unit = 1;
		for (size_t i = 1; i < left; i++)
			unit *= 10;
		table_row(table);
		table_cell(table, STYLE_PLAIN, "%s", unit == 1 ? "BRANCH" : "");
		if (releases)
			table_cell(table, STYLE_PLAIN, "%s", unit == 1 ? "RELEASE" : "");
		for (size_t i = 0; i < sheet->row_count; i++) {
			size_t place = sheet->result->rows[sheet->rows[i]].place;

			if (place < unit)
				table_cell(table, STYLE_PLAIN, "%s", "");
			else
				table_cell(table, STYLE_PLAIN, "%zu", place / unit % 10);
		}
	}
}

static void print_branch(const struct sheet *sheet, size_t branch, enum shape shape, bool releases,
			 struct table *table)
{
	table_row(table);
	table_cell(table, STYLE_PLAIN, "%s", sheet->result->branches[branch].branch);
	if (releases)
		table_cell(table, STYLE_FAINT, "%s", sheet_release(sheet, branch));
	for (size_t i = 0; i < sheet->row_count; i++) {
		size_t row = sheet->rows[i];
		const struct patch_result *patch = result_patch(sheet->result, branch, row);
		_cleanup_free_ char *word = sheet_word(sheet, branch, row);
		enum style style = sheet_style(sheet, branch, row);

		if (shape == SHAPE_WORDS)
			table_cell(table, style, "%s", word);
		else
			table_cell(table, style, "%c", patch ? letter_of(patch->verdict) : *word);
	}
}

static void print_table(const struct sheet *sheet, enum shape shape, bool releases)
{
	size_t count = 0;
	char **headings = xcalloc(sheet->row_count + FIXED_HEADINGS + 1, sizeof(*headings));
	bool named = shape != SHAPE_DOWNWARDS;
	struct table *table;

	headings[count++] = xstrdup(named ? "BRANCH" : "");
	if (releases)
		headings[count++] = xstrdup(named ? "RELEASE" : "");
	for (size_t i = 0; i < sheet->row_count; i++) {
		_cleanup_free_ char *over = named ? heading(sheet, sheet->rows[i]) : xstrdup("");

		headings[count++] = xasprintf("%s%s", shape == SHAPE_WORDS ? "" : ">", over);
	}
	table = table_new((const char *const *)headings, sheet->to);
	if (!named)
		print_downwards(sheet, releases, table);
	for (size_t i = 0; i < sheet->branch_count; i++)
		print_branch(sheet, sheet->branches[i], shape, releases, table);
	table_print(table);
	for (size_t i = 0; i < count; i++)
		free(headings[i]);
	free(headings);
}

/* Of the letters that are there. */
static void print_letters(const struct sheet *sheet)
{
	bool seen[VERDICT_LAST + 1] = {0};
	_cleanup_buf_ struct buf line = {0};

	for (size_t i = 0; i < sheet->branch_count; i++)
		for (size_t j = 0; j < sheet->row_count; j++) {
			const struct patch_result *patch =
				result_patch(sheet->result, sheet->branches[i], sheet->rows[j]);

			if (patch)
				seen[patch->verdict] = true;
		}
	for (size_t v = 0; v < ARRAY_SIZE(seen); v++)
		if (seen[v])
			buf_printf(&line, "%s%c=%s", line.len ? ", " : "", letter_of(v), verdict_name(v));
	wrap_text(sheet->to, "  ", "  ", buf_str(&line));
}

static void print_patches(const struct sheet *sheet)
{
	static const char *const headings[] = {">#", "~PATCH", NULL};
	struct table *table = table_new(headings, sheet->to);

	for (size_t i = 0; i < sheet->row_count; i++) {
		_cleanup_free_ char *over = heading(sheet, sheet->rows[i]);

		table_row(table);
		table_cell(table, STYLE_FAINT, "%s", over);
		table_cell(table, STYLE_PLAIN, "%s", sheet_label(sheet, sheet->rows[i]));
	}
	table_print(table);
}

bool sheet_print_turned(const struct sheet *sheet)
{
	static const struct {
		enum shape shape;
		bool releases;
	} ways[] = {
		{SHAPE_WORDS, true}, {SHAPE_LETTERS, true}, {SHAPE_DOWNWARDS, true},
		{SHAPE_LETTERS, false}, {SHAPE_DOWNWARDS, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		bool words = ways[i].shape == SHAPE_WORDS;

		/* Letters have no place for the series' names. */
		if ((!words && sheet->several_series) ||
		    width_of(sheet, ways[i].shape, ways[i].releases) > sheet->width)
			continue;
		print_table(sheet, ways[i].shape, ways[i].releases);
		if (!words)
			print_letters(sheet);
		out_puts(sheet->to, "\n");
		print_patches(sheet);
		out_puts(sheet->to, "\n");
		return true;
	}
	return false;
}
