// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jobs on the nodes of a Slurm cluster. What is started in one round and needs the same is sent as
 * one array. How a job is comes from two sources: squeue tells whether it waits, runs or is over;
 * whether it is done only its published folder tells, so a controller that is away for a while,
 * a node that is lost or a run that was killed cost nothing that was done.
 *
 * What ends without a result, or with an error of its machine, is sent again, at most
 * SLURM_AGAIN times (requeues by Slurm itself count), not to the node that it failed on.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "run/context.h"
#include "run/executor.h"
#include "run/executor_slurm_parts.h"
#include "run/job_result.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define TICK_MS 100
#define ASK_SECONDS 1.0
#define ASK_SECONDS_MANY 5.0		/* with MANY jobs in the queue */
#define MANY 200
#define LOST_SECONDS 1800.0		/* so long the controller or the folder may be away */
#define RESULT_SECONDS 5.0		/* a result may be seen later than the end of its job */
#define RESULT_SECONDS_OK 90.0		/* of one that says that it has published it */
#define CANCEL_SECONDS 40.0		/* above Slurm's KillWait */

static struct slurm_child *find_child(const struct slurm *slurm, const char *key)
{
	for (struct slurm_child *c = slurm->children; c; c = c->next)
		if (!strcmp(c->job->key, key))
			return c;
	return NULL;
}

static void child_free(struct slurm_child *child)
{
	job_free(child->job);
	free(child->exclude);
	error_clear(&child->error);
	free(child);
}

static struct slurm_child *add_child(struct slurm *slurm, const struct job *job)
{
	struct slurm_child **at = &slurm->children;
	struct slurm_child *child = xcalloc(1, sizeof(*child));

	while (*at)
		at = &(*at)->next;
	*at = child;
	child->job = job_new(job->kind, json_incref(job->inputs), json_incref(job->hints));
	return child;
}

static int start(struct executor *executor, const struct job *job, void *data, struct error **err)
{
	struct slurm *slurm = (struct slurm *)executor;
	struct slurm_child *child;

	/* It writes the store, and asks what only this machine may reach. */
	if (!strcmp(job->kind, "fetch")) {
		slurm->local->on_event = executor->on_event;
		slurm->local->on_end = executor->on_end;
		return slurm->local->start(slurm->local, job, data, err);
	}
	child = find_child(slurm, job->key);
	if (!child)
		child = add_child(slurm, job);
	child->claimed = true;
	child->data = data;
	return 0;
}

static void queue(struct executor *executor, const struct job *job, const struct job *after)
{
	struct slurm *slurm = (struct slurm *)executor;
	struct slurm_child *child;

	if (find_child(slurm, job->key))
		return;
	child = add_child(slurm, job);
	snprintf(child->after, sizeof(child->after), "%s", after->key);
}

static void stop(struct executor *executor, void *data)
{
	struct slurm *slurm = (struct slurm *)executor;

	slurm->local->stop(slurm->local, data);
	for (struct slurm_child *c = slurm->children; c; c = c->next)
		if (c->claimed && c->data == data)
			c->stopped = true;
}

/* Take it out of the list and say how it ended; error: NULL, or handed over. */
static void end(struct slurm *slurm, struct slurm_child *child, struct error *error)
{
	struct slurm_child **at = &slurm->children;
	_cleanup_free_ char *key = xasprintf("%s.json", child->job->key);
	_cleanup_free_ char *path = lab_path(slurm->context->cache, key);

	while (*at != child)
		at = &(*at)->next;
	*at = child->next;
	if (!error)
		path_remove(path, NULL);
	slurm->ended++;
	slurm->executor.on_end(child->data, error);
	child_free(child);
}

/* What the queue showed of it lately is not a job to be taken up, unless Slurm begins it again. */
static void forget_entry(struct slurm *slurm, const struct slurm_child *child, bool cancel)
{
	for (size_t i = 0; i < slurm->queue.count; i++) {
		struct slurm_entry *entry = &slurm->queue.entries[i];

		if (entry->task != child->task || strcmp(entry->sent, child->sent) ||
		    (entry->state == SLURM_WAITS && !cancel))
			continue;
		entry->state = SLURM_OVER;
		if (cancel)
			slurm_cancel((const char *const[]){entry->id, NULL}, NULL);
	}
}

/* Send it again, or give it up. why: handed over. */
static void again(struct slurm *slurm, struct slurm_child *child, struct error *why)
{
	const char *name = slurm->conf->name;

	if (child->tries + child->restarts >= SLURM_AGAIN) {
		error_wrap(&why, "executor %s: begun %u times", name,
			   child->tries + child->restarts + 1);
		why->kind = ERROR_ENVIRONMENT;
		error_clear(&child->error);
		child->error = why;
		child->state = SLURM_CHILD_FAILED;
		return;
	}
	progress_note("%s: %s", name, why->message);
	forget_entry(slurm, child, false);
	if (*child->node) {
		char *more = xasprintf("%s%s%s", child->exclude ? child->exclude : "",
				       child->exclude ? "," : "", child->node);

		free(child->exclude);
		child->exclude = more;
	}
	child->tries++;
	child->delay = slurm->conf->pause * (1u << (child->tries - 1));
	child->after[0] = child->node[0] = child->id[0] = '\0';
	child->state = SLURM_CHILD_NEW;
	child->over_since = 0;
	error_clear(&why);
}

/* What the job has published. true: that is its end. */
static bool take_result(struct slurm *slurm, struct slurm_child *child)
{
	_cleanup_job_result_ struct job_result result = {0};
	_cleanup_error_ struct error *error = NULL;
	int rc = job_result_read(slurm->context->cache, child->job->kind, child->job->key, &result,
				 &error);

	if (rc <= 0)
		return false;
	if (!result.error) {
		child->state = SLURM_CHILD_DONE;
	} else if (result.error->kind == ERROR_ENVIRONMENT) {
		error_wrap(&result.error, "node %s", *child->node ? child->node : "?");
		again(slurm, child, TAKE_PTR(result.error));
	} else {
		child->error = TAKE_PTR(result.error);
		child->state = SLURM_CHILD_FAILED;
	}
	return true;
}

/* Over, and no result: of Slurm's words the one for it, and what the job printed last. */
static struct error *lost(struct slurm *slurm, const struct slurm_child *child)
{
	_cleanup_free_ char *said = lab_log_end(slurm->context->cache, child->id);
	struct error *error = NULL;

	error_set(&error, ERROR_ENVIRONMENT, "%s job %s on node %s ended without a result: %s%s%s",
		  child->job->kind, *child->id ? child->id : child->sent,
		  *child->node ? child->node : "?", *child->word ? child->word : "gone",
		  *said ? "; " : "", said);
	return error;
}

static void look_at_end(struct slurm *slurm, struct slurm_child *child)
{
	double now = clock_seconds();
	double wait = strcmp(child->word, "COMPLETED") ? RESULT_SECONDS : RESULT_SECONDS_OK;

	if (!child->over_since)
		child->over_since = now;
	if (now - child->over_since < wait)
		return;
	if (!strcmp(child->word, "CANCELLED")) {
		child->error = lost(slurm, child);
		child->state = SLURM_CHILD_FAILED;
	} else {
		again(slurm, child, lost(slurm, child));
	}
}

/* What the queue says of it; asked: the queue is known. */
static void look(struct slurm *slurm, struct slurm_child *child, bool asked)
{
	const struct slurm_entry *entry =
		asked ? slurm_find(&slurm->queue, child->sent, child->task) : NULL;

	if (entry) {
		memcpy(child->id, entry->id, sizeof(child->id));
		memcpy(child->word, entry->word, sizeof(child->word));
		if (*entry->node && entry->state != SLURM_WAITS)
			memcpy(child->node, entry->node, sizeof(child->node));
		slurm_note_home(slurm, child);
		if (entry->restarts > child->restarts)
			progress_note("%s: %s job %s begins again: node %s was lost, or taken for "
				      "others", slurm->conf->name, child->job->kind, child->id,
				      *child->node ? child->node : "?");
		child->restarts = entry->restarts > child->restarts ? entry->restarts :
								      child->restarts;
	}
	if (take_result(slurm, child) || !asked)
		return;
	if (!entry || entry->state == SLURM_OVER) {
		look_at_end(slurm, child);
	} else if (entry->node_gone && entry->state == SLURM_WAITS &&
		   (!child->anywhere || child->exclude)) {
		/* Of the nodes that are left none is there: one that it failed on is better. */
		forget_entry(slurm, child, true);
		child->anywhere = true;
		free(TAKE_PTR(child->exclude));
		child->state = SLURM_CHILD_NEW;
		child->id[0] = child->after[0] = '\0';
	} else if (entry->held || child->tries + child->restarts > SLURM_AGAIN) {
		forget_entry(slurm, child, true);
		again(slurm, child, lost(slurm, child));
	}
}

/* The controller did not answer; -1: for too long. */
static int no_answer(struct slurm *slurm, struct error *why, struct error **err)
{
	double now = clock_seconds();

	if (!slurm->lost_since)
		progress_note("%s: %s; jobs go on without it", slurm->conf->name, why->message);
	slurm->lost_since = slurm->lost_since ? slurm->lost_since : now;
	if (now - slurm->lost_since < LOST_SECONDS) {
		error_clear(&why);
		return 0;
	}
	error_wrap(&why, "executor %s: no answer for %d minutes", slurm->conf->name,
		   (int)(LOST_SECONDS / 60));
	error_move(err, &why);
	return -1;
}

static int look_at_all(struct slurm *slurm, struct error **err)
{
	struct slurm_queue queue = {0};
	struct error *why = NULL;
	size_t waits = 0, runs = 0, sent = 0;
	bool asked = !slurm_ask(&queue, &why);

	slurm->ask_at = clock_seconds() +
			(slurm->sent_count > MANY ? ASK_SECONDS_MANY : ASK_SECONDS);
	if (asked) {
		slurm_queue_release(&slurm->queue);
		slurm->queue = queue;
		if (slurm->lost_since)
			progress_note("%s: the controller answers again", slurm->conf->name);
		slurm->lost_since = 0;
		slurm->asked = true;
	} else if (no_answer(slurm, why, err)) {
		return -1;
	}
	for (struct slurm_child *c = slurm->children; c; c = c->next) {
		const struct slurm_entry *entry;

		if (c->state != SLURM_CHILD_SENT)
			continue;
		sent++;
		look(slurm, c, asked);
		entry = slurm_find(&slurm->queue, c->sent, c->task);
		waits += entry && entry->state == SLURM_WAITS;
		runs += entry && entry->state == SLURM_RUNS;
	}
	slurm->sent_count = sent;
	if (sent) {
		_cleanup_free_ char *text = xasprintf("%s: %zu running, %zu waiting",
						      slurm->conf->name, runs, waits);

		progress_update(slurm->ended, slurm->ended + sent, 0, text);
	}
	return 0;
}

/* Cancel what has to stop, and see it leave its node. */
static void cancel_stopped(struct slurm *slurm, bool all)
{
	_cleanup_free_ const char **ids = NULL;
	size_t count = 0, alloc = 0;

	for (struct slurm_child *c = slurm->children; c; c = c->next) {
		if ((!c->stopped && !all) || c->state != SLURM_CHILD_SENT || c->cancelled_at)
			continue;
		c->cancelled_at = clock_seconds();
		if (*c->id)
			*ARRAY_ADD(ids, count, alloc) = c->id;
	}
	*ARRAY_ADD(ids, count, alloc) = NULL;
	slurm_cancel(ids, NULL);
}

static bool has_left(const struct slurm *slurm, const struct slurm_child *child)
{
	const struct slurm_entry *entry = slurm_find(&slurm->queue, child->sent, child->task);

	return !entry || entry->state == SLURM_OVER ||
	       clock_seconds() - child->cancelled_at > CANCEL_SECONDS;
}

/* Tell the ends of those that are over, in the order in which they were started. */
static void tell_ends(struct slurm *slurm)
{
	struct slurm_child *next;

	for (struct slurm_child *c = slurm->children; c; c = next) {
		struct error *error = NULL;

		next = c->next;
		if (!c->claimed)
			continue;
		if (c->stopped && c->state != SLURM_CHILD_DONE) {
			if (c->state == SLURM_CHILD_SENT &&
			    (!c->cancelled_at || !has_left(slurm, c)))
				continue;
			error_set(&error, ERROR_INTERRUPTED, "%s job stopped", c->job->kind);
			end(slurm, c, error);
		} else if (c->state == SLURM_CHILD_DONE) {
			end(slurm, c, NULL);
		} else if (c->state == SLURM_CHILD_FAILED) {
			end(slurm, c, TAKE_PTR(c->error));
		}
	}
}

static int wait_for_any(struct executor *executor, struct error **err)
{
	struct slurm *slurm = (struct slurm *)executor;

	if (slurm->local->wait(slurm->local, err))
		return -1;
	if (!slurm->children)
		return 0;
	poll(NULL, 0, TICK_MS);
	if (!slurm->asked || clock_seconds() >= slurm->ask_at)
		if (look_at_all(slurm, err))
			return -1;
	if (slurm->asked && !interrupt_pending() && slurm_children_send(slurm, err))
		return -1;
	cancel_stopped(slurm, interrupt_pending());
	tell_ends(slurm);
	return 0;
}

static void free_slurm(struct executor *executor)
{
	struct slurm *slurm = (struct slurm *)executor;

	/* What was only queued ahead nobody waits for. */
	cancel_stopped(slurm, true);
	while (slurm->children) {
		struct slurm_child *child = slurm->children;

		slurm->children = child->next;
		child_free(child);
	}
	slurm->local->free(slurm->local);
	slurm_queue_release(&slurm->queue);
	needs_release(&slurm->needs);
	for (size_t i = 0; i < slurm->home_count; i++)
		free(slurm->homes[i].branch);
	free(slurm->homes);
	free(slurm->script);
	free(slurm->program);
	free(slurm);
}

struct executor *executor_slurm_new(struct context *context)
{
	struct slurm *slurm = xcalloc(1, sizeof(*slurm));

	slurm->executor = (struct executor){
		.remote = true,
		.start = start,
		.queue = queue,
		.wait = wait_for_any,
		.stop = stop,
		.free = free_slurm,
	};
	slurm->context = context;
	slurm->conf = context->executor;
	slurm->local = executor_local_new(context);
	return &slurm->executor;
}
