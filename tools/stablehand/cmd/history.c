// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/pager.h"
#include "cmd/print.h"
#include "report/history.h"
#include "run/context.h"
#include "store/history.h"
#include "util/alloc.h"

static int run_history(struct context *context, const struct arguments *arguments,
		       struct error **err)
{
	const struct history_question question = {
		.project = context->project,
		.name = arguments->operands[0],
		.branch = argument_value(arguments, "branch"),
	};
	_cleanup_(history_release) struct history history = {0};
	int rc = 0;

	if (!*question.name)
		return error_set(err, ERROR_INPUT, "no test or patch is named");
	if (context_results_to_read(context, err))
		return -1;
	if (context->results)
		rc = results_history(context->results, &question, &history, err);
	if (rc < 0)
		return -1;
	if (!rc)
		return error_set(err, ERROR_INPUT, "%s: nothing is known of a test or a patch of this "
				 "name%s%s", question.name, question.branch ? " on " : "",
				 question.branch ? question.branch : "");
	if (context->json) {
		print_result(&out_stdout, history_to_json(&history));
	} else {
		pager_start(context->project, context->pager);
		history_text(&history, &out_stdout);
	}
	return 0;
}

const struct command command_history = {
	.name = "history",
	.operands = "TEST|PATCH",
	.min_operands = 1,
	.max_operands = 1,
	.summary = "all that was ever seen of a test or a patch",
	.description =
		"Of a test: every record, in which release and state, with its build, boot and the event "
		"(the command, when and by which program) that made it; and where it got worse, the last "
		"release that was good and the first that was bad, and since when it is good again. Runs "
		"that contradict themselves are not counted for that. Of a patch (SERIES/NN, a file's name "
		"or a part of it, a whole series): every verdict, those that follow one another and are "
		"the same in one line, and the builds of its series. Looks at nothing but the store.",
	.options = (const struct option_spec[]){
		{"branch", 'b', "BRANCH", "only this branch"},
		{NULL}},
	.needs_project = true,
	.run = run_history,
};
