// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/print.h"
#include "report/review.h"
#include "run/review.h"
#include "util/alloc.h"

static int run_review(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	const struct review_options options = {
		.what = arguments->operands[0],
		.queue = argument_value(arguments, "queue"),
		.git = argument_value(arguments, "git"),
	};
	bool all = argument_value(arguments, "all") != NULL;
	_cleanup_(review_release) struct review found = { 0 };

	if (review(context, &options, &found, err))
		return -1;
	if (context->json)
		print_result(&out_stdout, review_to_json(&found, all));
	else
		review_text(&found, all, &out_stdout);
	return review_count(&found, REVIEW_CERTAIN) || review_count(&found, REVIEW_LIKELY) ||
	       (all && found.count) ? 1 : 0;
}

const struct command command_review = {
	.name = "review",
	.operands = "BRANCH|FROM..TO|A..B",
	.min_operands = 1,
	.max_operands = 1,
	.summary = "faults in what a stable branch ships",
	.description =
		"Looks through all that a step changes: from one release to another (6.1.190..6.1.192; "
		"those that the store does not have are fetched), of a branch from the release before "
		"to the newest, a queue that is to be laid over the newest (--queue), or a range of "
		"commits (--git). Every C file that differs is checked with the names of the release "
		"that it goes into: functions, members and headers that are not there, calls with "
		"other arguments than are taken, callers that a changed function left behind, what is no "
		"longer defined and still used, brackets, labels, declarations. Where the history of "
		"the step is there, each commit is held against the one upstream that it names: hunks that "
		"are left out although they apply, changes in another function, code that is odd here "
		"only, fixes and reverts that upstream has and the branch lacks; upstream is the "
		"repository of [upstream] in stablehand.conf, or the one of --git. The surest and most "
		"harmful findings come first. That nothing is found says only that.",
	.options = (const struct option_spec[]){
		{"queue", 0, "FILE", "a quilt folder, or a mailbox, over the newest release of BRANCH"},
		{"git", 0, "DIR", "the operand is commits of this repository"},
		{"all", 0, NULL, "findings that are only possible, too: many are no faults"},
		{NULL}},
	.needs_project = true,
	.run = run_review,
};
