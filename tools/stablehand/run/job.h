/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A job: a unit of work for a fresh process, on this machine or on another one that
 * shares the cache. It consists of a kind (run/job_kinds.h), inputs, and a key over both.
 * It publishes one complete folder, <cache>/jobs/<key>/ with result.json and a log, or
 * moves one reference last, or nothing; so a job that was killed is simply run again.
 *
 * The key file holds everything that a fresh process needs:
 *
 *	{"schema": 1, "kind": "build", "key": "<64 hex digits>",
 *	 "inputs": {...}, "hints": {...}}
 *
 * Hints (number of processes, how long a test took before) do not affect the result and
 * are not part of the key.
 */
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "util/error.h"

#define JOB_KEY_CHARS 64
#define JOB_KEEP 500			/* job folders that stay to be looked at */
#define JOB_MAX_FILE (16u << 20)	/* bytes of a key file or a result */

struct job {
	char *kind;			/* lower case letters and "-" */
	char key[JOB_KEY_CHARS + 1];
	json_t *inputs;			/* an object */
	json_t *hints;			/* an object, perhaps empty */
};

/*
 * Make a job. The key is the SHA-256 of the job format's number, the kind and
 * the inputs as JSON with sorted names, so the order in which they were set does
 * not matter. inputs and hints (NULL: none) are objects whose references become
 * the job's; they must not be changed later. The caller frees it with job_free().
 */
struct job *job_new(const char *kind, json_t *inputs, json_t *hints);

/* Free a job. NULL-safe. */
void job_free(struct job *job);
static inline void job_cleanup_(struct job **job)
{
	job_free(*job);
}
#define _cleanup_job_ __attribute__((cleanup(job_cleanup_)))

/* Where a job's folder is, or will be: "<cache>/jobs/<key>". The caller frees it. */
char *job_folder(const char *cache, const char *key);

/* What stands in a key file; a new reference, or NULL when it cannot be made. */
json_t *job_to_json(const struct job *job);

/*
 * Write the key file to <cache>/jobs/<key>.<our process id>.json, so that nobody else
 * removes it; *ret_path (the caller's) is its path. Whole or not at all, as file_write().
 */
int job_write(const struct job *job, const char *cache, char **ret_path, struct error **err);

/*
 * Read a key file. ERROR_INPUT when it is too large, no such object, or when its
 * key is not the one over its inputs. The caller frees *ret_job.
 */
int job_read(const char *path, struct job **ret_job, struct error **err);

/* The same from bytes; name stands in messages. */
int job_parse(const char *bytes, size_t len, const char *name, struct job **ret_job,
	      struct error **err);

/* A JSON string of text that may be no UTF-8 (what is not becomes '?'); NULL for NULL. */
json_t *job_text(const char *text);

/*
 * Remove the oldest of the published job folders, so that at most `keep` are
 * left, and what killed jobs left half-written an hour ago or earlier. What
 * cannot be removed stays.
 */
void job_prune(const char *cache, size_t keep);

#endif
