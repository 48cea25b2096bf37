/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What starts jobs and tells how they get on. It knows nothing of what a job
 * does or what has to be done before it: that is the graph's (run/graph.h).
 */
#ifndef RUN_EXECUTOR_H
#define RUN_EXECUTOR_H

#include "run/job.h"
#include "run/job_event.h"
#include "util/error.h"

struct context;

struct executor {
	/*
	 * Start a job in a process of its own; `data` names it in all other calls. job
	 * must live until on_end.
	 */
	int (*start)(struct executor *executor, const struct job *job, void *data,
		     struct error **err);

	/*
	 * Wait until something happens, a tenth of a second or so at most, and make the
	 * calls below. -1: nothing can be told of the jobs any more.
	 */
	int (*wait)(struct executor *executor, struct error **err);

	/* Make a job end soon, with all that it started; its on_end still comes. */
	void (*stop)(struct executor *executor, void *data);

	/* Free it. No job may be running. */
	void (*free)(struct executor *executor);

	/* Set by whoever uses it: a job told something, ... */
	void (*on_event)(void *data, const struct job_event *event);

	/*
	 * ... and a job has ended. error (the callee's to free): it did not do its
	 * work; NULL: it has published its folder.
	 */
	void (*on_end)(void *data, struct error *error);
};

/*
 * Processes on this machine: `stablehand -C DIR job KEY-FILE`, each a process
 * group of its own that ends with us. Ctrl-C stops them without a call of
 * stop(). context must outlive it.
 */
struct executor *executor_local_new(const struct context *context);

#endif
