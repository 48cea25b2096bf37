/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs jobs and reports on them. What a job does and what it depends on is none of its
 * business: see run/graph.h.
 */
#ifndef RUN_EXECUTOR_H
#define RUN_EXECUTOR_H

#include <stdbool.h>

#include "run/job.h"
#include "run/job_event.h"
#include "util/error.h"

struct context;

struct executor {
	bool remote;			/* elsewhere: what runs at once is not our machine's matter */

	/*
	 * Start a job in a process of its own; `data` identifies it in all other calls. job
	 * must live until on_end().
	 */
	int (*start)(struct executor *executor, const struct job *job, void *data,
		     struct error **err);

	/*
	 * The job will be started once `after` has ended, unless that fails: it may be put in a
	 * queue now. Both are copied. NULL: there is no queue.
	 */
	void (*queue)(struct executor *executor, const struct job *job, const struct job *after);

	/*
	 * Wait for events, about a tenth of a second at most, and make the calls below.
	 * -1: the state of the jobs is no longer known.
	 */
	int (*wait)(struct executor *executor, struct error **err);

	/* Terminate a job and everything it started; on_end() is still called. */
	void (*stop)(struct executor *executor, void *data);

	/* Free it. No job may be running. */
	void (*free)(struct executor *executor);

	/* Set by the user of the executor: a job sent an event. */
	void (*on_event)(void *data, const struct job_event *event);

	/*
	 * A job has ended. error (owned by the callee): it failed; NULL: it has published its
	 * folder.
	 */
	void (*on_end)(void *data, struct error *error);
};

/*
 * Processes on this machine: `stablehand -C DIR job KEY-FILE`, each a process
 * group of its own that ends with us. Ctrl-C stops them without a call of
 * stop(). context must outlive it.
 */
struct executor *executor_local_new(const struct context *context);

/*
 * Jobs on the nodes of a Slurm cluster, as context->executor has it (run/executor_conf.h);
 * fetches stay here. context must outlive it.
 */
struct executor *executor_slurm_new(struct context *context);

/*
 * Cancel what is in the queue and was sent from the context's cache, by whoever it was; how many
 * jobs that are is *ret_count.
 */
int executor_slurm_cancel(const struct context *context, size_t *ret_count, struct error **err);

#endif
