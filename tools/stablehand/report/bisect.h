/* SPDX-License-Identifier: GPL-2.0-only */
/* A bisection as text. */
#ifndef REPORT_BISECT_H
#define REPORT_BISECT_H

#include "result/bisect.h"
#include "util/out.h"

/* Each commit that was looked at, then the first bad one, or those that may be. */
void bisect_text(const struct bisect *bisect, struct out *to);

#endif
