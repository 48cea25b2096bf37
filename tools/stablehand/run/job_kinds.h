/* SPDX-License-Identifier: GPL-2.0-only */
/* What kinds of jobs there are, and doing one in this process. */
#ifndef RUN_JOB_KINDS_H
#define RUN_JOB_KINDS_H

#include <stdbool.h>

#include "run/context.h"
#include "run/job.h"
#include "run/job_event.h"
#include "run/job_result.h"

/* A job at work, as its kind sees it. */
struct job_work {
	struct context *context;
	const struct job *job;
	json_t *values;			/* to be filled: published, even when the job fails */
	int tell_fd;			/* where events go; -1: nobody listens */
	struct buf log, records;
};

struct job_kind {
	const char *name;

	/*
	 * Do the job. It must be possible to do it again at any time, and beside
	 * itself: it takes the locks that it needs.
	 */
	int (*run)(struct job_work *work, struct error **err);

	/*
	 * Is what a published result names still there? NULL: it names nothing outside
	 * of its folder.
	 */
	bool (*holds)(const struct context *context, const struct job *job,
		      const struct job_result *result);
};

/* Tell an event to whoever started the job, if anybody did. */
void job_tell(const struct job_work *work, const struct job_event *event);

/* Tell the outcome of a test, and have it published with the job. */
void job_record(struct job_work *work, size_t lane, const struct record *record);

/*
 * Do a job here and publish its folder; progress goes to tell_fd as events, and with -1 to
 * standard error as usual. On failure the folder tells the error; after Ctrl-C
 * nothing is published.
 */
int job_do(struct context *context, const struct job *job, int tell_fd, struct error **err);

/*
 * Is the job done? 1 and its result (the caller releases it), which has no error and
 * holds; 0: it has to be done; -1: the folder cannot be read.
 */
int job_done(const struct context *context, const struct job *job, struct job_result *ret_result,
	     struct error **err);

#endif
