/* SPDX-License-Identifier: GPL-2.0-only */
/* A history as text. */
#ifndef REPORT_HISTORY_H
#define REPORT_HISTORY_H

#include "result/history.h"
#include "util/out.h"

/* Regressions first; then each record, or each verdict and build, the oldest first. */
void history_text(const struct history *history, struct out *to);

#endif
