/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines that are too long for the terminal, broken at blanks. */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include "util/out.h"

/*
 * Print text, its first line behind `first`, others behind `rest`, each ended with a newline.
 * What is longer than table_width() (report/table.h) goes on behind `rest`, the line's own
 * indentation and two blanks; a word that does not fit on a line stays whole. Tabs and runs of
 * blanks within a line that fits stay as they are. Nothing is printed of "".
 */
void wrap_text(struct out *to, const char *first, const char *rest, const char *text);

/* The same of a format, in one line or several. */
void wrap_printf(struct out *to, const char *first, const char *rest, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
