/* SPDX-License-Identifier: GPL-2.0-only */
/* How report_text() is split; nothing else needs this. */
#ifndef REPORT_TEXT_PARTS_H
#define REPORT_TEXT_PARTS_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report.h"

/* Text that may have several lines, made printable, each behind indent. */
void text_indented(FILE *to, const char *text, const char *indent);

/*
 * The patches of a series on a branch (indexes): a table of the verdicts, what backs
 * each of them, and the files that were written. Patches have their numbers when
 * the report is of more than one.
 */
void text_patches(const struct report *report, size_t branch, size_t series, FILE *to, bool color);

/* The selftests of a branch: each state alone or base against ported, by variant. */
void text_tests(const struct branch_report *b, FILE *to, bool color);

#endif
