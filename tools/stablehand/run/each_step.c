// SPDX-License-Identifier: GPL-2.0-only
#include "run/each_step.h"

#include <stdlib.h>

#include "kernel/warnings.h"
#include "run/build_step.h"
#include "util/alloc.h"

static int find_new_warnings(const struct state_result *base, struct step_result *step,
			     struct error **err)
{
	if (step->build.status == BUILD_NOT_BUILT)
		return 0;
	return warnings_compare(base->build.log, step->build.log, &step->new_warnings,
				&step->new_warning_count, &step->new_warning_alloc, err);
}

/* One patch of a series, or (without one) what is to be done when all were built. */
struct patch_step {
	const struct state_result *base;
	struct series_result *series;
	const struct patch_result *patch;
	size_t number;
};

/*
 * Do the branch's folders hold the whole series, as far as we built in them? The
 * last step is the whole series; it was built last, or nothing was.
 */
static bool is_restored(const struct steps_result *steps)
{
	bool built = false;

	for (size_t i = 0; i < steps->count; i++)
		built |= !steps->items[i].build.cached;
	return !built || !steps->items[steps->count - 1].build.cached;
}

/* The step gets its place in the result when it is its turn. */
static bool open_step(struct build_step *build, void *data)
{
	const struct patch_step *p = data;
	struct steps_result *steps = &p->series->steps;
	struct step_result *step = ARRAY_ADD(steps->items, steps->count, steps->alloc);

	steps->compared = p->base->has_build && p->base->build.status == BUILD_OK;
	step->number = p->number;
	step->subject = xstrdup(p->patch->subject);
	step->commit = xstrdup(git_oid_tostr_s(&p->patch->commit));
	build->build = &step->build;
	return true;
}

static int step_built(void *data, struct error **err)
{
	const struct patch_step *p = data;
	struct steps_result *steps = &p->series->steps;

	return steps->compared ?
		       find_new_warnings(p->base, &steps->items[steps->count - 1], err) : 0;
}

/* A step whose build came to nothing is not told of. */
static void step_failed(void *data)
{
	const struct patch_step *p = data;
	struct steps_result *steps = &p->series->steps;
	struct step_result *step = steps->count ? &steps->items[steps->count - 1] : NULL;

	if (!step || step->number != p->number || step->build.key)
		return;
	steps->count--;
	free(step->subject);
	free(step->commit);
}

/* All steps are there: is something left to be done in the branch's folders? */
static bool close_steps(struct build_step *build, void *data)
{
	const struct patch_step *p = data;

	(void)build;
	return !is_restored(&p->series->steps);
}

static void add_step(struct chain *chain, struct build_step *step, struct patch_step p,
		     struct patch_step **place)
{
	**place = p;
	step->data = (*place)++;
	build_step_add(chain, step);
}

void steps_add(struct chain *chain, const struct build_options *options,
	       const struct state_result *base, struct series_result *series)
{
	struct patch_step *at = graph_keep(chain->walk->graph,
					   xcalloc(series->patch_count + 1, sizeof(*at)), free);
	struct build_step step = {
		.job = {.kind = BUILD_JOB_STEP, .options = *options},
		.wanted = open_step,
		.then = step_built,
		.failed = step_failed,
	}, rest = {
		.job = {.kind = BUILD_JOB_RESTORE, .options = *options},
		.wanted = close_steps,
	};

	step.job.options.suite = NULL;
	for (size_t i = 0; i < series->patch_count; i++) {
		_cleanup_free_ char *state = xasprintf("patch %zu", i + 1);
		const struct patch_result *patch = &series->patches[i];

		if (!patch->has_commit)
			continue;
		step.job.options.tree = patch->tree;
		step.job.options.state = state;
		add_step(chain, &step, (struct patch_step){base, series, patch, i + 1}, &at);
	}
	rest.job.options.tree = series->tree;
	rest.job.options.state = "ported";
	add_step(chain, &rest, (struct patch_step){.base = base, .series = series}, &at);
}
