// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "cmd/print.h"
#include "result/json.h"
#include "run/context.h"
#include "run/job_kinds.h"
#include "util/alloc.h"
#include "util/out.h"

#define MAX_DESCRIPTOR 1023

/* The descriptor for events must not go on to what the job starts. */
static int open_telling(const struct arguments *arguments, int *ret_fd, struct error **err)
{
	long fd;

	if (argument_number(arguments, "tell", 3, MAX_DESCRIPTOR, -1, &fd, err))
		return -1;
	if (fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC))
		return error_errno(err, ERROR_INPUT, "--tell %ld", fd);
	*ret_fd = fd;
	return 0;
}

static int run_job(struct context *context, const struct arguments *arguments, struct error **err)
{
	_cleanup_job_ struct job *job = NULL;
	_cleanup_free_ char *folder = NULL;
	int fd = -1;

	if (open_telling(arguments, &fd, err) || job_read(arguments->operands[0], &job, err) ||
	    job_do(context, job, fd, err))
		return -1;
	folder = job_folder(context->cache, job->key);
	if (fd < 0 && context->json)
		print_result(&out_stdout, json_pack("{s:i, s:s}", "schema", JSON_SCHEMA, "folder", folder));
	else if (fd < 0)
		out_printf(&out_stdout, "%s\n", folder);
	return 0;
}

const struct command command_job = {
	.name = "job",
	.operands = "KEY-FILE",
	.min_operands = 1,
	.max_operands = 1,
	.summary = "plumbing: run one job",
	.description =
		"Runs the job described by KEY-FILE in this process and prints the folder with its "
		"result: result.json, job.json and a log. Other commands start it for work that takes "
		"long; it is rarely needed by hand.",
	.options = (const struct option_spec[]){
		{"tell", 0, "FD", "write progress and records to this socket, as JSON lines"},
		{NULL}},
	.needs_project = true,
	.run = run_job,
};
