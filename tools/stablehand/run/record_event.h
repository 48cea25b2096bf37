/* SPDX-License-Identifier: GPL-2.0-only */
/* Keeping what was asked and what came of it. */
#ifndef RUN_RECORD_EVENT_H
#define RUN_RECORD_EVENT_H

#include "run/context.h"
#include "run/pipeline.h"
#include "store/ingest.h"

/*
 * Put an event into the results, opened if need be. options: what was asked; arguments
 * and command as in struct event. result gets the time (results_ingest()).
 */
int event_record(struct context *context, const struct pipeline_options *options,
		 const char *command, const char *arguments, int exit_code,
		 struct result *result, struct error **err);

#endif
