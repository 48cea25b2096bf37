/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fetching several branches: a job each (run/fetch_job.h), two at a time. While one
 * imports, the next already downloads; imports themselves take turns, and use all
 * processors. Killed, each goes on next time.
 */
#ifndef RUN_FETCH_BRANCHES_H
#define RUN_FETCH_BRANCHES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/source.h"
#include "run/context.h"
#include "util/error.h"

struct fetching_options {
	const char *version;		/* as for source_fetch(); or NULL */
	bool recent_is_enough;		/* who was asked within the hour is not asked again */
	bool fall_back;			/* be content with what the store has */
};

/* What came of one branch: either `failure`, or `source` is filled. */
struct fetched {
	const char *branch;		/* given */
	struct error *failure;
	bool no_answer;			/* as of source_fetch() */
	struct source_result source;
};

/*
 * Fetch the branches that `fetched` names and fill the rest. Shows a line for
 * each when it is done. Returns 0, or -1 when it cannot be done at all
 * (Ctrl-C). The caller releases each with fetched_release() in any case.
 */
int fetching_run(struct context *context, const struct fetching_options *options,
		 struct fetched *fetched, size_t count, struct error **err);

void fetched_release(struct fetched *fetched);

#endif
