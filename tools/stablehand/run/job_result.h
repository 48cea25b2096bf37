/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What came of a job: result.json of its folder, <cache>/jobs/<key>/, beside
 * job.json (the key file), log (what it told while it worked) and, of tests, records
 * (run/job_event.h). The folder appears whole, with a manifest (kernel/manifest.h): what was
 * changed since then is not read.
 */
#ifndef RUN_JOB_RESULT_H
#define RUN_JOB_RESULT_H

#include <stdbool.h>

#include "run/job.h"
#include "run/job_event.h"
#include "util/buf.h"
#include "util/error.h"

struct job_result {
	char key[JOB_KEY_CHARS + 1];	/* of the job */
	double seconds;			/* it worked */
	struct error *error;		/* why it could not be done; NULL: it is done */
	json_t *values;			/* an object: what the kind says of itself; never NULL */
};

/* Free what it holds and zero it. Fits _cleanup_(). */
void job_result_release(struct job_result *result);
#define _cleanup_job_result_ __attribute__((cleanup(job_result_release)))

/*
 * Publish the folder of a job, in the place of one that is there. log and records:
 * what goes to its files of these names; the latter is left out when it is empty.
 */
int job_result_publish(const struct job *job, const char *cache, const struct job_result *result,
		       const struct buf *log, const struct buf *records, struct error **err);

/* Hand each event of the published records to on_event. None is fine. */
int job_records_read(const char *cache, const char *key,
		     void (*on_event)(const struct job_event *event, void *data), void *data,
		     struct error **err);

/*
 * Read what was published for a key and a kind: 1 and *ret_result (the caller
 * releases it), 0 when there is none or it is damaged, which is the same: the
 * job has to be done. -1 (ERROR_ENVIRONMENT): it cannot be read. A result with
 * an error is no answer for a later run: what failed is tried again.
 */
int job_result_read(const char *cache, const char *kind, const char *key,
		    struct job_result *ret_result, struct error **err);

/* Read result.json from bytes; false: it is damaged, or of another job. */
bool job_result_parse(const char *bytes, size_t len, const char *kind, const char *key,
		      struct job_result *ret_result);

#endif
