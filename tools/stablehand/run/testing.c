// SPDX-License-Identifier: GPL-2.0-only
#include "run/testing.h"

#include <string.h>

#include "run/testing_parts.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

/* Each test asked for must be in one of the states; a patch may bring it. */
static int check_selection(const struct testing *t, const struct lane *lanes, size_t count,
			   struct error **err)
{
	const char *list = t->options->tests;

	while (list && *list) {
		size_t len = strcspn(list, ",");
		_cleanup_free_ char *name = xstrndup(list, len);
		struct pipeline_options one = {.tests = name};
		bool found = false;

		for (size_t l = 0; l < count; l++) {
			const struct selftests *suite = &lanes[l].state->build.selftests;

			for (size_t i = 0; i < suite->count; i++)
				found |= suite->tests[i].kind != SELFTEST_HELPER &&
					 test_selected(&one, suite->tests[i].name);
		}
		if (!found)
			return error_set(err, ERROR_INPUT, "--tests %s: no such test in %s", name,
					 lanes[0].state->build.selftests.suite);
		list += len + (list[len] == ',');
	}
	return 0;
}

static int make_run_key(struct testing *t, struct lane *lane, struct error **err)
{
	_cleanup_buf_ struct buf settings = {0};

	testing_add_settings(t, lane->state, lane->variant, &settings);
	return testing_run_key(t, &lane->state->build, lane->state->state, lane->variant,
			       buf_str(&settings), &lane_run(lane)->run_key,
			       &lane_run(lane)->made_by, err);
}

/* A test that was not built needs no VM to have an outcome. */
static int record_not_built(struct testing *t, const struct lane *lane, struct error **err)
{
	const struct selftests *suite = &lane->state->build.selftests;
	const struct test_run *run = lane_run(lane);

	for (size_t i = 0; i < suite->count; i++) {
		const struct selftest *test = &suite->tests[i];
		struct record record = {
			.test = test->name,
			.outcome = OUTCOME_NOT_BUILT,
			.message = test->message ? test->message : "",
			.kernel_log = "",
			.output = "",
			.boot = "",
		};

		if (test->kind == SELFTEST_HELPER || test->built ||
		    attempts_find(&run->attempts, test->name, 1))
			continue;
		if (results_add(t->context->results, run->run_key, 1, &record, err))
			return -1;
	}
	return 0;
}

static int forget_selected(struct testing *t, const struct lane *lane, struct error **err)
{
	const struct selftests *suite = &lane->state->build.selftests;

	for (size_t i = 0; i < suite->count; i++)
		if (test_selected(t->options, suite->tests[i].name) &&
		    results_forget(t->context->results, lane_run(lane)->run_key,
				   suite->tests[i].name, err))
			return -1;
	return 0;
}

/* Load what is known of a run, leaving out tests that were not asked for. */
static int load(struct testing *t, struct test_run *run, struct error **err)
{
	size_t kept = 0;

	attempts_release(&run->attempts);
	if (results_load(t->context->results, run->run_key, &run->attempts, err))
		return -1;
	for (size_t i = 0; i < run->attempts.count; i++) {
		struct attempt *a = &run->attempts.items[i];

		if (test_selected(t->options, a->record.test))
			run->attempts.items[kept++] = *a;
		else
			record_release(&a->record);
	}
	run->attempts.count = kept;
	return 0;
}

/* The lanes, emptied for another round, with what is known of their runs now. */
static int reload(struct testing *t, struct lane *lanes, size_t count, struct error **err)
{
	for (size_t i = 0; i < count; i++) {
		struct lane *lane = &lanes[i], fresh = {
			.state = lane->state,
			.variant = lane->variant,
			.label = TAKE_PTR(lane->label),
		};

		lane_release(lane);
		*lane = fresh;
		if (load(t, lane_run(lane), err))
			return -1;
	}
	return 0;
}

/* The suite's runs, one for each variant chosen. */
static int describe_variants(struct testing *t, struct error **err)
{
	if (testing_engines(t, err))
		return -1;
	for (size_t i = 0; i < t->chosen_count; i++) {
		const struct engine *engine = t->engines[i];
		struct machine machine = variant_machine(t->chosen[i]);

		branch_add_variant(t->result, t->chosen[i]->name, t->chosen[i]->what,
				   engine_identity(engine, &machine),
				   xasprintf("%s: %s", engine->accelerator, engine->reason));
	}
	branch_make_runs(t->result);
	return 0;
}

static int prepare(struct testing *t, const struct branch *branch, struct error **err)
{
	_cleanup_free_ char *left = path_join(t->context->cache, "initramfs/%s", t->result->branch);

	if (testing_open(t, err))
		return -1;
	if (testing_choose_variants(t, branch, err) || describe_variants(t, err))
		return -1;
	/* What a killed run left; the branch is ours now. */
	return path_remove(left, err);
}

static void add_lane(struct lane *lanes, size_t *count, struct state_result *state,
		     const struct testing *t, size_t variant, const char *series)
{
	lanes[(*count)++] = (struct lane){
		.state = state,
		.variant = variant,
		.label = xasprintf("%s%s%s-%s", state->state, *series ? "-" : "", series,
				   t->chosen[variant]->name),
	};
}

/* In the order in which they are begun: base and what it is compared with together. */
static void make_lanes(struct testing *t, struct lane *lanes, size_t *count)
{
	for (size_t v = 0; v < t->chosen_count; v++) {
		if (state_testable(&t->result->base))
			add_lane(lanes, count, &t->result->base, t, v, "");
		for (size_t i = 0; i < t->result->series_count; i++) {
			struct series_result *series = &t->result->series[i];

			if (state_testable(&series->ported) &&
			    (t->options->variant || testing_concerns(t->chosen[v], series)))
				add_lane(lanes, count, &series->ported, t, v, series->name);
		}
	}
}

static bool anything_testable(const struct branch_result *result)
{
	bool any = state_testable(&result->base);

	for (size_t i = 0; i < result->series_count; i++)
		any |= state_testable(&result->series[i].ported);
	return any;
}

/* The tests of one branch on their way. */
struct testing_walk {
	struct testing testing;
	const struct branch *branch;
	struct chain *chain;
	struct lane *lanes;
	size_t count;
	int attempt;
};

static void release(void *data)
{
	struct testing_walk *w = data;

	for (size_t i = 0; i < w->count; i++)
		lane_release(&w->lanes[i]);
	free(w->lanes);
	testing_release(&w->testing);
	free(w);
}

/* What differs in any series goes into both its lanes once more; false: nothing does. */
static bool fill_repeats(struct testing_walk *w)
{
	struct testing *t = &w->testing;
	bool any = false;

	for (size_t i = 0; i < t->result->series_count; i++) {
		struct series_result *series = &t->result->series[i];

		for (size_t l = 0; l < w->count; l++) {
			struct lane *lane = &w->lanes[l];
			const struct comparison_table *table = series->comparisons[lane->variant];

			if (table && (lane->state == &series->ported ||
				      lane->state == &t->result->base))
				lane_fill(t, lane, w->attempt, table);
			any |= lane->count > 0;
		}
	}
	return any;
}

/* Is there anything that further attempts could show? */
static bool is_steady(const struct attempts *attempts)
{
	for (size_t i = 1; i < attempts->count; i++) {
		const struct record *before = &attempts->items[i - 1].record;
		const struct record *record = &attempts->items[i].record;

		if (!strcmp(before->test, record->test) && before->outcome != record->outcome)
			return false;
	}
	return true;
}

static bool fill_all(struct testing_walk *w)
{
	bool any = false;

	for (size_t l = 0; l < w->count; l++) {
		if (is_steady(&lane_run(&w->lanes[l])->attempts))
			lane_fill(&w->testing, &w->lanes[l], w->attempt, NULL);
		any |= w->lanes[l].count > 0;
	}
	return any;
}

/* The next attempt of what needs one; false: nothing does. */
static bool fill_next(struct testing_walk *w)
{
	if (!w->testing.options->repeat_all)
		return ++w->attempt <= 1 + COMPARISON_REPEATS && fill_repeats(w);
	while (++w->attempt <= 1 + COMPARISON_REPEATS)
		if (fill_all(w))
			return true;
	return false;
}

static int end_round(void *data, struct job **ret_job, struct error **err);

/* Run what the lanes hold, and go on in end_round(). */
static void begin_round(struct testing_walk *w)
{
	lanes_add(&w->testing, w->lanes, w->count, w->attempt, w->chain);
	chain_add(w->chain, &(struct graph_step){
		.name = "comparing",
		.begin = end_round,
		.data = w,
	});
}

static int end_round(void *data, struct job **ret_job, struct error **err)
{
	struct testing_walk *w = data;

	(void)ret_job;
	if (reload(&w->testing, w->lanes, w->count, err))
		return -1;
	branch_compare(w->testing.result);
	if (!fill_next(w))
		return 0;
	/* Until then they are not all. */
	branch_drop_comparisons(w->testing.result);
	begin_round(w);
	return 0;
}

static int begin_tests(void *data, struct job **ret_job, struct error **err)
{
	struct testing_walk *w = data;
	struct testing *t = &w->testing;

	(void)ret_job;
	if (!anything_testable(t->result))
		return 0;
	if (prepare(t, w->branch, err))
		return -1;
	w->lanes = xcalloc((t->result->series_count + 1) * t->chosen_count + 1, sizeof(*w->lanes));
	make_lanes(t, w->lanes, &w->count);
	if (!w->count)
		return 0;
	if (check_selection(t, w->lanes, w->count, err))
		return -1;
	for (size_t i = 0; i < w->count; i++) {
		struct lane *lane = &w->lanes[i];
		struct test_run *run = lane_run(lane);

		if (make_run_key(t, lane, err) ||
		    (t->options->again && forget_selected(t, lane, err)) || load(t, run, err) ||
		    record_not_built(t, lane, err) || load(t, run, err))
			return -1;
		lane_fill(t, lane, 1, NULL);
	}
	w->attempt = 1;
	begin_round(w);
	return 0;
}

void testing_add(struct chain *chain, const struct branch_run *run)
{
	struct testing_walk *w = graph_keep(chain->walk->graph, xcalloc(1, sizeof(*w)), release);
	_cleanup_free_ char *name = xasprintf("%s: tests", run->result->branch);

	w->testing = testing_of(run);
	w->branch = run->branch;
	w->chain = chain;
	chain_add(chain, &(struct graph_step){.name = name, .begin = begin_tests, .data = w});
}
