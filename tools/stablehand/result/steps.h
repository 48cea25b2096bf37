/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of a series, each built by itself. */
#ifndef RESULT_STEPS_H
#define RESULT_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/build.h"
#include "result/seen.h"

struct step_result {
	size_t number;			/* of the patch in the series, from 1 */
	char *subject;
	char *commit;			/* hex */
	struct build_result build;
	char **new_warnings;		/* that base's log does not have */
	size_t new_warning_count, new_warning_alloc;
};

struct steps_result {
	struct step_result *items;	/* in the order of the series */
	size_t count, alloc;
	bool compared;			/* base's log is there, so new warnings would be known */
	struct seen seen;
};

/* How many of the steps were built with this outcome? */
size_t steps_result_count(const struct steps_result *result, enum build_status status);

void steps_result_release(struct steps_result *result);

#endif
