// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/pager.h"
#include "cmd/pipeline_command.h"
#include "cmd/print.h"
#include "report/explain.h"
#include "result/json.h"
#include "result/rows.h"
#include "result/summary.h"
#include "util/alloc.h"
#include "util/out.h"

static int explain(struct context *context, const struct result *result, const char *wanted,
		   struct error **err)
{
	const struct patch_result *patch;
	size_t row;

	if (result_find_row(result, 0, wanted, &row, err))
		return -1;
	patch = result_patch(result, 0, row);
	if (!patch)
		return error_set(err, ERROR_BUG, "no verdict for %s", result->rows[row].name);
	if (context->json) {
		print_result(&out_stdout, patch_to_json(result, 0, row));
	} else {
		pager_start(context->project, context->pager);
		explain_text(result, 0, row, &out_stdout);
	}
	return verdict_is_missing(patch->verdict);
}

static int run_explain(struct context *context, const struct arguments *arguments,
		       struct error **err)
{
	_cleanup_(result_release) struct result result = {0};
	struct arguments branch = *arguments;

	branch.operand_count = 1;
	if (pipeline_ask(context, &branch, STEP_PORT, true, NULL, NULL, &result, err))
		return -1;
	if (result.branches[0].failure) {
		error_move(err, &result.branches[0].failure);
		return -1;
	}
	return explain(context, &result, arguments->operands[1], err);
}

const struct command command_explain = {
	.name = "explain",
	.operands = "BRANCH PATCH",
	.min_operands = 2,
	.max_operands = 2,
	.summary = "the evidence behind one verdict",
	.description =
		"Prints everything that is known about one patch on one branch: the verdict, the facts "
		"behind it with file, line and quoted code, the risk, and where each hunk went or why it "
		"was refused. PATCH is SERIES/NN, or where one series has a patch of that number NN as in status, "
		"its file, its commit upstream (at least 7 digits), or a part of its subject that no "
		"other has.",
	.options = (const struct option_spec[]){PIPELINE_LOOK_OPTIONS, PIPELINE_JUDGE_OPTIONS,
						 {NULL}},
	.needs_project = true,
	.run = run_explain,
};
