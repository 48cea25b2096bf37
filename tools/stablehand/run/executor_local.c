// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <uv.h>

#include "run/context.h"
#include "run/executor.h"
#include "run/executor_conf.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/process.h"

/* A job that is told to stop first stops what it has started, for which it has 5 seconds. */
#define GRACE_SECONDS 12.0
#define MAX_STDERR 65536

struct local {
	struct executor executor;
	const struct context *context;
	uv_loop_t loop;
	char self[40];
	struct child *children;
};

struct child {
	struct local *local;
	void *data;
	const struct job *job;
	char *path;			/* of the key file */
	const char *argv[10];
	struct process *process;
	bool stopped;			/* by us */
	struct job_event_reader reader;
	struct error *error;		/* as the job tells it */
	struct buf errors;		/* what it wrote to standard error */
	struct child *next;
};

static void child_free(struct child *child)
{
	free(child->path);
	job_event_reader_release(&child->reader);
	error_clear(&child->error);
	buf_release(&child->errors);
	free(child);
}

static void on_event(const struct job_event *event, void *data)
{
	struct child *child = data;

	if (event->kind == JOB_EVENT_ERROR) {
		error_clear(&child->error);
		error_set(&child->error, event->error->kind, "%s", event->error->message);
		return;
	}
	child->local->executor.on_event(child->data, event);
	if (event->kind == JOB_EVENT_RECORD)
		process_send(child->process, 0, "\n", 1);
}

static void on_channel(struct process *process, int index, const char *bytes, size_t len,
		       void *data)
{
	struct child *child = data;

	(void)process;
	(void)index;
	job_event_feed(&child->reader, bytes, len, on_event, child);
}

/* How did it end? NULL: well. */
static struct error *judge(struct child *child, const struct process_exit *how)
{
	struct error *error = NULL;

	if (how->interrupted)
		interrupt_error(&error);
	else if (how->signal)
		error_set(&error, ERROR_ENVIRONMENT, "%s job killed by signal %d",
			  child->job->kind, how->signal);
	else if (how->status && child->error && child->error->kind == ERROR_INTERRUPTED &&
		 !interrupt_pending() && !child->stopped)
		error_set(&error, ERROR_ENVIRONMENT, "%s job terminated: %s",
			  child->job->kind, child->error->message);
	else if (how->status && child->error)
		error_move(&error, &child->error);
	else if (how->status)
		error_set(&error, ERROR_BUG, "%s job exited with status %d: %s",
			  child->job->kind, how->status, buf_str(&child->errors));
	return error;
}

static void on_exit_of(struct process *process, const struct process_exit *how, void *data)
{
	struct child *child = data, **at = &child->local->children;
	struct error *error = judge(child, how);

	(void)process;
	while (*at != child)
		at = &(*at)->next;
	*at = child->next;
	unlink(child->path);
	child->local->executor.on_end(child->data, error);
	child_free(child);
}

static int start(struct executor *executor, const struct job *job, void *data, struct error **err)
{
	struct local *local = (struct local *)executor;
	struct child *child = xcalloc(1, sizeof(*child));
	size_t argc = 0;

	*child = (struct child){.local = local, .data = data, .job = job};
	if (job_write(job, local->context->cache, &child->path, err)) {
		child_free(child);
		return -1;
	}
	child->argv[argc++] = local->self;
	child->argv[argc++] = "-C";
	child->argv[argc++] = local->context->project;
	child->argv[argc++] = "job";
	child->argv[argc++] = "--tell=3";
	/* Its folder is where the job's cache is. */
	if (local->context->executor) {
		child->argv[argc++] = "--executor";
		child->argv[argc++] = local->context->executor->name;
	}
	child->argv[argc++] = child->path;
	if (process_start(&local->loop, &(struct process_options){
				  .argv = child->argv,
				  .grace = GRACE_SECONDS,
				  .channels = 1,
				  .on_channel = on_channel,
				  .on_exit = on_exit_of,
				  .output = &child->errors,
				  .errors = &child->errors,
				  .max_output = MAX_STDERR,
				  .data = child,
			  }, &child->process, err)) {
		unlink(child->path);
		child_free(child);
		return -1;
	}
	child->next = local->children;
	local->children = child;
	return 0;
}

/* Each process has a timer that comes ten times a second. */
static int wait_for_any(struct executor *executor, struct error **err)
{
	struct local *local = (struct local *)executor;

	(void)err;
	uv_run(&local->loop, UV_RUN_ONCE);
	return 0;
}

static void stop(struct executor *executor, void *data)
{
	struct local *local = (struct local *)executor;

	for (struct child *child = local->children; child; child = child->next) {
		if (child->data != data)
			continue;
		child->stopped = true;
		process_stop(child->process, GRACE_SECONDS);
	}
}

static void free_local(struct executor *executor)
{
	struct local *local = (struct local *)executor;

	/* What has ended has handles to close. */
	uv_run(&local->loop, UV_RUN_DEFAULT);
	uv_loop_close(&local->loop);
	free(local);
}

struct executor *executor_local_new(const struct context *context)
{
	struct local *local = xcalloc(1, sizeof(*local));

	local->executor = (struct executor){
		.start = start,
		.wait = wait_for_any,
		.stop = stop,
		.free = free_local,
	};
	local->context = context;
	/* This very program, even if another one has taken its place. */
	snprintf(local->self, sizeof(local->self), "/proc/%ld/exe", (long)getpid());
	uv_loop_init(&local->loop);
	return &local->executor;
}
