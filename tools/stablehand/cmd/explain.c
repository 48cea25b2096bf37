// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/pipeline_command.h"
#include "report/explain.h"
#include "util/alloc.h"

static int explain(struct context *context, const struct report *report, const char *wanted,
		   struct error **err)
{
	const struct port_patch *patch;
	size_t row;

	if (report_find_row(report, 0, wanted, &row, err))
		return -1;
	patch = report_patch(report, 0, row);
	if (!patch)
		return error_set(err, ERROR_BUG, "no verdict for %s", report->rows[row].name);
	if (context->json)
		explain_json(report, 0, row, stdout);
	else
		explain_text(report, 0, row, stdout, context->color);
	return patch->verdict == VERDICT_REFUSED;
}

static int run_explain(struct context *context, const struct arguments *arguments,
		       struct error **err)
{
	_cleanup_(report_release) struct report report = {0};
	struct arguments branch = *arguments;

	branch.operand_count = 1;
	if (pipeline_ask(context, &branch, STEP_PORT, true, NULL, &report, err))
		return -1;
	if (report.branches[0].failure) {
		error_move(err, &report.branches[0].failure);
		return -1;
	}
	return explain(context, &report, arguments->operands[1], err);
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
		"was refused. PATCH is its number in status, its file name, or a unique part of its "
		"subject.",
	.options = (const struct option_spec[]){PIPELINE_LOOK_OPTIONS, {NULL}},
	.needs_project = true,
	.run = run_explain,
};
