/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What passes between who sends jobs and the nodes that do them: <cache>/lab/, in the folder that
 * all see.
 *
 *	node.sh			what a node starts; the same for all jobs
 *	files/SUM/NAME		programs by their content: a node runs what the sender runs
 *	KEY.json		a job's key file
 *	SENT.list		the keys of what was sent at once, a line each; a task's number is its line
 *	ID_TASK.log		what the job printed
 *
 * What jobs make is published as anywhere: builds/, jobs/.
 */
#ifndef RUN_LAB_H
#define RUN_LAB_H

#include <stddef.h>

#include "run/context.h"
#include "run/job.h"
#include "run/slurm.h"
#include "util/error.h"

/* "<cache>/lab" and, with a name, what it is in it. The caller frees it. */
char *lab_path(const char *cache, const char *name);

/* Have a file there by its content; *ret_path, the caller's, is the copy. */
int lab_keep_file(const char *cache, const char *path, char **ret_path, struct error **err);

/*
 * Make the folder with what nodes start; *ret_script and *ret_program, the caller's, are the
 * script and this program. The context's programs for VMs are the copies then.
 */
int lab_open(struct context *context, char **ret_script, char **ret_program, struct error **err);

/*
 * Write key files and the list of what is sent at once. sent: gets its name, which no other
 * list has.
 */
int lab_write(const char *cache, const struct job *const *jobs, size_t count,
	      char sent[SLURM_SENT_CHARS + 1], struct error **err);

/* The key of a task; false: there is no such list or task. */
bool lab_key(const char *cache, const char *sent, unsigned task, char ret_key[JOB_KEY_CHARS + 1]);

/* The last lines of what a task printed; "" where there is nothing. The caller frees it. */
char *lab_log_end(const char *cache, const char *id);

/* Remove what is older than two weeks and not of one of the lists in the queue. */
void lab_prune(const char *cache, const struct slurm_queue *queue);

#endif
