// SPDX-License-Identifier: GPL-2.0-only
/* Sending jobs: what they need, which of them go together, which are there already. */
#include <stdio.h>
#include <string.h>

#include "run/context.h"
#include "run/executor_slurm_parts.h"
#include "run/job_result.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

#define MAX_TASKS 500			/* of one array; Slurm's own limit is 1001 */
#define SEND_AGAIN_SECONDS 5.0
#define MAX_REFUSED 3			/* a controller that is away says so in many ways */
#define LEAST_SECONDS 600.0
#define SLURM_SECONDS 120.0		/* more than our own limit, which should come first */
#define TIME_FACTOR 3
#define MEMORY_FACTOR 1.25
#define LEAST_MEMORY (256ull << 20)
#define VM_MEMORY (4608ull << 20)	/* of one VM, before one has been seen */

#define DEFAULT_BUILD_SECONDS (4 * 3600.0)
#define DEFAULT_SUITE_SECONDS (12 * 3600.0)

struct wants {
	unsigned cores;
	uint64_t memory;
	double seconds;
	char constraint[256];		/* "" */
};

static bool is_suite(const struct job *job)
{
	return !strcmp(job->kind, "suite");
}

/* Does one of its VMs need KVM where it runs? */
static bool needs_kvm(const struct job *job)
{
	json_t *lanes = json_object_get(job->inputs, "lanes");

	for (size_t i = 0; i < json_array_size(lanes); i++) {
		json_t *lane = json_array_get(lanes, i);
		const char *machine = json_string_value(json_object_get(lane, "machine_is"));

		if (machine && strstr(machine, "accel kvm"))
			return true;
	}
	return false;
}

/*
 * From what the configuration says and what earlier jobs have needed. A limit that one has met
 * is twice as far the next time.
 */
static struct wants wants_of(const struct slurm *slurm, const struct slurm_child *child)
{
	const struct executor_conf *conf = slurm->conf;
	bool suite = is_suite(child->job);
	const struct executor_share *share = suite ? &conf->suite : &conf->build;
	const struct need_seen *seen = needs_find(&slurm->needs, child->job);
	const char *kvm = suite && needs_kvm(child->job) ? conf->kvm : NULL;
	struct wants wants = {
		.cores = share->cores,
		.memory = share->memory,
		.seconds = share->seconds > 0 ? share->seconds :
			   suite ? DEFAULT_SUITE_SECONDS : DEFAULT_BUILD_SECONDS,
	};

	if (seen && seen->seconds * TIME_FACTOR < wants.seconds)
		wants.seconds = seen->seconds * TIME_FACTOR > LEAST_SECONDS ?
				seen->seconds * TIME_FACTOR : wants.seconds < LEAST_SECONDS ?
				wants.seconds : LEAST_SECONDS;
	wants.seconds *= 1u << child->tries;
	if (!wants.memory && seen && seen->memory)
		wants.memory = seen->memory * MEMORY_FACTOR + LEAST_MEMORY;
	else if (!wants.memory && suite)
		wants.memory = VM_MEMORY * (unsigned)json_integer_value(
			json_object_get(child->job->inputs, "vms"));
	if (conf->constraint && kvm)
		snprintf(wants.constraint, sizeof(wants.constraint), "%s&%s", conf->constraint,
			 kvm);
	else if (conf->constraint || kvm)
		snprintf(wants.constraint, sizeof(wants.constraint), "%s", kvm ? kvm :
			 conf->constraint);
	return wants;
}

static const char *branch_of(const struct slurm_child *child)
{
	const char *branch = json_string_value(json_object_get(child->job->inputs, "branch"));

	return branch && !is_suite(child->job) ? branch : NULL;
}

static struct slurm_home *find_home(const struct slurm *slurm, const char *branch)
{
	for (size_t i = 0; branch && i < slurm->home_count; i++)
		if (!strcmp(slurm->homes[i].branch, branch))
			return &slurm->homes[i];
	return NULL;
}

void slurm_note_home(struct slurm *slurm, const struct slurm_child *child)
{
	const char *branch = branch_of(child);
	struct slurm_home *home = find_home(slurm, branch);

	if (!branch || !*child->node)
		return;
	if (!home) {
		home = ARRAY_ADD(slurm->homes, slurm->home_count, slurm->home_alloc);
		home->branch = xstrdup(branch);
	}
	memcpy(home->node, child->node, sizeof(home->node));
}

/* A build elsewhere would begin with all of the tree; waiting is cheaper. NULL: anywhere. */
static const char *home_of(const struct slurm *slurm, const struct slurm_child *child)
{
	const struct slurm_home *home = find_home(slurm, branch_of(child));

	return home && !child->anywhere && !child->exclude ? home->node : NULL;
}

static bool go_together(const struct slurm *slurm, const struct slurm_child *a,
			const struct slurm_child *b)
{
	const struct wants x = wants_of(slurm, a), y = wants_of(slurm, b);

	if (home_of(slurm, a) || home_of(slurm, b) || a->exclude || b->exclude || *a->after ||
	    *b->after)
		return false;
	return a->delay == b->delay && x.cores == y.cores && x.memory == y.memory &&
	       x.seconds == y.seconds && !strcmp(x.constraint, y.constraint);
}

/* An error that an earlier try has published is not the answer of the one that is to come. */
static void forget_error(const struct slurm *slurm, const struct slurm_child *child)
{
	_cleanup_free_ char *folder = job_folder(slurm->context->cache, child->job->key);
	_cleanup_job_result_ struct job_result result = {0};

	if (job_result_read(slurm->context->cache, child->job->kind, child->job->key, &result,
			    NULL) > 0 && result.error)
		path_remove(folder, NULL);
}

/* Is its job in the queue, sent by a run that was killed? Then that is the one. */
static bool take_up(struct slurm *slurm, struct slurm_child *child)
{
	for (size_t i = 0; i < slurm->queue.count; i++) {
		const struct slurm_entry *entry = &slurm->queue.entries[i];
		char key[JOB_KEY_CHARS + 1];

		if (entry->state == SLURM_OVER || entry->state == SLURM_LEAVES ||
		    !lab_key(slurm->context->cache, entry->sent, entry->task, key) ||
		    strcmp(key, child->job->key))
			continue;
		memcpy(child->sent, entry->sent, sizeof(child->sent));
		memcpy(child->id, entry->id, sizeof(child->id));
		child->task = entry->task;
		child->state = SLURM_CHILD_SENT;
		forget_error(slurm, child);
		progress_note("%s: %s job %s, sent by a run before, is taken up", slurm->conf->name,
			      child->job->kind, child->id);
		return true;
	}
	return false;
}

/* The id of the job that one comes after, while that is in the queue; or NULL. */
static const char *after_id(const struct slurm *slurm, const struct slurm_child *child)
{
	for (const struct slurm_child *c = slurm->children; c; c = c->next)
		if (!strcmp(c->job->key, child->after))
			return c->state == SLURM_CHILD_SENT && *c->id ? c->id : NULL;
	return NULL;
}

/* It waits for one that squeue has not told the id of yet, nor where it runs. */
static bool too_early(const struct slurm *slurm, const struct slurm_child *child)
{
	for (const struct slurm_child *c = slurm->children; c; c = c->next)
		if (!strcmp(c->job->key, child->after))
			return c->state == SLURM_CHILD_NEW ||
			       (c->state == SLURM_CHILD_SENT && (!*c->id || !*c->node));
	return false;
}

static int send_some(struct slurm *slurm, struct slurm_child **some, size_t count,
		     struct error **err)
{
	const struct wants wants = wants_of(slurm, some[0]);
	_cleanup_free_ const struct job **jobs = xcalloc(count, sizeof(*jobs));
	_cleanup_free_ char *folder = lab_path(slurm->context->cache, NULL);
	_cleanup_free_ char *list = NULL, *limit = xasprintf("%.0f", wants.seconds);
	char sent[SLURM_SENT_CHARS + 1];
	const char *const ccache = slurm->conf->ccache ? slurm->conf->ccache : "";
	struct slurm_batch batch = {
		.sent = sent,
		.tasks = count,
		.partition = slurm->conf->partition,
		.account = slurm->conf->account,
		.constraint = *wants.constraint ? wants.constraint : NULL,
		.exclude = some[0]->exclude,
		.node = home_of(slurm, some[0]),
		.after = after_id(slurm, some[0]),
		.delay = some[0]->delay,
		.cores = wants.cores,
		.memory = wants.memory,
		.seconds = wants.seconds + SLURM_SECONDS,
		.output = folder,
		.script = slurm->script,
	};

	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *old = job_folder(slurm->context->cache, some[i]->job->key);

		jobs[i] = some[i]->job;
		/* What is there is no answer, or it would not be sent. */
		if (path_remove(old, err))
			return -1;
	}
	if (lab_write(slurm->context->cache, jobs, count, sent, err))
		return -1;
	list = path_join(folder, "%s.list", sent);
	batch.arguments = (const char *const[]){slurm->program, slurm->context->project,
						slurm->context->cache, slurm->conf->scratch, list,
						limit, ccache, NULL};
	for (size_t i = 0; i < count; i++) {
		memcpy(some[i]->sent, sent, sizeof(sent));
		some[i]->task = i;
	}
	return slurm_send(&batch, err);
}

/* sbatch has not taken them: now, or at all? */
static void refused(struct slurm *slurm, struct slurm_child **some, size_t count,
		    const struct error *why)
{
	slurm->send_at = clock_seconds() + SEND_AGAIN_SECONDS;
	/* squeue, which is asked as well, tells how long that has been so. */
	if (strstr(why->message, "Unable to contact slurm controller"))
		return;
	for (size_t i = 0; i < count; i++) {
		if (++some[i]->refused < MAX_REFUSED)
			continue;
		some[i]->error = error_copy(why);
		error_wrap(&some[i]->error, "executor %s", slurm->conf->name);
		some[i]->state = SLURM_CHILD_FAILED;
	}
}

static int open_lab(struct slurm *slurm, struct error **err)
{
	if (slurm->program)
		return 0;
	if (lab_open(slurm->context, &slurm->script, &slurm->program, err))
		return -1;
	lab_prune(slurm->context->cache, &slurm->queue);
	needs_read(slurm->context->cache, &slurm->needs);
	progress_start("%s", slurm->conf->name);
	return 0;
}

int slurm_children_send(struct slurm *slurm, struct error **err)
{
	struct slurm_child *some[MAX_TASKS];

	if (clock_seconds() < slurm->send_at || slurm->lost_since)
		return 0;
	for (struct slurm_child *first = slurm->children; first; first = first->next) {
		_cleanup_error_ struct error *why = NULL;
		size_t count = 0;

		if (first->state != SLURM_CHILD_NEW || first->stopped || too_early(slurm, first))
			continue;
		if (open_lab(slurm, err))
			return -1;
		if (take_up(slurm, first))
			continue;
		for (struct slurm_child *c = first; c && count < MAX_TASKS; c = c->next)
			if (c->state == SLURM_CHILD_NEW && !c->stopped &&
			    (c == first || (go_together(slurm, first, c) && !take_up(slurm, c))))
				some[count++] = c;
		if (send_some(slurm, some, count, &why)) {
			refused(slurm, some, count, why);
			return 0;
		}
		for (size_t i = 0; i < count; i++)
			some[i]->state = SLURM_CHILD_SENT;
		slurm->ask_at = 0;
	}
	return 0;
}

int executor_slurm_cancel(const struct context *context, size_t *ret_count, struct error **err)
{
	_cleanup_slurm_queue_ struct slurm_queue queue = {0};
	_cleanup_free_ const char **ids = NULL;
	size_t count = 0;

	if (slurm_ask(&queue, err))
		return -1;
	ids = xcalloc(queue.count + 1, sizeof(*ids));
	for (size_t i = 0; i < queue.count; i++) {
		const struct slurm_entry *entry = &queue.entries[i];
		char key[JOB_KEY_CHARS + 1];

		if (entry->state <= SLURM_RUNS &&
		    lab_key(context->cache, entry->sent, entry->task, key))
			ids[count++] = entry->id;
	}
	if (slurm_cancel(ids, err))
		return -1;
	*ret_count = count;
	return 0;
}
