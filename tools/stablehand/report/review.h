/* SPDX-License-Identifier: GPL-2.0-only */
/* A review as text. */
#ifndef REPORT_REVIEW_H
#define REPORT_REVIEW_H

#include "result/review.h"
#include "util/out.h"

/*
 * What was looked at, the findings by how sure they are, and what was not looked at. all: those
 * that are only possible, too.
 */
void review_text(const struct review *review, bool all, struct out *to);

#endif
