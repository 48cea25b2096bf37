// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"

#include "cmd/kept_print.h"
#include "cmd/print.h"
#include "result/json.h"
#include "run/context.h"
#include "run/kept_check.h"
#include "util/alloc.h"
#include "util/out.h"
#include "util/progress.h"

static json_t *report_to_json(const struct kept_report *report)
{
	const struct store_report *store = &report->store;

	return json_pack("{s:i, s:b, s:{s:i, s:i, s:i, s:o}, s:{s:i, s:o}, s:{s:s?, s:s*}}",
			 "schema", JSON_SCHEMA, "mended", report->mended && kept_is_damaged(report),
			 "store", "packs", (int)store->packs, "references", (int)store->references,
			 "trees", (int)store->trees, "damaged",
			 json_strings(store->damaged, store->damaged_count),
			 "builds", "count", (int)report->builds, "damaged",
			 json_strings(report->damaged_builds, report->damaged_build_count),
			 "results", "damaged", report->results_why, "done", report->results_said);
}

static int run_check(struct context *context, const struct arguments *arguments, struct error **err)
{
	_cleanup_(kept_report_release) struct kept_report report = {0};
	bool mend = !argument_value(arguments, "dry-run"), damaged;

	if (kept_check(context, mend, &report, err) ||
	    kept_check_builds(context, mend, &report, err))
		return -1;
	progress_end(NULL);
	damaged = kept_is_damaged(&report);
	if (context->json)
		print_result(&out_stdout, report_to_json(&report));
	else if (damaged)
		kept_print(context, &report, &out_stdout);
	else
		out_printf(&out_stdout, "as written: %zu packs, %zu references, %zu trees; %zu builds; "
			   "the results\n", report.store.packs, report.store.references,
			   report.store.trees, report.builds);
	return damaged;
}

const struct command command_check = {
	.name = "check",
	.operands = "",
	.max_operands = 0,
	.summary = "is what is kept as it was written?",
	.description =
		"Looks at the store of kernels (checksums of packs, references, whether each file that "
		"they lead to is there), at all builds and at the database of results. What is damaged "
		"is put aside: kernels and builds are made again when they are needed, the database "
		"comes from its last copy. Exit code 1 when something was damaged. Other commands do the "
		"same when they run into damage, and go on.",
	.options = (const struct option_spec[]){
		{"dry-run", 'n', NULL, "only look"},
		{NULL}},
	.run = run_check,
};
