/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The job "fetch": the newest release of a branch, or a given one, into the store. It
 * moves the release's reference last (kernel/source.h); its folder tells what came of it.
 */
#ifndef RUN_FETCH_JOB_H
#define RUN_FETCH_JOB_H

#include <stdbool.h>

#include "kernel/source.h"
#include "run/context.h"
#include "run/job_kinds.h"

/* Who was asked within so many seconds need not be asked again. */
#define FETCH_RECENT_SECONDS 3600

struct fetch_job {
	const char *branch;
	const char *version;		/* NULL: the newest */
	bool recent_is_enough;
	bool fall_back;			/* be content with what the store has */
	const char *asked;		/* when and by whom: a later question has a new answer */
};

extern const struct job_kind fetch_job_kind;

/* The job, over these and the branch's file. The caller frees it. */
int fetch_job_new(const struct context *context, const struct fetch_job *fetch,
		  struct job **ret_job, struct error **err);

/* What the job has published of a release that it got. */
struct fetched_release {
	char *version, *source;
	char **tried;			/* as of struct source_result */
	size_t tried_count, tried_alloc;
};

/* false: the values are none of a fetch. The caller releases *ret. */
bool fetched_release_read(const json_t *values, struct fetched_release *ret);
void fetched_release_clear(struct fetched_release *fetched);

/* Did no source have a release? (As source_options.ret_no_answer.) */
bool fetch_job_no_answer(const json_t *values);

#endif
