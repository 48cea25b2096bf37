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

struct table {
	struct libscols_table *columns;
	struct libscols_line *line;
	size_t next_cell;
	struct out *to;
	locale_t utf8;		/* the cells' encoding, whatever the user's; or 0 */
};

static const char *const colors[] = {
	[STYLE_PLAIN] = NULL,
	[STYLE_GOOD] = "green",
	[STYLE_BAD] = "red",
	[STYLE_DOUBT] = "yellow",
	[STYLE_FAINT] = "gray",
};

size_t table_width(const struct out *to)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long width;

	if (!ioctl(fileno(out_file(to)), TIOCGWINSZ, &size) && size.ws_col > 20)
		return size.ws_col;
	width = columns ? strtol(columns, NULL, 10) : 0;
	return width > 20 && width < 10000 ? width : 100;
}

struct table *table_new(const char *const *headings, struct out *to)
{
	struct table *table = xcalloc(1, sizeof(*table));

	table->to = to;
	table->columns = scols_new_table();
	if (!table->columns)
		abort();
	/* Cells are printable; escaped once more, their escapes could not be read. */
	table->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	scols_table_enable_noencoding(table->columns, table->utf8 != NULL);
	scols_table_set_stream(table->columns, out_file(to));
	scols_table_enable_colors(table->columns, to->color);
	scols_table_set_termwidth(table->columns, table_width(to) - 2);
	scols_table_set_termforce(table->columns, SCOLS_TERMFORCE_ALWAYS);
	for (; *headings; headings++) {
		int flags = **headings == '>' ? SCOLS_FL_RIGHT : **headings == '~' ? SCOLS_FL_TRUNC : 0;

		scols_table_new_column(table->columns, *headings + (flags != 0), 0, flags);
	}
	return table;
}

void table_row(struct table *table)
{
	table->line = scols_table_new_line(table->columns, NULL);
	table->next_cell = 0;
}

void table_cell(struct table *table, enum style style, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	struct libscols_cell *cell;
	char *printable;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	printable = text_printable(text, strlen(text), false);
	cell = scols_line_get_cell(table->line, table->next_cell);
	if (table->to->color && colors[style])
		scols_cell_set_color(cell, colors[style]);
	scols_line_refer_data(table->line, table->next_cell++, printable);
}

void table_print(struct table *table)
{
	locale_t users = table->utf8 ? uselocale(table->utf8) : NULL;
	char *text = NULL;

	scols_print_table_to_string(table->columns, &text);
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
