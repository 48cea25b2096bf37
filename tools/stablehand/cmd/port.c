// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/pipeline_command.h"

static int run_port(struct context *context, const struct arguments *arguments, struct error **err)
{
	return pipeline_command(context, arguments, STEP_PORT, "port", err);
}

const struct command command_port = {
	.name = "port",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "port the series and write the patches",
	.description =
		"Applies or adapts each patch of series.conf to each branch, and says where every hunk "
		"went or why it was refused. The result is written to out/BRANCH/SERIES as patches for "
		"git am, also if some of the series are missing, which is said; a series whose rules.conf "
		"has whole = true is written as a whole or not at all. What an earlier run wrote there is "
		"moved aside. No work tree is touched. Patches are mails or plain diffs, with or without a "
		"first folder in the names of files, and may have the headers of Debian and SUSE; each is "
		"a file of its own.",
	.options = (const struct option_spec[]){PIPELINE_FETCH_OPTIONS, PIPELINE_PORT_OPTIONS, {NULL}},
	.needs_project = true,
	.run = run_port,
};
