/* SPDX-License-Identifier: GPL-2.0-only */
/* All verdicts at a glance: patches down, branches across. */
#ifndef REPORT_MATRIX_H
#define REPORT_MATRIX_H


#include "report/table.h"
#include "result/result.h"
#include "util/out.h"

/*
 * Print it, no wider than the terminal (report/table.h): in full; where the branches do not
 * fit beside each other, turned: branches down, patches across, by their numbers, with words
 * or a letter for each verdict, and the subjects below; where the patches do not fit either
 * (or are of several series), with verdicts cut to the width of the branches' names; and
 * else in several blocks. Then a line for each branch without an answer, for each message that
 * names what its branch does not have, and for each patch that a newer branch lacks
 * (result/order.h).
 */
void matrix_text(const struct result *result, struct out *to);

/* The matrix alone, with what is not known yet as "...". */
void matrix_picture(const struct result *result, struct out *to);

/* How a verdict is shown. */
enum style matrix_style(enum verdict verdict);

/* A line for each patch that cannot be read, and why. */
void matrix_unreadable(const struct result *result, struct out *to);

#endif
