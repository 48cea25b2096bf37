// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/pipeline_command.h"

static int run_fetch(struct context *context, const struct arguments *arguments,
		     struct error **err)
{
	return pipeline_command(context, arguments, STEP_FETCH, NULL, err);
}

const struct command command_fetch = {
	.name = "fetch",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "get the newest release of each branch",
	.description =
		"Asks the sources of each branch (kernels/BRANCH.conf) in order and imports the newest "
		"release into the store, unless it is there already. Without BRANCH: all branches, "
		"several at once; one that no source has a release for is named and skipped.",
	.options = (const struct option_spec[]){
		PIPELINE_FETCH_OPTIONS,
		{"recent", 0, NULL, "skip branches whose sources were asked within the hour"},
		{"fall-back", 0, NULL, "if no source answers, use the newest release in the store"},
		{NULL}},
	.needs_project = true,
	.run = run_fetch,
};
