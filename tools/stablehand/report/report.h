/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as a person reads it. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>

#include "result/result.h"
#include "util/out.h"

/* As text. */
void report_text(const struct result *result, struct out *to);

/* The same of what was kept: with when it was seen, and by which program. */
void report_text_of_store(const struct result *result, struct out *to);

#endif
