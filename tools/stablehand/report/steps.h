/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of a series, each built by itself. */
#ifndef REPORT_STEPS_H
#define REPORT_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "kernel/build.h"

struct step_report {
	size_t number;			/* of the patch in the series, from 1 */
	char *subject;
	char *commit;			/* hex */
	struct build_result build;
	char **new_warnings;		/* that base's log does not have */
	size_t new_warning_count, new_warning_alloc;
};

struct steps_report {
	struct step_report *items;	/* in the order of the series */
	size_t count, alloc;
	bool compared;			/* base's log is there, so new warnings would be known */
};

/* How many of the steps were built with this outcome? */
size_t steps_report_count(const struct steps_report *report, enum build_status status);

/* As a table and what failed; as an array of objects. Nothing for no steps. */
void steps_report_text(const struct steps_report *report, const char *series, FILE *to,
		       bool color);
json_t *steps_report_json(const struct steps_report *report);

void steps_report_release(struct steps_report *report);

#endif
