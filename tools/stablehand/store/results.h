/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was seen when: an SQLite database (WAL, so that two runs may use it at
 * once). A "run key" names everything that a test's outcome may depend on: the
 * build, the selftests, PID 1, the engine and its settings; so a record found
 * under the same key need not be made again.
 */
#ifndef STORE_RESULTS_H
#define STORE_RESULTS_H

#include <stddef.h>

#include "result/attempts.h"
#include "util/error.h"

struct results;

/* Open the database, made or migrated if need be. Close with results_close(). */
int results_open(const char *path, struct results **ret_results, struct error **err);

/*
 * Open a database that is there, and change nothing: as it is, also where nothing may be
 * written. *ret_results is NULL when it is of a program that kept no events.
 */
int results_open_to_read(const char *path, struct results **ret_results, struct error **err);

/* Close it. NULL-safe. */
void results_close(struct results *results);

/*
 * Describe a run key once: what it stands for (branch, state, and a text of
 * what made it). Describing it again changes nothing.
 */
int results_describe_run(struct results *results, const char *run_key, const char *branch,
			 const char *state, const char *description, struct error **err);

/*
 * Keep one record as the given attempt (1, 2, ...) of its test under a run
 * key, durable when this returns. A record already there is replaced.
 */
int results_add(struct results *results, const char *run_key, int attempt,
		const struct record *record, struct error **err);

/* Forget all attempts of a test under a run key. */
int results_forget(struct results *results, const char *run_key, const char *test,
		   struct error **err);

/* All records under a run key. Free with attempts_release(). */
int results_load(struct results *results, const char *run_key, struct attempts *ret_attempts,
		 struct error **err);

/* How many boots are known; 0 when it cannot be told. */
size_t results_count_boots(struct results *results);

/* The most seconds seen for a test on a branch, by any run key; 0: never seen. */
double results_expected_seconds(struct results *results, const char *branch, const char *test);

#endif
