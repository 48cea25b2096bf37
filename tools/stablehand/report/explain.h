/* SPDX-License-Identifier: GPL-2.0-only */
/* All that is known about one patch on one branch. */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H


#include "result/result.h"
#include "util/out.h"

/* For a patch that is there: result_patch() gives it. As text for a terminal. */
void explain_text(const struct result *result, size_t branch, size_t row, struct out *to);

#endif
