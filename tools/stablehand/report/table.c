// SPDX-License-Identifier: GPL-2.0-only
#include "report/table.h"

#include <locale.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <libsmartcols.h>

#include "util/alloc.h"
#include "util/text.h"

#define MIN_WIDTH 20
#define MIN_CUT 10	/* what a column that can be cut keeps */

struct table {
	struct libscols_table *columns;
	struct libscols_line *line;
	size_t next_cell;
	struct out *to;
	locale_t utf8;		/* the cells' encoding, whatever the user's; or 0 */
};

size_t table_width(const struct out *to)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long width = columns ? strtol(columns, NULL, 10) : 0;

	if (to->width)
		return to->width < MIN_WIDTH ? MIN_WIDTH : to->width;
	if (!ioctl(fileno(out_file(to)), TIOCGWINSZ, &size))
		width = size.ws_col ? size.ws_col : width > 0 ? width : 80;
	if (width <= 0 || width > TABLE_UNLIMITED)
		return TABLE_UNLIMITED;
	return width < MIN_WIDTH ? MIN_WIDTH : width;
}

static struct libscols_column *add_column(struct table *table, const char *heading)
{
	bool right = *heading == '>', cut = *heading == '~';

	return alloc_checked(scols_table_new_column(table->columns, heading + (right || cut), 0,
						    right ? SCOLS_FL_RIGHT :
						    cut ? SCOLS_FL_TRUNC : 0));
}

struct table *table_new(const char *const *headings, struct out *to)
{
	struct table *table = xcalloc(1, sizeof(*table));
	bool any = false;

	table->to = to;
	table->columns = alloc_checked(scols_new_table());
	/* Cells are printable; escaped once more, their escapes could not be read. */
	table->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	scols_table_enable_noencoding(table->columns, table->utf8 != NULL);
	scols_table_set_stream(table->columns, out_file(to));
	scols_table_enable_colors(table->columns, to->color);
	scols_table_set_termforce(table->columns, SCOLS_TERMFORCE_ALWAYS);
	for (; *headings; headings++) {
		struct libscols_column *column = add_column(table, *headings);
		const char *name = scols_cell_get_data(scols_column_get_header(column));

		any |= name && *name;
	}
	scols_table_enable_noheadings(table->columns, !any);
	return table;
}

void table_row(struct table *table)
{
	table->line = alloc_checked(scols_table_new_line(table->columns, NULL));
	table->next_cell = 0;
}

void table_cell(struct table *table, enum style style, const char *fmt, ...)
{
	const char *sequence = out_style_sequence(table->to, style);
	_cleanup_free_ char *text = NULL;
	struct libscols_cell *cell;
	char *printable;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	printable = text_printable(text, strlen(text), false);
	cell = alloc_checked(scols_line_get_cell(table->line, table->next_cell));
	if (*sequence)
		scols_cell_set_color(cell, sequence);
	scols_line_refer_data(table->line, table->next_cell++, printable);
}

static size_t cell_width(const struct libscols_cell *cell)
{
	const char *text = scols_cell_get_data(cell);

	return text ? text_width(text, strlen(text)) : 0;
}

static size_t natural_width(struct table *table, size_t column)
{
	struct libscols_column *c = scols_table_get_column(table->columns, column);
	size_t width = cell_width(scols_column_get_header(c));

	for (size_t i = 0; i < scols_table_get_nlines(table->columns); i++) {
		struct libscols_line *line = scols_table_get_line(table->columns, i);
		size_t cell = cell_width(scols_line_get_cell(line, column));

		width = cell > width ? cell : width;
	}
	return width;
}

static void cut_column(struct table *table, size_t column, size_t width)
{
	for (size_t i = 0; i < scols_table_get_nlines(table->columns); i++) {
		struct libscols_line *line = scols_table_get_line(table->columns, i);
		const char *text = scols_cell_get_data(scols_line_get_cell(line, column));

		if (text)
			scols_line_refer_data(line, column, text_cut(text, width));
	}
}

/*
 * Cut what may be cut until the lines fit; by us, as the library leaves no ellipsis. It is then
 * given the width that there is: a table whose other columns do not fit stays whole.
 */
static void fit(struct table *table)
{
	size_t count = scols_table_get_ncols(table->columns), total = count - 1;
	size_t limit = table_width(table->to) - 2;

	for (size_t i = 0; i < count; i++)
		total += natural_width(table, i);
	for (size_t i = 0; i < count && total > limit; i++) {
		struct libscols_column *column = scols_table_get_column(table->columns, i);
		size_t width = natural_width(table, i), excess = total - limit, least;

		if (!(scols_column_get_flags(column) & SCOLS_FL_TRUNC))
			continue;
		least = width < MIN_CUT ? width : MIN_CUT;
		if (cell_width(scols_column_get_header(column)) > least)
			least = cell_width(scols_column_get_header(column));
		if (least < width) {
			size_t kept = width - least > excess ? width - excess : least;

			cut_column(table, i, kept);
			total -= width - kept;
		}
	}
	scols_table_set_termwidth(table->columns, total > limit ? total : limit);
}

void table_print(struct table *table)
{
	locale_t users = table->utf8 ? uselocale(table->utf8) : NULL;
	char *text = NULL;

	fit(table);
	/* It fails for want of memory only, and then leaves no text. */
	if (scols_print_table_to_string(table->columns, &text))
		text = alloc_checked(NULL);
	if (users)
		uselocale(users);
	for (const char *line = text; line && *line;) {
		int len = strcspn(line, "\n");
		int shown = len;

		while (shown && line[shown - 1] == ' ')
			shown--;
		out_puts(table->to, "  ");
		out_rendered(table->to, line, shown);
		out_puts(table->to, "\n");
		line += len + (line[len] == '\n');
	}
	free(text);
	scols_unref_table(table->columns);
	if (table->utf8)
		freelocale(table->utf8);
	free(table);
}
