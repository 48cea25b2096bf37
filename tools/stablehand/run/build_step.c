// SPDX-License-Identifier: GPL-2.0-only
#include "run/build_step.h"

#include <string.h>

#include "kernel/step.h"
#include "util/alloc.h"

struct node {
	struct build_step step;
	char *state;
	char *key;		/* that the build has to have, when the job was made; or NULL */
};

/* A build without the selftests that were asked for is half of one. */
static bool is_whole(const struct build_options *options, const struct build_result *result)
{
	return result->status == BUILD_FAILED ||
	       (result->status == BUILD_OK && (!options->suite || result->has_selftests));
}

static struct external_options external_options(const struct build_step *step,
						const struct build_options *options)
{
	return (struct external_options){
		.build = options,
		.kernel = step->kernel,
		.folder = step->job.folder,
		.items = step->job.items,
		.count = step->job.item_count,
	};
}

/* Take what is kept. *ret_known: it answers the question. */
static int look(const struct build_step *step, const struct build_options *options,
		bool *ret_known, struct error **err)
{
	struct external_options external = external_options(step, options);
	int rc = 0;

	*ret_known = false;
	switch (step->job.kind) {
	case BUILD_JOB_BUILD:
		rc = build_run(options, step->build, err);
		*ret_known = !rc && is_whole(options, step->build);
		break;
	case BUILD_JOB_STEP:
		rc = step_build(options, step->build, err);
		*ret_known = !rc && step->build->status != BUILD_NOT_BUILT;
		break;
	case BUILD_JOB_CHECK:
		rc = check_run(options, step->job.folders, step->check, err);
		*ret_known = !rc && step->check->status != BUILD_NOT_BUILT;
		break;
	case BUILD_JOB_EXTERNAL:
		rc = external_build(&external, step->external, err);
		*ret_known = !rc && step->external->made;
		break;
	case BUILD_JOB_RESTORE:
	case BUILD_JOB_COUNT:
		break;
	}
	return rc;
}

/* Let go of what look() has found, keeping the key that the build has to have. */
static char *forget(const struct build_step *step)
{
	char *key = step->build ? TAKE_PTR(step->build->key) : NULL;

	if (step->build)
		build_result_release(step->build);
	if (step->check)
		check_result_release(step->check);
	if (step->check)
		*step->check = (struct check_result){0};
	if (step->external)
		external_result_release(step->external);
	return key;
}

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct build_step *step = &((struct node *)data)->step;
	struct build_options options = step->job.options;
	_cleanup_free_ char *key = NULL;
	struct build_job job;
	bool known;

	if (step->wanted && !step->wanted(step, step->data))
		return 0;
	options = step->job.options;
	options.known_only = true;
	if (look(step, &options, &known, err))
		return -1;
	if (known)
		return step->then ? step->then(step->data, err) : 0;
	key = forget(step);
	job = step->job;
	job.key = key;
	free(((struct node *)data)->key);
	((struct node *)data)->key = xstrdup(key);
	return build_job_new(&job, ret_job, err);
}

/* What is built is known by its tree alone, unless somebody has a say when it begins. */
static struct job *ahead(void *data)
{
	struct build_step *step = &((struct node *)data)->step;
	struct build_options options = step->job.options;
	_cleanup_free_ char *key = NULL;
	struct job *job = NULL;
	struct build_job build;
	bool known;

	if (step->wanted || options.retry_failed ||
	    (step->job.kind != BUILD_JOB_BUILD && step->job.kind != BUILD_JOB_STEP))
		return NULL;
	options.known_only = true;
	if (look(step, &options, &known, NULL))
		return NULL;
	key = forget(step);
	build = step->job;
	build.key = key;
	return known || build_job_new(&build, &job, NULL) ? NULL : job;
}

/*
 * The job ended well, and what it was for is not there. Who edits the configuration of a kernel
 * or a test of the project meanwhile asks for something else now, which has another key.
 */
static int not_there(const struct node *node, struct error **err)
{
	const struct build_options *options = &node->step.job.options;
	const char *now = node->step.build ? node->step.build->key : NULL;

	if (!node->key || !now || strcmp(node->key, now))
		return error_set(err, ERROR_INPUT, "%s of %s: what it is built from was changed while it "
				 "was built: run it again", options->state, options->branch);
	return error_set(err, ERROR_BUG, "%s of %s: the job published no complete result",
			 options->state, options->branch);
}

static int end(void *data, const struct job_result *result, struct error **err)
{
	struct build_step *step = &((struct node *)data)->step;
	struct build_options options = step->job.options;
	bool known;

	options.known_only = true;
	options.retry_failed = false;
	if (look(step, &options, &known, err))
		return -1;
	if (!known && step->job.kind != BUILD_JOB_RESTORE) {
		not_there((struct node *)data, err);
		free(forget(step));
		return -1;
	}
	if (step->build) {
		step->build->cached = build_job_cached(result->values);
		step->build->selftests.cached = build_job_selftests_cached(result->values);
	}
	return step->then ? step->then(step->data, err) : 0;
}

static void failed(void *data, const struct job_result *result, const struct error *error)
{
	struct build_step *step = &((struct node *)data)->step;

	if (step->failed)
		step->failed(step->data);
}

static void release(void *data)
{
	struct node *node = data;

	free(node->key);
	free(node->state);
	free(node);
}

void build_step_add(struct chain *chain, const struct build_step *step)
{
	_cleanup_free_ char *name = xasprintf("%s: %s", step->job.options.branch,
					      step->job.options.state);
	_cleanup_free_ char *folder = xasprintf("folder of %s", step->job.options.branch);
	struct node *node = xcalloc(1, sizeof(*node));

	node->step = *step;
	node->state = xstrdup(step->job.options.state);
	node->step.job.options.state = node->state;
	chain_add(chain, &(struct graph_step){
		.name = name,
		.takes = {{WALK_PROCESSORS, WALK_ALL}, {folder, 1}},
		.begin = begin,
		.ahead = ahead,
		.event = walk_show,
		.end = end,
		.failed = failed,
		.data = graph_keep(chain->walk->graph, node, release),
	});
}
