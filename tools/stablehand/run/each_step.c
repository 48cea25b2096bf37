// SPDX-License-Identifier: GPL-2.0-only
#include "run/each_step.h"

#include <string.h>

#include "kernel/step.h"
#include "kernel/warnings.h"
#include "util/alloc.h"

static int find_new_warnings(const struct state_result *base, struct step_result *step,
			     struct error **err)
{
	if (step->build.status == BUILD_NOT_BUILT)
		return 0;
	return warnings_compare(base->build.log, step->build.log, &step->new_warnings,
				&step->new_warning_count, &step->new_warning_alloc, err);
}

static int run_step(const struct build_options *options, const struct patch_result *patch,
		    size_t number, struct step_result *step, struct error **err)
{
	_cleanup_free_ char *state = xasprintf("patch %zu", number);
	struct build_options build = *options;

	build.tree = patch->tree;
	build.state = state;
	build.suite = NULL;
	step->number = number;
	step->subject = xstrdup(patch->subject);
	step->commit = xstrdup(git_oid_tostr_s(&patch->commit));
	return step_build(&build, &step->build, err);
}

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

int steps_run(const struct build_options *options, const struct state_result *base,
	      struct series_result *series, struct error **err)
{
	struct steps_result *steps = &series->steps;
	struct build_options whole = *options;

	steps->compared = base->has_build && base->build.status == BUILD_OK;
	for (size_t p = 0; p < series->patch_count; p++) {
		struct step_result *step;

		if (!series->patches[p].has_commit)
			continue;
		step = ARRAY_ADD(steps->items, steps->count, steps->alloc);
		if (run_step(options, &series->patches[p], p + 1, step, err)) {
			steps->count--;
			free(step->subject);
			free(step->commit);
			return -1;
		}
		if (steps->compared && find_new_warnings(base, step, err))
			return -1;
	}
	if (options->known_only) {
		if (steps_result_count(steps, BUILD_NOT_BUILT) + 1 >= steps->count)
			steps_result_release(steps);
		return 0;
	}
	whole.tree = series->tree;
	whole.state = "ported";
	return is_restored(steps) ? 0 : step_restore(&whole, err);
}
