/* SPDX-License-Identifier: GPL-2.0-only */
/* What is damaged, for people. */
#ifndef CMD_KEPT_PRINT_H
#define CMD_KEPT_PRINT_H

#include "run/kept_check.h"
#include "util/out.h"

/* A line for each kind of thing that has something damaged, with what, and what was done. */
void kept_print(const struct context *context, const struct kept_report *report, struct out *out);

#endif
