/* SPDX-License-Identifier: GPL-2.0-only */
/* How run/executor_slurm.c is split; nothing else needs this. */
#ifndef RUN_EXECUTOR_SLURM_PARTS_H
#define RUN_EXECUTOR_SLURM_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/executor.h"
#include "run/executor_conf.h"
#include "run/job.h"
#include "run/lab.h"
#include "run/needs.h"
#include "run/slurm.h"

#define SLURM_AGAIN 2			/* so often a job that its machine failed begins again */

enum slurm_child_state {
	SLURM_CHILD_NEW,		/* to be sent */
	SLURM_CHILD_SENT,
	SLURM_CHILD_DONE,
	SLURM_CHILD_FAILED,		/* see error */
};

/* One job. */
struct slurm_child {
	struct job *job;		/* a copy */
	void *data;
	bool claimed;			/* start() was called; else it was only queued ahead */
	bool stopped;			/* by us */
	enum slurm_child_state state;
	struct error *error;
	char after[JOB_KEY_CHARS + 1];	/* begins when that job is over; "" */
	char sent[SLURM_SENT_CHARS + 1];	/* with what it was sent */
	unsigned task;
	char id[24];			/* as squeue told it last; "" */
	char word[20], node[65];	/* likewise */
	unsigned tries, restarts;	/* sent again by us, begun again by Slurm */
	unsigned delay;			/* seconds before it begins again */
	unsigned refused;		/* so often sbatch did not take it */
	char *exclude;			/* nodes, separated by commas; or NULL */
	bool anywhere;			/* not only where its branch was built before */
	double over_since, cancelled_at;
	struct slurm_child *next;
};

/* Where a branch was built last: its work tree is there. */
struct slurm_home {
	char *branch;
	char node[65];
};

struct slurm {
	struct executor executor;
	struct context *context;
	const struct executor_conf *conf;
	struct executor *local;		/* for what is not for nodes */
	struct slurm_child *children;	/* in the order in which they came */
	struct slurm_queue queue;
	bool asked;			/* the queue has been seen once */
	double ask_at, lost_since, send_at;
	size_t sent_count, ended;
	struct needs needs;
	struct slurm_home *homes;
	size_t home_count, home_alloc;
	char *script, *program;		/* NULL: nothing was sent yet */
};

/* A build runs on its node: those behind it should, too. */
void slurm_note_home(struct slurm *slurm, const struct slurm_child *child);

/*
 * Send all that are new, or take up what a run before has sent. What sbatch refuses has failed.
 * -1: the folder that all see cannot be written.
 */
int slurm_children_send(struct slurm *slurm, struct error **err);

#endif
