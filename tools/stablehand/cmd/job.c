// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "cmd/print.h"
#include "result/json.h"
#include "run/context.h"
#include "run/executor.h"
#include "run/executor_conf.h"
#include "run/job_kinds.h"
#include "run/node.h"
#include "util/alloc.h"
#include "util/out.h"

#define MAX_DESCRIPTOR 1023
#define MAX_LIMIT 100000000L

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

/* What a run that was killed has left in the queue. */
static int cancel(struct context *context, const struct arguments *arguments, struct error **err)
{
	const char *executor = argument_value(arguments, "executor");
	size_t count;

	if (!executor)
		return error_set(err, ERROR_INPUT, "job cancel: name the executor with --executor");
	if (executor_use(context, executor, err))
		return -1;
	if (!context->executor)
		return error_set(err, ERROR_INPUT, "job cancel: jobs of this machine end with the "
				 "command that started them");
	if (executor_slurm_cancel(context, &count, err))
		return -1;
	if (context->json)
		print_result(&out_stdout, json_pack("{s:i, s:I}", "schema", JSON_SCHEMA,
						    "cancelled", (json_int_t)count));
	else
		out_printf(&out_stdout, "%zu cancelled\n", count);
	return 0;
}

static int run_on_node(struct context *context, const struct arguments *arguments,
		       struct error **err)
{
	struct node_options options = {
		.cache = argument_value(arguments, "node"),
		.scratch = argument_value(arguments, "scratch"),
		.list = arguments->operands[0],
	};

	if (argument_number(arguments, "limit", 1, MAX_LIMIT, 0, &options.limit, err))
		return -1;
	if (*options.cache != '/' || !options.scratch || *options.scratch != '/')
		return error_set(err, ERROR_INPUT, "--node and --scratch: name absolute folders");
	return node_run(context, &options, err);
}

static int run_job(struct context *context, const struct arguments *arguments, struct error **err)
{
	_cleanup_job_ struct job *job = NULL;
	_cleanup_free_ char *folder = NULL;
	int fd = -1;

	if (!strcmp(arguments->operands[0], "cancel"))
		return cancel(context, arguments, err);
	if (argument_value(arguments, "node"))
		return run_on_node(context, arguments, err);
	if (open_telling(arguments, &fd, err) ||
	    executor_use(context, argument_value(arguments, "executor"), err) || job_read(arguments->operands[0], &job, err) ||
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
	.operands = "KEY-FILE|LIST|cancel",
	.min_operands = 1,
	.max_operands = 1,
	.summary = "plumbing: run one job",
	.description =
		"Runs the job described by KEY-FILE in this process and prints the folder with its "
		"result: result.json, job.json and a log. Other commands start it for work that takes "
		"long; it is rarely needed by hand. With --node it is what a node of an executor "
		"starts: the task of LIST that Slurm's environment names. 'job cancel --executor "
		"NAME' takes out of the queue what a run that was killed has left there.",
	.options = (const struct option_spec[]){
		{"tell", 0, "FD", "write progress and records to this socket, as JSON lines"},
		{"executor", 0, "NAME", "with cancel: whose jobs; else in whose folder the cache is"},
		{"node", 0, "DIR", "do a task of LIST, with the cache DIR that all nodes see"},
		{"scratch", 0, "DIR", "with --node: the folder of work trees on this node"},
		{"limit", 0, "SECONDS", "with --node: stop what was started then"},
		{NULL}},
	.needs_project = true,
	.run = run_job,
};
