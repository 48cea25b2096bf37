// SPDX-License-Identifier: GPL-2.0-only
#include "run/record_event.h"

#include <string.h>

#include "store/results_copy.h"
#include "util/alloc.h"
#include "util/file.h"

int event_record(struct context *context, const struct pipeline_options *options,
		 const char *command, const char *arguments, int exit_code,
		 struct result *result, struct error **err)
{
	const struct event event = {
		.project = context->project,
		.command = command,
		.arguments = arguments,
		.profile = options->profile,
		.release = options->version,
		.scope = {
			.series = options->series,
			.some_variants = options->last < STEP_TEST || options->variant ||
					 options->behaviour || options->coverage,
		},
		.exit_code = exit_code,
		.only_looked = options->known_only,
		.some_tests = options->tests,
		.rows_only = !strcmp(command, "nightly"),
	};
	_cleanup_free_ char *database = path_join(context->state, "results.db");

	if (context_results(context, err) ||
	    results_ingest(context->results, &event, result, err))
		return -1;
	results_copy(context->results, database);
	return 0;
}
