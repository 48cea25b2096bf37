/* SPDX-License-Identifier: GPL-2.0-only */
/* The patches of series.conf as rows of a result, and how a person names one. */
#ifndef RESULT_ROWS_H
#define RESULT_ROWS_H

#include <stddef.h>

#include "result/result.h"
#include "util/error.h"

/* When the verdicts are there: give the rows their subjects. */
void result_name_rows(struct result *result);

/* Give rows without a place in their series (1, 2, ...) the one after the row before. */
void result_place_rows(struct result *result);

/* How a person calls a patch: "kvm-pferr/03". Allocated. */
char *result_row_id(const struct result_row *row);

/*
 * The row that a person means on a branch (an index). Tried in this order, each only when
 * none before fits: SERIES/NN, SERIES/FILE, the number in its series (NN), the name of its
 * file (with or without .patch), as a path as well; at least 7 digits of the id upstream; a
 * part of the subject or of the file's name (in any case). ERROR_INPUT when that is not one,
 * with the ones that it can be, or what may have been meant.
 */
int result_find_row(const struct result *result, size_t branch, const char *text, size_t *ret_row,
		    struct error **err);

/* The patch of a row on a branch (an index), or NULL: not given, or no answer. */
const struct patch_result *result_patch(const struct result *result, size_t branch, size_t row);

/*
 * The row of a patch, counted from 0 among those of the series that the branch (an index)
 * is given. One of zeroes: there is no such.
 */
const struct result_row *result_row_of(const struct result *result, size_t branch,
				       const char *series, size_t patch);

/* The place in its series of the patch that a blocked one (of a row) needs; 0: not blocked. */
size_t result_blocker(const struct result *result, size_t branch, size_t row);

#endif
