// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/print.h"
#include "report/bisect.h"
#include "run/bisect.h"
#include "run/context.h"
#include "util/alloc.h"
#include "util/out.h"
#include "util/progress.h"

static int run_bisect(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	struct bisect_options options = {
		.branch = arguments->operands[0],
		.test = arguments->operands[1],
		.good = argument_value(arguments, "good"),
		.bad = argument_value(arguments, "bad"),
		.git = argument_value(arguments, "git"),
		.variant = argument_value(arguments, "variant"),
	};
	_cleanup_(bisect_release) struct bisect bisect = {0};
	long jobs;

	if (!options.good || !options.bad)
		return error_set(err, ERROR_INPUT, "bisect needs --good and --bad");
	if (argument_number(arguments, "jobs", 1, 4096, 0, &jobs, err))
		return -1;
	options.jobs = jobs;
	if (bisect_run(context, &options, &bisect, err))
		return -1;
	progress_end(NULL);
	if (context->json)
		print_result(&out_stdout, bisect_to_json(&bisect));
	else
		bisect_text(&bisect, &out_stdout);
	return bisect.found_count != 1;
}

const struct command command_bisect = {
	.name = "bisect",
	.operands = "BRANCH TEST",
	.min_operands = 2,
	.max_operands = 2,
	.summary = "which commit broke a test",
	.description =
		"Finds the first commit after --good with which a selftest gets worse, in the history of "
		"first parents from --good to --bad: of a repository (--git), where both are releases with "
		"a tag, other tags or commits, or of the store, where the branch has a git source with "
		"\"since\". Each commit that is looked at is built and booted like the base of the branch, "
		"the test is run four times; where it contradicts itself, where it is not there, or the "
		"kernel does not build, the commit is skipped. Killed and started again it goes on where "
		"it was. The exit code is 1 when more than one commit is left, as the others were skipped; "
		"2 when --good is bad already or --bad is good.",
	.options = (const struct option_spec[]){
		{"good", 0, "REL", "a release (with --git a tag or commit, too) where the test passes"},
		{"bad", 0, "REL", "a later one where it does not"},
		{"git", 0, "PATH", "a repository with the history between them"},
		{"variant", 0, "NAME", "this boot variant, not the first one (kernels/vm/variants.conf)"},
		{"jobs", 'j', "N", "compilers at once"},
		{NULL}},
	.needs_project = true,
	.run = run_bisect,
};
