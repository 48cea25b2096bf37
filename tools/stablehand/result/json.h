/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as JSON. */
#ifndef RESULT_JSON_H
#define RESULT_JSON_H

#include <stdio.h>

#include "result/result.h"

/* As one JSON object of schema 1. 0, or -1 when writing failed. */
int result_write_json(const struct result *result, FILE *to);

/*
 * One patch that is there (result_patch() gives it) as one JSON object of schema 1,
 * its "patch" as in the whole result's. 0, or -1.
 */
int patch_write_json(const struct result *result, size_t branch, size_t row, FILE *to);

#endif
