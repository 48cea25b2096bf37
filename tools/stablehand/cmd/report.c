// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/pipeline_command.h"

static int run_report(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	return pipeline_command(context, arguments, STEP_TEST, true, err);
}

const struct command command_report = {
	.name = "report",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "what is known, without doing anything",
	.description =
		"Prints what the store holds about the series as it is now. Fetches, builds and runs "
		"nothing.",
	.options = (const struct option_spec[]){
		PIPELINE_LOOK_OPTIONS,
		{"base", 0, NULL, "also branches that no patch was ported to"},
		{"tests", 0, "NAMES", "only these tests, separated by commas"},
		PIPELINE_SUITE_OPTIONS,
		{"variant", 0, "NAME", "only this boot variant (kernels/vm/variants.conf)"},
		{NULL}},
	.needs_project = true,
	.run = run_report,
};
