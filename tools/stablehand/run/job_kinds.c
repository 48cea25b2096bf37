// SPDX-License-Identifier: GPL-2.0-only
#include "run/job_kinds.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "run/build_job.h"
#include "run/fetch_job.h"
#include "run/suite_job.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/footprint.h"
#include "util/host.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define ANSWER_MS 10000
#define SIGNAL_MS 500

/* To add one, add its table here. */
static const struct {
	const struct job_kind *kinds;
	size_t count;
} tables[] = {
	{&fetch_job_kind, 1},
	{build_job_kinds, BUILD_JOB_COUNT},
	{&suite_job_kind, 1},
};

static const struct job_kind *find_kind(const char *name)
{
	for (size_t t = 0; t < ARRAY_SIZE(tables); t++)
		for (size_t i = 0; i < tables[t].count; i++)
			if (!strcmp(tables[t].kinds[i].name, name))
				return &tables[t].kinds[i];
	return NULL;
}

/* Who listens may be slow, and its end of the line may not block. */
static void write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EAGAIN)
			poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
		else if (n < 0 && errno != EINTR)
			return;		/* nobody listens any more: whoever did is going to end us */
		if (n > 0) {
			bytes += n;
			len -= n;
		}
	}
}

void job_tell(const struct job_work *work, const struct job_event *event)
{
	_cleanup_buf_ struct buf line = {0};

	if (work->tell_fd < 0)
		return;
	job_event_write(event, &line);
	write_all(work->tell_fd, line.data, line.len);
}

/*
 * Whoever keeps records answers each with a byte when it is on the disk; then only the next
 * test begins, so that no kill -9 costs a test that was over. Who does not answer for long
 * has not understood, or is gone.
 */
static void await_answer(int fd)
{
	struct pollfd line = {.fd = fd, .events = POLLIN};
	char byte;

	while (fd >= 0 && poll(&line, 1, ANSWER_MS) < 0 && errno == EINTR && !interrupt_pending())
		;
	if (fd >= 0 && line.revents & POLLIN)
		(void)!read(fd, &byte, 1);
}

void job_record(struct job_work *work, size_t lane, const struct record *record)
{
	const struct job_event event = {
		.kind = JOB_EVENT_RECORD,
		.lane = lane,
		.record = *record,
	};

	job_event_write(&event, &work->records);
	job_tell(work, &event);
	await_answer(work->tell_fd);
}

static void on_progress(const struct progress_event *progress, void *data)
{
	struct job_work *work = data;

	if (progress->what == PROGRESS_END)
		buf_printf(&work->log, "  %s\n", progress->text ? progress->text : "done");
	else if (progress->what != PROGRESS_UPDATE)
		buf_printf(&work->log, "%s\n", progress->text);
	job_tell(work, &(struct job_event){.kind = JOB_EVENT_PROGRESS, .progress = *progress});
}

static int publish(const struct job_work *work, struct job_result *result, struct error **err)
{
	result->values = work->values;
	return job_result_publish(work->job, work->context->cache, result, &work->log,
				  &work->records, err);
}

/* What it took of which machine. */
static void tell_used(const struct job_work *work, uint64_t memory)
{
	const char *branch = json_string_value(json_object_get(work->job->inputs, "branch"));
	json_int_t at_once = json_integer_value(json_object_get(work->job->inputs, "vms"));
	_cleanup_free_ char *node = NULL, *cpu = NULL;

	if (!at_once)
		at_once = json_integer_value(json_object_get(work->job->hints, "jobs"));
	if (!at_once)
		at_once = sysconf(_SC_NPROCESSORS_ONLN);
	host_names(&node, &cpu);
	json_object_set_new(work->values, "used",
			    json_pack("{s:o*, s:I, s:I}", "branch", job_text(branch), "memory",
				      (json_int_t)memory, "at_once", at_once));
	json_object_set_new(work->values, "host",
			    json_pack("{s:o, s:o}", "node", job_text(node), "cpu", job_text(cpu)));
}

/*
 * Who stops a job may signal all of its processes, and what it has started may end before it has
 * the signal itself. That is no failure of the work.
 */
static void note_stop(struct error **why)
{
	if ((*why)->kind != ERROR_ENVIRONMENT)
		return;
	poll(NULL, 0, SIGNAL_MS);
	if (!interrupt_pending())
		return;
	error_clear(why);
	interrupt_error(why);
}

static int run(struct job_work *work, const struct job_kind *kind, struct error **err)
{
	_cleanup_error_ struct error *why = NULL, *second = NULL;
	struct footprint_watch *watch = footprint_start();
	double start = clock_seconds();
	struct job_result result = {0};
	int rc = kind->run(work, &why);

	if (rc)
		note_stop(&why);
	tell_used(work, footprint_stop(watch));
	progress_end(rc ? "failed" : NULL);
	result.seconds = clock_seconds() - start;
	result.error = why;
	if (rc && why->kind == ERROR_INTERRUPTED)
		error_move(err, &why);
	else if (publish(work, &result, &second) && !rc)
		error_move(err, &second);
	else if (rc)
		error_move(err, &why);
	else
		return 0;
	return -1;
}

int job_do(struct context *context, const struct job *job, int tell_fd, struct error **err)
{
	const struct job_kind *kind = find_kind(job->kind);
	struct job_work work = {
		.context = context,
		.job = job,
		.values = json_object(),
		.tell_fd = tell_fd,
	};
	_cleanup_error_ struct error *why = NULL;
	int rc;

	if (tell_fd >= 0)
		progress_redirect(on_progress, &work);
	rc = kind ? run(&work, kind, &why) :
	     error_set(&why, ERROR_INPUT, "unknown kind of job '%s'", job->kind);
	if (rc)
		job_tell(&work, &(struct job_event){.kind = JOB_EVENT_ERROR, .error = why});
	progress_redirect(NULL, NULL);
	json_decref(work.values);
	buf_release(&work.log);
	buf_release(&work.records);
	error_move(err, &why);
	return rc;
}

int job_done(const struct context *context, const struct job *job, struct job_result *ret_result,
	     struct error **err)
{
	const struct job_kind *kind = find_kind(job->kind);
	struct job_result result = {0};
	int rc = job_result_read(context->cache, job->kind, job->key, &result, err);

	if (rc <= 0)
		return rc;
	if (!result.error && kind && (!kind->holds || kind->holds(context, job, &result))) {
		*ret_result = result;
		return 1;
	}
	job_result_release(&result);
	return 0;
}
