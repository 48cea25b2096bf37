/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as a person reads it. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "result/result.h"

/* As text for a terminal; color: with escape sequences. */
void report_text(const struct result *result, FILE *to, bool color);

#endif
