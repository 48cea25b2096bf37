// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "cmd/commands.h"
#include "cmd/pager.h"
#include "cmd/pipeline_command.h"
#include "cmd/print.h"
#include "deliver/export.h"
#include "git/staging.h"
#include "report/beside.h"
#include "report/explain.h"
#include "result/json.h"
#include "result/rows.h"
#include "run/port_values.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/out.h"
#include "util/text.h"

#define MAX_PATCH (64u << 20)

/* One patch on one branch, as it came and as it was ported. */
struct showing {
	struct context *context;
	struct result result;
	struct ports ports;
	size_t row;
	struct buf original, ported;	/* mails; ported is empty where there is no port */
};

static void showing_release(struct showing *s)
{
	ports_release(&s->ports);
	result_release(&s->result);
	buf_release(&s->original);
	buf_release(&s->ported);
}

static int find_patch(struct showing *s, const struct arguments *arguments, struct error **err)
{
	struct arguments branch = *arguments;

	branch.operand_count = 1;
	if (pipeline_ask(s->context, &branch, STEP_PORT, true, NULL, &s->ports, &s->result, err))
		return -1;
	if (s->result.branches[0].failure) {
		error_move(err, &s->result.branches[0].failure);
		return -1;
	}
	return result_find_row(&s->result, 0, arguments->operands[1], &s->row, err);
}

/* The mail that port would write for it. */
static int read_ported(struct showing *s, struct error **err)
{
	const struct branch_result *b = &s->result.branches[0];
	const struct result_row *row = &s->result.rows[s->row];
	const struct patch_result *patch = result_patch(&s->result, 0, s->row);
	_cleanup_free_ char *prefix = xasprintf("PATCH %s", b->branch);

	if (!patch)
		return error_set(err, ERROR_BUG, "no verdict for %s", row->name);
	for (size_t i = 0; i < b->series_count && patch->has_commit; i++)
		if (!strcmp(b->series[i].name, row->series))
			return export_mail(staging_repo(s->ports.items[i].objects), &patch->commit,
					   prefix, 1, 1, &s->ported, err);
	return 0;
}

static int print_json(const struct showing *s)
{
	const struct branch_result *b = &s->result.branches[0];
	const struct patch_result *patch = result_patch(&s->result, 0, s->row);
	_cleanup_free_ char *id = result_row_id(&s->result.rows[s->row]);
	_cleanup_free_ char *original = text_printable(buf_str(&s->original), s->original.len, true);
	_cleanup_free_ char *ported = text_printable(buf_str(&s->ported), s->ported.len, true);

	print_result(&out_stdout,
		     json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s?}", "schema", JSON_SCHEMA, "branch",
			       b->branch, "release", b->source.release.version, "id", id, "verdict",
			       verdict_name(patch->verdict), "original", original, "ported",
			       s->ported.len ? ported : NULL));
	return verdict_is_missing(patch->verdict);
}

static int run_show(struct context *context, const struct arguments *arguments, struct error **err)
{
	_cleanup_(showing_release) struct showing s = {.context = context};
	_cleanup_free_ char *path = NULL, *title = NULL, *ported_title = NULL;
	struct beside_text original, ported;
	const struct patch_result *patch;
	const struct result_row *row;

	if (find_patch(&s, arguments, err))
		return -1;
	row = &s.result.rows[s.row];
	path = path_join(context->project, "patches/%s/%s", row->series, row->name);
	if (file_read(path, MAX_PATCH, &s.original, err) || read_ported(&s, err))
		return -1;
	if (context->json)
		return print_json(&s);
	patch = result_patch(&s.result, 0, s.row);
	title = xasprintf("patches/%s/%s", row->series, row->name);
	ported_title = xasprintf("%s %s: %s", s.result.branches[0].branch,
				 s.result.branches[0].source.release.version,
				 verdict_name(patch->verdict));
	original = (struct beside_text){title, buf_str(&s.original)};
	ported = (struct beside_text){ported_title, buf_str(&s.ported)};
	pager_start(context->project, context->pager);
	if (s.ported.len)
		return beside_print(&original, &ported, &out_stdout, err);
	/* Nothing to stand beside it but why. */
	explain_text(&s.result, 0, s.row, &out_stdout);
	out_printf(&out_stdout, "\n%s\n\n", title);
	beside_print_one(original.text, &out_stdout);
	return verdict_is_missing(patch->verdict);
}

const struct command command_show = {
	.name = "show",
	.operands = "BRANCH PATCH",
	.min_operands = 2,
	.max_operands = 2,
	.summary = "a ported patch beside the original",
	.description =
		"Prints the patch as it is in patches/ and, beside it, as the mail that port writes for "
		"the branch, line by line: | stands between lines that differ, < and > where only one "
		"side has a line. On a terminal that is too narrow for two columns they are below each "
		"other, with - before lines of the original alone and + before those of the port. Of a "
		"patch that was not ported the reasons are printed, as by explain, and the patch. "
		"PATCH is as for explain.",
	.options = (const struct option_spec[]){PIPELINE_LOOK_OPTIONS, PIPELINE_JUDGE_OPTIONS,
						 {NULL}},
	.needs_project = true,
	.run = run_show,
};
