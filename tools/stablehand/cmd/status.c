// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/pipeline_command.h"
#include "cmd/print.h"
#include "report/matrix.h"
#include "result/json.h"
#include "result/rows.h"
#include "result/summary.h"
#include "util/alloc.h"
#include "util/out.h"

/* What is known after Ctrl-C: the branches that were done. */
static void print_partial(const struct context *context, struct result *result,
			  const struct error *error)
{
	if (context->json || error->kind != ERROR_INTERRUPTED || !result->row_count)
		return;
	result_name_rows(result);
	matrix_text(result, &out_stdout);
}

static int run_status(struct context *context, const struct arguments *arguments,
		      struct error **err)
{
	_cleanup_(result_release) struct result result = {0};

	if (pipeline_ask_verdicts(context, arguments, "status", &result, err)) {
		print_partial(context, &result, *err);
		return -1;
	}
	if (context->json)
		print_result(&out_stdout, result_to_json(&result));
	else
		matrix_text(&result, &out_stdout);
	return result_exit_code(&result);
}

const struct command command_status = {
	.name = "status",
	.operands = "[BRANCH...]",
	.max_operands = -1,
	.summary = "the verdict of every patch on every branch",
	.description =
		"Prints a matrix: patches down, branches across, for the newest releases in the store. "
		"Verdicts: not-affected (the branch lacks what the patch is about), present, superseded, "
		"clean (applies at the same lines), moved (at an offset), adapted, resolved, refused, "
		"blocked by a patch that it needs and that was not ported, unreadable; - where "
		"series.conf does not select the patch for the branch. Each patch is judged for itself, "
		"without those that were refused. Below it: branches that are not fetched, what cannot "
		"be read, and patches that would go to a branch while newer ones that need them, or may, "
		"do not get them. "
		"Fetches and changes nothing.",
	.options = (const struct option_spec[]){PIPELINE_LOOK_OPTIONS, PIPELINE_JUDGE_OPTIONS,
						 {NULL}},
	.needs_project = true,
	.run = run_status,
};
