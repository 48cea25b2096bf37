/* SPDX-License-Identifier: GPL-2.0-only */
/* What the store knows of a test or a patch, over all events. */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "result/history.h"
#include "store/results.h"

#define HISTORY_MAX 5000	/* verdicts, builds, records: the newest of each */

struct history_question {
	const char *project;	/* absolute path: events of other projects do not count */
	const char *name;	/* a test, or what stands behind the last slash of one; a series, */
				/* "SERIES/NN", a patch's file name or a part of it */
	const char *branch;	/* only this one; or NULL */
};

/*
 * Answer it. A name that is one of a test is taken for that, else it is one of patches. Verdicts
 * that follow one another and are the same are one, with the first and the last event. 1; 0 when
 * nothing of that name is known (of the branch); -1. The caller releases *ret_history.
 */
int results_history(struct results *results, const struct history_question *question,
		    struct history *ret_history, struct error **err);

#endif
