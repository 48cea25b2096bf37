// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/pipeline_command.h"

static int run_build(struct context *context, const struct arguments *arguments,
		     struct error **err)
{
	return pipeline_command(context, arguments, STEP_BUILD, "build", err);
}

const struct command command_build = {
	.name = "build",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "build each branch with and without the series",
	.description =
		"Builds kernel, modules and selftests of each branch without the series (base) and with "
		"it (ported), unless the same tree was built before. Reports configuration options that "
		"were not granted, tests that do not build, new compiler warnings, and the functions "
		"whose machine code differs from base; differences in line numbers alone (__LINE__, the "
		"bug table) are told apart. --state each also builds the tree after each patch of the "
		"series, so that every step is known to build by itself. --check compiles the folders "
		"that the series touches once more in both states, with W=1 and sparse, and compares the "
		"checksums of the symbols that they export (kABI).",
	.options = (const struct option_spec[]){
		PIPELINE_FETCH_OPTIONS,
		PIPELINE_PORT_OPTIONS,
		PIPELINE_BUILD_OPTIONS,
		{"state", 0, "STATE", "only base, only ported, or each: both and every step of the series",
		 "base ported each"},
		{"check", 0, NULL, "also run W=1 and sparse, and compare the exported symbols"},
		{NULL}},
	.needs_project = true,
	.run = run_build,
};
