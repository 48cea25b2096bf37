/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that is known about the branches that were asked for, in typed values that
 * own what they hold. run/ fills it; text and JSON are renderings of it.
 */
#ifndef RESULT_RESULT_H
#define RESULT_RESULT_H

#include <stddef.h>

#include "result/branch.h"

/* A patch of series.conf, as numbered there: what `status` has a line for. */
struct result_row {
	size_t number;			/* from 1, over all series */
	size_t place;			/* from 1, in its series: what it is called by */
	char *series;
	char *name;			/* base name of the file */
	char *subject;			/* NULL: not read, as no branch shown has it */
};

struct result {
	struct result_row *rows;
	size_t row_count, row_alloc;
	struct branch_result *branches;
	size_t count, alloc;
};

/* Add a branch; the pointer is valid until the next call. */
struct branch_result *result_add(struct result *result, const char *branch);

/* Free everything. Fits _cleanup_(). */
void result_release(struct result *result);

#endif
