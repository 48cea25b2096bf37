// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/pipeline_command.h"

static int run_test(struct context *context, const struct arguments *arguments, struct error **err)
{
	return pipeline_command(context, arguments, STEP_TEST, "test", err);
}

const struct command command_test = {
	.name = "test",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "run the selftests, base against ported",
	.description =
		"Boots the builds in QEMU (AMD) and Bochs (Intel) and runs the selftests of base and "
		"ported side by side. A test whose outcome differs is repeated three times in both "
		"states before it is called fixed or regressed. Outcomes that are known for the same "
		"inputs are reused. With --coverage the tests run once, on the ported state, with a "
		"counting probe on each function that the series changes: what no test enters was only "
		"compiled.",
	.options = (const struct option_spec[]){
		PIPELINE_FETCH_OPTIONS,
		PIPELINE_PORT_OPTIONS,
		PIPELINE_BUILD_OPTIONS,
		PIPELINE_TEST_OPTIONS,
		{"state", 0, "STATE", "only base, or only ported", "base ported"},
		{"coverage", 0, NULL, "instead: which tests enter the functions that the series changes"},
		{"shell", 0, NULL, "instead: a shell in a VM of the ported state, or that of --state"},
		{NULL}},
	.needs_project = true,
	.run = run_test,
};
