/* SPDX-License-Identifier: GPL-2.0-only */
/* All verdicts at a glance: patches down, branches across. */
#ifndef REPORT_MATRIX_H
#define REPORT_MATRIX_H


#include "report/table.h"
#include "result/result.h"
#include "util/out.h"

/*
 * Print it as wide as the terminal, in several blocks of branches where they
 * do not fit beside each other; then a line for each branch without an
 * answer, and for each patch that a newer branch lacks (report/order.h).
 */
void matrix_text(const struct result *result, struct out *to);

/* How a verdict is shown. */
enum style matrix_style(enum verdict verdict);

/* A line for each patch that cannot be read, and why. */
void matrix_unreadable(const struct result *result, struct out *to);

#endif
