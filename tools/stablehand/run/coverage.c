// SPDX-License-Identifier: GPL-2.0-only
#include "run/coverage.h"

#include <string.h>

#include "run/behaviour_states.h"
#include "run/build_step.h"
#include "run/coverage_parts.h"
#include "run/coverage_rows.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "vm/coverage.h"

#define FORMAT 1		/* raised when what is recorded changes */

/* What the guest gets for it. */
static const struct external_item items[] = {
	{EXTERNAL_MODULE, COVERAGE_MODULE, "."},
	{EXTERNAL_PROGRAM, COVERAGE_RUNNER, COVERAGE_RUNNER ".c"},
};

static void release(void *data)
{
	struct coverage_walk *run = data;

	for (size_t i = 0; run->lanes && i < run->testing.chosen_count; i++)
		lane_release(&run->lanes[i]);
	free(run->lanes);
	for (size_t i = 0; i < run->state.run_count; i++) {
		free(run->state.runs[i].run_key);
		free(run->state.runs[i].made_by);
		free(run->state.runs[i].not_run);
		attempts_release(&run->state.runs[i].attempts);
	}
	free(run->state.runs);
	for (size_t i = 0; i < run->word_count; i++)
		free(run->words[i]);
	free(run->words);
	for (size_t i = 0; i < run->vector_count; i++)
		free(run->vectors[i]);
	free(run->vectors);
	free(run->files);
	external_result_release(&run->programs);
	behaviour_free(&run->behaviour);
	if (run->list)
		path_remove(run->list, NULL);
	free(run->list);
	external_result_release(&run->external);
	building_release(&run->building);
	free(run->items);
	testing_release(&run->testing);
	free(run);
}

static int load(struct coverage_walk *run, size_t variant, struct error **err)
{
	struct test_run *to = &run->state.runs[variant];

	attempts_release(&to->attempts);
	return results_load(run->testing.context->results, to->run_key, &to->attempts, err);
}

static int make_key(struct coverage_walk *run, size_t variant, struct error **err)
{
	_cleanup_buf_ struct buf more = {0};

	buf_printf(&more, "coverage %d\nexternal %s\nfrom tree %s\n", FORMAT, run->external.key,
		   git_oid_tostr_s(&run->series->base_tree));
	if (run->behaviour)
		buf_printf(&more, "behaviour %s\n", run->programs.key);
	testing_add_settings(&run->testing, &run->state, variant, &more);
	return testing_run_key(&run->testing, &run->state.build, run->state.state, variant,
			       buf_str(&more), &run->state.runs[variant].run_key,
			       &run->state.runs[variant].made_by, err) ||
	       load(run, variant, err) ? -1 : 0;
}

static int forget(struct coverage_walk *run, size_t variant, struct error **err)
{
	const struct selftests *suite = &run->state.build.selftests;

	for (size_t i = 0; i < suite->count; i++)
		if (test_selected(run->testing.options, suite->tests[i].name) &&
		    results_forget(run->testing.context->results,
				   run->state.runs[variant].run_key, suite->tests[i].name, err))
			return -1;
	for (size_t i = 0; run->behaviour && i < run->behaviour->test_count; i++) {
		_cleanup_free_ char *name = coverage_own_name(&run->behaviour->tests[i]);

		if (test_selected(run->testing.options, name) &&
		    results_forget(run->testing.context->results,
				   run->state.runs[variant].run_key, name, err))
			return -1;
	}
	return load(run, variant, err);
}

/* Is any of the tests asked for there? */
static int check_selection(const struct coverage_walk *run, struct error **err)
{
	const struct selftests *suite = &run->state.build.selftests;

	for (size_t i = 0; i < suite->count; i++)
		if (test_selected(run->testing.options, suite->tests[i].name))
			return 0;
	for (size_t i = 0; run->behaviour && i < run->behaviour->test_count; i++)
		if (test_selected(run->testing.options, run->behaviour->tests[i].name))
			return 0;
	return error_set(err, ERROR_INPUT, "--tests %s: no such test in %s",
			 run->testing.options->tests, suite->suite);
}

/* The tests were run: take in what came of them. */
static int end_lanes(void *data, struct job **ret_job, struct error **err)
{
	struct coverage_walk *run = data;

	(void)ret_job;
	for (size_t v = 0; v < run->testing.chosen_count; v++) {
		struct test_run *done = &run->state.runs[v];

		if (done->not_run && v < run->series->ported.run_count &&
		    !run->series->ported.runs[v].not_run)
			run->series->ported.runs[v].not_run = TAKE_PTR(done->not_run);
		if (load(run, v, err))
			return -1;
	}
	coverage_count_hits(run);
	return 0;
}

static int check_external(const struct coverage_walk *run, struct error **err)
{
	for (size_t i = 0; i < run->external.count; i++)
		if (!run->external.files[i].path)
			return error_set(err, ERROR_ENVIRONMENT,
					 "the coverage module and runner cannot be built for "
					 "this kernel: %s: %s", items[i].name,
					 run->external.files[i].message);
	return 0;
}

/* What the guest needs is built, so the keys of the records are known. */
static int begin_lanes(void *data, struct error **err)
{
	struct coverage_walk *run = data;
	struct testing *t = &run->testing;

	if (check_external(run, err))
		return -1;
	run->state.runs = xcalloc(t->chosen_count + 1, sizeof(*run->state.runs));
	run->state.run_count = t->chosen_count;
	for (size_t v = 0; v < t->chosen_count; v++)
		if (make_key(run, v, err) || (t->options->again && forget(run, v, err)))
			return -1;
	if (coverage_rows_make(t->context->repo, run->series, err))
		return -1;
	if (check_selection(run, err) || coverage_write_list(run, err))
		return -1;
	coverage_make_lanes(run);
	lanes_add(t, run->lanes, t->chosen_count, 1, run->chain);
	chain_add(run->chain, &(struct graph_step){
		.name = "counting",
		.begin = end_lanes,
		.data = run,
	});
	return 0;
}

/* Build what watches, and the programs of the series' behaviour tests, then go on. */
static int add_external(struct coverage_walk *run, struct error **err)
{
	const struct testing *t = &run->testing;
	struct build_step step = {
		.job = {
			.kind = BUILD_JOB_EXTERNAL,
			.folder = t->context->guest_coverage,
			.items = items,
			.item_count = ARRAY_SIZE(items),
		},
		.external = &run->external,
		.kernel = &run->series->ported.build,
		.data = run,
	};

	if (!t->context->guest_coverage)
		return error_set(err, ERROR_ENVIRONMENT, "guest-coverage (sources of the coverage module) is "
				 "not installed beside the program; reinstall stablehand");
	if (building_open(t->context, t->options, run->branch, &run->building, err))
		return -1;
	step.job.options = run->building.options;
	step.job.options.tree = run->series->tree;
	step.job.options.state = "ported";
	if (run->behaviour) {
		build_step_add(run->chain, &step);
		run->items = behaviour_items(run->behaviour);
		step.job.folder = run->behaviour->folder;
		step.job.items = run->items;
		step.job.item_count = run->behaviour->source_count;
		/* One that does not compile is left out. */
		step.external = &run->programs;
	}
	step.then = begin_lanes;
	build_step_add(run->chain, &step);
	return 0;
}

static int begin(void *data, struct job **ret_job, struct error **err)
{
	struct coverage_walk *run = data;
	const struct state_result *ported = &run->series->ported;

	(void)ret_job;
	if (!ported->has_build || ported->build.status != BUILD_OK || !ported->build.has_selftests)
		return 0;
	run->state = (struct state_result){.state = (char *)"coverage", .build = ported->build};
	return testing_open(&run->testing, err) || coverage_choose_variants(run, err) ||
	       testing_engines(&run->testing, err) || add_external(run, err) ? -1 : 0;
}

void coverage_add(struct chain *chain, const struct branch_run *branch_run)
{
	for (size_t i = 0; i < branch_run->result->series_count; i++) {
		struct series_result *series = &branch_run->result->series[i];
		_cleanup_free_ char *within = xasprintf("coverage of %s", series->name);
		struct coverage_walk *run;

		if (!series_has_port(series))
			continue;
		run = graph_keep(chain->walk->graph, xcalloc(1, sizeof(*run)), release);
		run->testing = testing_of(branch_run);
		run->branch = branch_run->branch;
		run->chain = chain;
		run->series = series;
		chain_add(chain, &(struct graph_step){
			.name = within,
			.within = within,
			.begin = begin,
			.data = run,
		});
	}
}
