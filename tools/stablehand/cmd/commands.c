// SPDX-License-Identifier: GPL-2.0-only
/* The commands. To add one, add its descriptor here. */
#include <stdio.h>

#include "cmd/adapt_file.h"
#include "cmd/command.h"
#include "cmd/look.h"
#include "cmd/pipeline_command.h"
#include "cmd/resolve.h"

static int run_fetch(struct context *context, const struct arguments *arguments,
		     struct error **err)
{
	return pipeline_command(context, arguments, STEP_FETCH, false, err);
}

static const struct command command_fetch = {
	.name = "fetch",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "get the newest release of each branch",
	.description =
		"Asks the sources of each branch (kernels/BRANCH.conf) in their order and imports "
		"the newest release into the store, unless it is there. Without BRANCH: all; a branch "
		"for which no source answers is then named and passed over. Several branches are "
		"fetched at once.",
	.options = (const struct option_spec[]){
		PIPELINE_FETCH_OPTIONS,
		{"recent", 0, NULL, "not the branches that were asked within the hour"},
		{"fall-back", 0, NULL, "where no source answers, the newest in the store will do"},
		{NULL}},
	.needs_project = true,
	.run = run_fetch,
};

static int run_port(struct context *context, const struct arguments *arguments, struct error **err)
{
	return pipeline_command(context, arguments, STEP_PORT, false, err);
}

static const struct command command_port = {
	.name = "port",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "port the series and write the patches",
	.description =
		"Places each patch of series.conf on each branch and says where it went, or why it "
		"was refused. What was placed is written to out/BRANCH/SERIES as patches for git am. "
		"No work tree is touched.",
	.options = (const struct option_spec[]){PIPELINE_FETCH_OPTIONS, PIPELINE_PORT_OPTIONS, {NULL}},
	.needs_project = true,
	.run = run_port,
};

static int run_build(struct context *context, const struct arguments *arguments,
		     struct error **err)
{
	return pipeline_command(context, arguments, STEP_BUILD, false, err);
}

static const struct command command_build = {
	.name = "build",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "build each branch with and without the series",
	.description =
		"Builds kernel, modules and selftests of a branch as it is (base) and with the series "
		"(ported), unless the same was built before. Says which configuration options were "
		"not granted, which tests do not build, and in which functions the machine code of the "
		"modules differs from base: nowhere, where a patch should not alter it; line numbers "
		"(__LINE__, the bug table) are told apart. With --state each also the tree after each "
		"patch of the series, so that every step is known to build by itself. With --check the folders that "
		"the series touches are compiled once more in both states, with W=1 and sparse, and with "
		"checksums of the symbols that they export (kABI).",
	.options = (const struct option_spec[]){PIPELINE_FETCH_OPTIONS, PIPELINE_PORT_OPTIONS,
						PIPELINE_BUILD_OPTIONS,
						{"state", 0, "STATE", "only base, or only ported; or each: "
						 "these, and every step of the series by itself"},
						{"check", 0, NULL, "also compile what the series touches with "
						 "W=1 and sparse, and compare what it exports"},
						{NULL}},
	.needs_project = true,
	.run = run_build,
};

static int run_test(struct context *context, const struct arguments *arguments, struct error **err)
{
	return pipeline_command(context, arguments, STEP_TEST, false, err);
}

static const struct command command_test = {
	.name = "test",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "run the selftests, base against ported",
	.description =
		"Boots the builds in QEMU (AMD) and Bochs (Intel) and runs the selftests of base and "
		"ported side by side. A test whose outcome differs is repeated three times in both "
		"before it is called fixed or regressed. Outcomes seen before under the same "
		"conditions are not made again. With --coverage the tests run once, on the ported "
		"state, with a counting probe on each function that the series changes: what no test "
		"runs through was only compiled.",
	.options = (const struct option_spec[]){PIPELINE_FETCH_OPTIONS, PIPELINE_PORT_OPTIONS,
						PIPELINE_BUILD_OPTIONS, PIPELINE_TEST_OPTIONS,
						{"state", 0, "STATE", "only base, or only ported"},
						{"coverage", 0, NULL, "instead: which tests run through "
						 "the functions that the series changes"},
						{"shell", 0, NULL, "no tests: a shell in a VM of one "
						 "state, the ported one unless --state says base"},
						{NULL}},
	.needs_project = true,
	.run = run_test,
};

static const struct command command_run = {
	.name = "run",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "all of it: fetch, port, build, test, report",
	.description =
		"Does the whole job for each branch and prints the report. Started again, it goes on "
		"where it was stopped and repeats nothing that is done.",
	.options = (const struct option_spec[]){PIPELINE_FETCH_OPTIONS, PIPELINE_PORT_OPTIONS,
						PIPELINE_BUILD_OPTIONS, PIPELINE_TEST_OPTIONS,
						{NULL}},
	.needs_project = true,
	.run = run_test,
};

static int run_report(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	return pipeline_command(context, arguments, STEP_TEST, true, err);
}

static const struct command command_report = {
	.name = "report",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "what is known, without doing anything",
	.description =
		"Prints the report of what the store and the results hold for the series as it is "
		"now. Fetches, builds and runs nothing.",
	.options = (const struct option_spec[]){
		PIPELINE_LOOK_OPTIONS,
		{"base", 0, NULL, "also branches where no patch was ported"},
		{"tests", 0, "NAMES", "only these tests, separated by commas"},
		PIPELINE_SUITE_OPTIONS,
		{"variant", 0, "NAME", "only this boot variant (kernels/vm/variants.conf)"},
		{NULL}},
	.needs_project = true,
	.run = run_report,
};

static int run_help(struct context *context, const struct arguments *arguments, struct error **err)
{
	if (argument_value(arguments, "man")) {
		help_man();
	} else if (argument_value(arguments, "completion")) {
		help_completion();
	} else if (arguments->operand_count) {
		const struct command *command = command_find(arguments->operands[0]);

		if (!command)
			return error_set(err, ERROR_INPUT, "there is no command '%s'",
					 arguments->operands[0]);
		help_command(command);
	} else {
		help_overview();
	}
	return 0;
}

static const struct command command_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.max_operands = 1,
	.summary = "help on a command",
	.description = "Prints help on a command, or on all of them in brief.",
	.options = (const struct option_spec[]){
		{"man", 0, NULL, "print the man page (roff)"},
		{"completion", 0, NULL, "print the completion script for bash"},
		{NULL}},
	.run = run_help,
};

const struct command *const commands[] = {
	&command_fetch, &command_status, &command_explain, &command_port, &command_resolve,
	&command_build, &command_test, &command_run, &command_report, &command_adapt_file,
	&command_help, NULL,
};
