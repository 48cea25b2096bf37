// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/print.h"
#include "report/stored.h"
#include "run/context.h"
#include "run/stored_list.h"
#include "util/alloc.h"
#include "util/progress.h"

static int run_du(struct context *context, const struct arguments *arguments, struct error **err)
{
	_cleanup_(stored_release) struct stored stored = {0};
	_cleanup_(stored_refs_release) struct stored_refs refs = {0};

	if (stored_refs_load(context, &stored, &refs, err) ||
	    stored_list(context, &refs, &stored, err))
		return -1;
	progress_end(NULL);
	stored_group(&stored);
	if (context->json)
		print_result(&out_stdout, stored_to_json(&stored));
	else
		stored_text(&stored, &out_stdout);
	return 0;
}

const struct command command_du = {
	.name = "du",
	.operands = "",
	.max_operands = 0,
	.summary = "what is kept, and what it takes on the disk",
	.description =
		"Lists what is in the cache and in the state folder: releases, ports, indexes, builds, "
		"work folders, jobs, logs, the database. Kernels share most of their files: the size of a "
		"release is what only it leads to, and would be free without it; that of a port what no "
		"release leads to; what several releases lead to is a line of its own. Sizes are those on "
		"the disk.",
	.run = run_du,
};
