// SPDX-License-Identifier: GPL-2.0-only
#include "run/node.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "git/repo.h"
#include "run/job_kinds.h"
#include "run/lab.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/text.h"

/* What has been written elsewhere is seen over a network file system when its caches are old. */
#define SEEN_AFTER_SECONDS 90.0

/* Of the cache that all see. */
static const char *const shared[] = {"store.git", "builds", "jobs", "logs", "lab"};

static volatile sig_atomic_t past_limit;

static void on_alarm(int signal)
{
	(void)signal;
	past_limit = 1;
	kill(getpid(), SIGTERM);
}

static int link_to(const char *target, const char *path, struct error **err)
{
	char now[4096];
	ssize_t len = readlink(path, now, sizeof(now) - 1);

	if (len > 0) {
		now[len] = '\0';
		if (!strcmp(now, target))
			return 0;
	}
	/* Another job of this node may be doing the same. */
	if (path_remove(path, err) || (symlink(target, path) && errno != EEXIST))
		return error_errno(err, ERROR_ENVIRONMENT, "%s", path);
	return 0;
}

static int own_cache(struct context *context, const struct node_options *options,
		     struct error **err)
{
	const char *node = getenv("SLURMD_NODENAME");
	_cleanup_free_ char *own = NULL;

	if (!node || !path_is_name(node))
		node = "node";
	own = path_join(options->scratch, "%s/stablehand", node);
	if (dir_make(own, err))
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(shared); i++) {
		_cleanup_free_ char *target = path_join(options->cache, "%s", shared[i]);
		_cleanup_free_ char *path = path_join(own, "%s", shared[i]);

		if (dir_make(target, err) || link_to(target, path, err))
			return -1;
	}
	free(context->logs);
	context->logs = path_join(options->cache, "logs");
	free(context->cache);
	context->cache = TAKE_PTR(own);
	return 0;
}

/* The list's name and this task's number. */
static int find_key(const struct node_options *options, char key[JOB_KEY_CHARS + 1],
		    struct error **err)
{
	const char *task = getenv("SLURM_ARRAY_TASK_ID"), *name = strrchr(options->list, '/');
	double until = clock_seconds() + SEEN_AFTER_SECONDS;
	char sent[SLURM_SENT_CHARS + 1];

	if (!task || !isdigit((unsigned char)*task) || !name ||
	    strlen(name) < SLURM_SENT_CHARS + 1 ||
	    !text_is_hex(name + 1, SLURM_SENT_CHARS, SLURM_SENT_CHARS, SLURM_SENT_CHARS))
		return error_set(err, ERROR_INPUT, "%s: not a list of jobs, or no task of an array",
				 options->list);
	snprintf(sent, sizeof(sent), "%.16s", name + 1);
	while (!lab_key(options->cache, sent, strtoul(task, NULL, 10), key)) {
		if (clock_seconds() > until)
			return error_set(err, ERROR_ENVIRONMENT, "%s has no task %s, or this node "
					 "does not see the folder", options->list, task);
		if (interrupt_pending())
			return interrupt_error(err);
		sleep(1);
	}
	return 0;
}

static int read_job(const char *cache, const char *key, struct job **ret_job, struct error **err)
{
	_cleanup_free_ char *path = path_join(cache, "lab/%s.json", key);
	double until = clock_seconds() + SEEN_AFTER_SECONDS;

	while (!path_exists(path) && clock_seconds() < until && !interrupt_pending())
		sleep(1);
	return job_read(path, ret_job, err);
}

/* Wait until this node sees the tree that the job is about. */
static int await_tree(struct context *context, const struct job *job, struct error **err)
{
	const char *tree = json_string_value(json_object_get(job->inputs, "tree"));
	double until = clock_seconds() + SEEN_AFTER_SECONDS;
	git_odb *odb;
	git_oid id;
	bool there;

	if (!tree || !text_is_hex(tree, strlen(tree), GIT_OID_HEXSZ, GIT_OID_HEXSZ))
		return 0;
	if (context_store(context, err))
		return -1;
	if (git_oid_fromstr(&id, tree) || git_repository_odb(&odb, context->repo))
		return error_git(err, ERROR_ENVIRONMENT, "the store of kernels");
	while (!(there = git_odb_exists(odb, &id)) && clock_seconds() < until &&
	       !interrupt_pending()) {
		sleep(1);
		git_odb_refresh(odb);
	}
	git_odb_free(odb);
	return there ? 0 :
	       error_set(err, ERROR_ENVIRONMENT, "this node does not see tree %s", tree);
}

/* Stopped by its own limit, it is over; stopped by Slurm, it may begin again elsewhere. */
static void publish_limit(const struct context *context, const struct job *job, long limit,
			  struct error **err)
{
	_cleanup_error_ struct error *why = NULL;
	_cleanup_free_ char *took = text_duration(limit);
	struct job_result result = {.seconds = limit, .error = NULL};
	struct buf none = {0};

	error_set(&why, ERROR_ENVIRONMENT, "%s job stopped at its limit of %s", job->kind, took);
	result.error = why;
	interrupt_forget();
	job_result_publish(job, context->cache, &result, &none, &none, NULL);
	error_clear(err);
	error_move(err, &why);
}

int node_run(struct context *context, const struct node_options *options, struct error **err)
{
	char key[JOB_KEY_CHARS + 1];
	_cleanup_job_ struct job *job = NULL;

	if (own_cache(context, options, err) || find_key(options, key, err) ||
	    read_job(options->cache, key, &job, err) || await_tree(context, job, err))
		return -1;
	if (options->limit) {
		signal(SIGALRM, on_alarm);
		alarm(options->limit);
	}
	if (!job_do(context, job, -1, err))
		return 0;
	if (past_limit)
		publish_limit(context, job, options->limit, err);
	return -1;
}
