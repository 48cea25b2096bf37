// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/kept_print.h"

static void print_lines(char *const *lines, size_t count, struct out *out)
{
	for (size_t i = 0; i < count; i++)
		out_printf(out, "  %s\n", lines[i]);
}

void kept_print(const struct context *context, const struct kept_report *report, struct out *out)
{
	if (report->store.damaged_count)
		out_printf(out, "%s/store.git is damaged%s:\n", context->cache, report->mended ?
			   " (put aside in its damaged/; what is missing is imported again)" : "");
	print_lines(report->store.damaged, report->store.damaged_count, out);
	if (report->damaged_build_count)
		out_printf(out, "%s/builds: damaged%s:\n", context->cache, report->mended ?
			   " (removed; built again when needed)" : "");
	print_lines(report->damaged_builds, report->damaged_build_count, out);
	if (report->results_why)
		out_printf(out, "%s/results.db is damaged: %s\n", context->state, report->results_why);
	if (report->results_said)
		out_printf(out, "  %s\n", report->results_said);
}
