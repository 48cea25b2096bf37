/* SPDX-License-Identifier: GPL-2.0-only */
/* Small tables for the terminal, laid out by libsmartcols. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

struct table;

/* How a cell looks when colours are on. */
enum table_style {
	TABLE_PLAIN,
	TABLE_GOOD,
	TABLE_BAD,
	TABLE_DOUBT,
	TABLE_FAINT,
};

/*
 * A table with the NULL-terminated column headings; one that starts with '>'
 * (not shown) is aligned to the right, with '~' is cut when space is short.
 * The caller frees it with table_free().
 */
struct table *table_new(const char *const *headings, FILE *to, bool color);

/* How many columns the terminal behind a stream has; 100 when it is none. */
size_t table_width(FILE *to);

/* The escape sequence of a style, "" when it has none. */
const char *table_color(enum table_style style);

/* Start a new row. */
void table_row(struct table *table);

/* The next cell of the row; the text is made printable and copied. */
void table_cell(struct table *table, enum table_style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Print it, each line after two spaces, and free it. */
void table_print(struct table *table);

#endif
