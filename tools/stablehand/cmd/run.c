// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/pipeline_command.h"

static int run_all(struct context *context, const struct arguments *arguments, struct error **err)
{
	return pipeline_command(context, arguments, STEP_TEST, "run", err);
}

const struct command command_run = {
	.name = "run",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "all of it: fetch, port, build, test, report",
	.description =
		"Takes each branch through all steps and prints the report. Run again, it continues "
		"where it was stopped and repeats nothing that is done.",
	.options = (const struct option_spec[]){
		PIPELINE_FETCH_OPTIONS,
		PIPELINE_PORT_OPTIONS,
		PIPELINE_BUILD_OPTIONS,
		PIPELINE_TEST_OPTIONS,
		{NULL}},
	.needs_project = true,
	.run = run_all,
};
