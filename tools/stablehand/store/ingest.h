/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one way in for results: an event with what came of it, whole and in rows for
 * questions over many events; and what is known of each branch by now.
 */
#ifndef STORE_INGEST_H
#define STORE_INGEST_H

#include <stdbool.h>

#include "result/merge.h"
#include "store/results.h"
#include "util/buf.h"

struct event {
	const char *project;		/* absolute path */
	const char *command;		/* "run" */
	const char *arguments;		/* as given, a JSON array of strings */
	const char *profile;
	const char *release;		/* asked for by name; NULL: the newest */
	struct merge_scope scope;
	int exit_code;
	bool only_looked;		/* nothing was ported: what is known stays as it is */
	bool some_tests;		/* tests were asked for by name */
	bool rows_only;			/* one of many alike: not kept whole, but in rows */
};

/*
 * Put an event into the database, all of it or nothing. Each branch of the result gets
 * the time of the event and this program (struct seen). What is known of a branch
 * becomes the result, with what it does not cover of what was known before; base and
 * ported are compared by all records of their runs. A branch that has none of the tests
 * that were named (ERROR_INPUT) stays known as it was.
 */
int results_ingest(struct results *results, const struct event *event, struct result *result,
		   struct error **err);

/*
 * What is known of a branch of a project by a profile, at a release (NULL: at the
 * newest that was looked at): 1 and *ret_result with that one branch, which the caller
 * releases; 0: nothing; -1 on an error.
 */
int results_known(struct results *results, const char *project, const char *branch,
		  const char *profile, const char *release, struct result *ret_result,
		  struct error **err);

/* The releases at which something is known of it, the latest event first: " 9.1.7 9.1.6". */
int results_known_releases(struct results *results, const char *project, const char *branch,
			   const char *profile, struct buf *ret_releases, struct error **err);

#endif
