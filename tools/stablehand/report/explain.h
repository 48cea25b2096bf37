/* SPDX-License-Identifier: GPL-2.0-only */
/* All that is known about one patch on one branch. */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include <stdio.h>

#include "report/report.h"

/* For a patch that is there: report_patch() gives it. As text for a terminal. */
void explain_text(const struct report *report, size_t branch, size_t row, FILE *to, bool color);

/* As one JSON object of schema 1, its "patch" as in the report's. 0, or -1. */
int explain_json(const struct report *report, size_t branch, size_t row, FILE *to);

#endif
