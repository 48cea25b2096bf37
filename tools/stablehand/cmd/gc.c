// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"
#include "cmd/print.h"
#include "report/stored.h"
#include "run/context.h"
#include "run/gc.h"
#include "run/limits.h"
#include "util/alloc.h"
#include "util/progress.h"

#define KEEP_MAX 10000

static int read_options(const struct context *context, const struct arguments *arguments,
			struct gc_options *options, struct error **err)
{
	const char *disk = argument_value(arguments, "disk");
	struct limits limits = {0};
	long keep;

	if (argument_number(arguments, "keep", 1, KEEP_MAX, GC_KEEP, &keep, err))
		return -1;
	options->keep = keep;
	options->dry_run = argument_value(arguments, "dry-run");
	if (!disk && limits_read(context, &limits, err))
		return -1;
	options->limit = limits.disk_bytes;
	if (disk && !limits_parse_size(disk, &options->limit))
		return error_set(err, ERROR_INPUT, "--disk %s: not a size (100G, 500M)", disk);
	return 0;
}

static int run_gc(struct context *context, const struct arguments *arguments, struct error **err)
{
	_cleanup_(stored_release) struct stored removed = {0};
	struct gc_options options = {0};

	if (read_options(context, arguments, &options, err) ||
	    gc_run(context, &options, &removed, err))
		return -1;
	progress_end(NULL);
	if (context->json)
		print_result(&out_stdout, stored_removed_to_json(&removed));
	else
		stored_removed_text(&removed, &out_stdout);
	return stored_is_over(&removed);
}

const struct command command_gc = {
	.name = "gc",
	.operands = "",
	.max_operands = 0,
	.summary = "remove what is not needed any more",
	.description =
		"Removes what killed runs left; all but the newest releases of each branch, with their "
		"ports, indexes and objects; builds of other trees than those of these releases and ports "
		"that were not used for two weeks; jobs and logs that were not used for a month and that "
		"no build needs. With a limit (--disk, or disk in [limits] of stablehand.conf) it goes on "
		"with what can be made again, the least recently used first, work folders last, until no "
		"more than that is kept. The database always stays, and so do the newest release of each "
		"branch, the builds of its base and ports with what was tested with them, and all of a "
		"branch that somebody works on. Each thing is told with its size and the reason. The exit "
		"code is 1 when what has to stay is more than the limit.",
	.options = (const struct option_spec[]){
		{"dry-run", 'n', NULL, "remove nothing, only tell what would be"},
		{"keep", 0, "N", "so many releases of each branch stay (default: 2)"},
		{"disk", 0, "SIZE", "keep no more than this, cache and state together (100G, 500M)"},
		{NULL}},
	.run = run_gc,
};
