/* SPDX-License-Identifier: GPL-2.0-only */
/* The patches of series.conf as rows of a result, and how a person names one. */
#ifndef RESULT_ROWS_H
#define RESULT_ROWS_H

#include <stddef.h>

#include "result/result.h"
#include "util/error.h"

/* When the verdicts are there: give the rows their subjects. */
void result_name_rows(struct result *result);

/*
 * The row that a person means on a branch (an index): by its number, the name
 * of its file, or a part of the subject that no other has (in any case).
 * ERROR_INPUT names the ones there are.
 */
int result_find_row(const struct result *result, size_t branch, const char *text, size_t *ret_row,
		    struct error **err);

/* The patch of a row on a branch (an index), or NULL: not given, or no answer. */
const struct patch_result *result_patch(const struct result *result, size_t branch, size_t row);

/*
 * By which number a person calls a patch: that of its row. `patch` counts from 0
 * those of the series that the branch (an index) is given. 0: there is no such.
 */
size_t result_number(const struct result *result, size_t branch, const char *series, size_t patch);

/* By which number a person calls the patch that a blocked one (of a row) needs; 0: not blocked. */
size_t result_blocker(const struct result *result, size_t branch, size_t row);

#endif
