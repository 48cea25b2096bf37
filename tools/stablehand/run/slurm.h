/* SPDX-License-Identifier: GPL-2.0-only */
/* sbatch, squeue and scancel: what is asked of them, and what they print. */
#ifndef RUN_SLURM_H
#define RUN_SLURM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/error.h"

#define SLURM_JOB_NAME "stablehand"	/* of all our jobs */
#define SLURM_SENT_CHARS 16		/* hex digits that name what was sent at once */

/* How a job is in the queue. */
enum slurm_state {
	SLURM_WAITS,			/* it has not begun, or has to begin again */
	SLURM_RUNS,
	SLURM_LEAVES,			/* it has ended, and its node is cleaning up */
	SLURM_OVER,
};

/* One task of an array, as squeue tells it. */
struct slurm_entry {
	char id[24];			/* "4711_3": what scancel takes */
	unsigned task;
	char sent[SLURM_SENT_CHARS + 1];	/* with what it was sent */
	enum slurm_state state;
	bool held;			/* a node could not begin it; it will not begin by itself */
	bool node_gone;			/* it waits for a node that is not there */
	char word[20];			/* as Slurm has it: "NODE_FAIL" */
	char node[65];			/* that it is or was on; "" */
	unsigned restarts;
};

struct slurm_queue {
	struct slurm_entry *entries;
	size_t count, alloc;
};

/*
 * Read what squeue prints in the form that slurm_ask() asks for, added to the queue. A line that
 * is not of that form, or not of a job of ours, is left out.
 */
void slurm_parse(const char *text, struct slurm_queue *queue);

/*
 * All jobs of ours that Slurm remembers, those that are over for a minute at least. Runs to its
 * end after Ctrl-C, too. ERROR_ENVIRONMENT when the controller does not answer.
 */
int slurm_ask(struct slurm_queue *ret_queue, struct error **err);

/* The task of what was sent under that name; or NULL. */
const struct slurm_entry *slurm_find(const struct slurm_queue *queue, const char *sent,
				     unsigned task);

void slurm_queue_release(struct slurm_queue *queue);
#define _cleanup_slurm_queue_ __attribute__((cleanup(slurm_queue_release)))

/* What is sent: an array of tasks, all alike. NULL and 0: Slurm's defaults. */
struct slurm_batch {
	const char *sent;
	size_t tasks;
	const char *partition, *account, *constraint;
	const char *exclude;		/* nodes, separated by commas */
	const char *node;		/* only there */
	const char *after;		/* begin when this job has ended, however that was */
	unsigned delay;			/* begin in so many seconds at the earliest */
	unsigned cores;
	uint64_t memory;		/* bytes */
	double seconds;
	const char *output;		/* a folder: <task's id>.log in it is what they print */
	const char *script;
	const char *const *arguments;	/* NULL-terminated */
};

/* Send it. ERROR_ENVIRONMENT: sbatch says why not. */
int slurm_send(const struct slurm_batch *batch, struct error **err);

/* Cancel jobs by their ids (NULL-terminated). Runs to its end after Ctrl-C, too. */
int slurm_cancel(const char *const *ids, struct error **err);

#endif
