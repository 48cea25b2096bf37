/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings of lint() as text and JSON. */
#ifndef CMD_PRINT_LINT_H
#define CMD_PRINT_LINT_H

#include <jansson.h>

#include "deliver/lint.h"

/* Those of one patch, a line each, on standard output. */
void print_lint(const struct lint_findings *findings, size_t patch, const char *indent);

/* The same as an array. */
json_t *lint_json(const struct lint_findings *findings, size_t patch);

#endif
