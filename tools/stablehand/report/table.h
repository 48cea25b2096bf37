/* SPDX-License-Identifier: GPL-2.0-only */
/* Small tables for the terminal, laid out by libsmartcols. */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stddef.h>

#include "util/out.h"

struct table;

/*
 * A table with the NULL-terminated column headings; one that starts with '>'
 * (not shown) is aligned to the right, with '~' is cut with an ellipsis when the table is
 * wider than table_width(). When all are empty there is no line of headings.
 * The caller frees it with table_print().
 */
struct table *table_new(const char *const *headings, struct out *to);

/* Of what goes into a pipe or a file nothing is cut. */
#define TABLE_UNLIMITED 1000000

/*
 * How wide it may be: as the terminal behind it; for what is none as COLUMNS says, if that is
 * set (and exported), else TABLE_UNLIMITED. At least 20.
 */
size_t table_width(const struct out *to);

/* Start a new row. */
void table_row(struct table *table);

/* The next cell of the row; the text is made printable and copied. */
void table_cell(struct table *table, enum style style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Print it, each line after two spaces, and free it. */
void table_print(struct table *table);

#endif
