// SPDX-License-Identifier: GPL-2.0-only
#include "run/coverage.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/external.h"
#include "run/behaviour_states.h"
#include "run/build_states.h"
#include "run/coverage_rows.h"
#include "run/testing_parts.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "vm/behaviour.h"
#include "vm/coverage.h"

#define OWN_FOLDER "behaviour"	/* of a series' behaviour tests: in the guest, and before their names */
#define FORMAT 1		/* raised when what is recorded changes */
#define SECONDS_MORE 30		/* for the guest to say what it counted after the test's time */

/* What the guest gets for it. */
static const struct external_item items[] = {
	{EXTERNAL_MODULE, COVERAGE_MODULE, "."},
	{EXTERNAL_PROGRAM, COVERAGE_RUNNER, COVERAGE_RUNNER ".c"},
};

struct run {
	struct testing testing;
	struct series_result *series;
	struct state_result state;	/* the ported build, with runs of its own */
	struct external_result external;
	struct behaviour *behaviour;	/* of the series: its tests run, too; or NULL */
	struct external_result programs;	/* of it */
	struct lane *lanes;		/* one for each variant */
	char *list;			/* file with the functions to watch; removed at the end */
	struct initramfs_module module;
	struct initramfs_file *files;
	size_t file_count, file_alloc;
	char **words;			/* names, paths and arguments */
	size_t word_count, word_alloc;
	const char ***vectors;
	size_t vector_count, vector_alloc;
};

static void run_release(struct run *run)
{
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
	testing_release(&run->testing);
}

/* The programs of the series' behaviour tests; one that does not compile is left out. */
static int make_programs(struct run *run, const struct build_options *build, struct error **err)
{
	_cleanup_free_ struct external_item *own = NULL;
	struct external_options options = {
		.build = build,
		.kernel = &run->series->ported.build,
	};

	if (!run->behaviour)
		return 0;
	own = behaviour_items(run->behaviour);
	options.folder = run->behaviour->folder;
	options.items = own;
	options.count = run->behaviour->source_count;
	return external_build(&options, &run->programs, err);
}

static int make_external(struct run *run, const struct branch *branch, struct error **err)
{
	const struct testing *t = &run->testing;
	_cleanup_(building_release) struct building building = {0};
	struct external_options options = {
		.kernel = &run->series->ported.build,
		.folder = t->context->guest_coverage,
		.items = items,
		.count = ARRAY_SIZE(items),
	};

	if (!options.folder)
		return error_set(err, ERROR_ENVIRONMENT, "guest-coverage, the sources of what watches "
				 "functions in the guest, is not beside the program; install it anew");
	if (building_open(t->context, t->options, branch, &building, err))
		return -1;
	building.options.tree = run->series->tree;
	building.options.state = "ported";
	options.build = &building.options;
	if (external_build(&options, &run->external, err) ||
	    make_programs(run, &building.options, err))
		return -1;
	for (size_t i = 0; i < run->external.count; i++)
		if (!run->external.files[i].path)
			return error_set(err, ERROR_ENVIRONMENT,
					 "what watches functions in the guest cannot be built for "
					 "this kernel: %s: %s", items[i].name,
					 run->external.files[i].message);
	return 0;
}

/* What is set for the tests, as it says which of them come how far. */
static void add_settings(const struct run *run, size_t variant, struct buf *more)
{
	const struct selftests *suite = &run->state.build.selftests;

	for (size_t i = 0; i < suite->count; i++) {
		const struct test_setting *setting = lane_setting(&run->testing, variant,
								  suite->tests[i].name);

		if (!setting || suite->tests[i].kind == SELFTEST_HELPER)
			continue;
		buf_printf(more, "test %s timeout %u", suite->tests[i].name, setting->timeout);
		for (char **argument = setting->arguments; *argument; argument++)
			buf_printf(more, " %s", *argument);
		buf_puts(more, "\n");
	}
}

static int load(struct run *run, size_t variant, struct error **err)
{
	struct test_run *to = &run->state.runs[variant];

	attempts_release(&to->attempts);
	return results_load(run->testing.context->results, to->run_key, &to->attempts, err);
}

static int make_key(struct run *run, size_t variant, struct error **err)
{
	_cleanup_buf_ struct buf more = {0};

	buf_printf(&more, "coverage %d\nexternal %s\nfrom tree %s\n", FORMAT, run->external.key,
		   git_oid_tostr_s(&run->series->base_tree));
	if (run->behaviour)
		buf_printf(&more, "behaviour %s\n", run->programs.key);
	add_settings(run, variant, &more);
	return testing_run_key(&run->testing, &run->state.build, run->state.state, variant,
			       buf_str(&more), &run->state.runs[variant].run_key,
			       &run->state.runs[variant].made_by, err) ||
	       load(run, variant, err) ? -1 : 0;
}

static char *own_name(const struct behaviour_test *test)
{
	return xasprintf(OWN_FOLDER "/%s", test->name);
}

static int forget(struct run *run, size_t variant, struct error **err)
{
	const struct selftests *suite = &run->state.build.selftests;

	for (size_t i = 0; i < suite->count; i++)
		if (test_selected(run->testing.options, suite->tests[i].name) &&
		    results_forget(run->testing.context->results,
				   run->state.runs[variant].run_key, suite->tests[i].name, err))
			return -1;
	for (size_t i = 0; run->behaviour && i < run->behaviour->test_count; i++) {
		_cleanup_free_ char *name = own_name(&run->behaviour->tests[i]);

		if (test_selected(run->testing.options, name) &&
		    results_forget(run->testing.context->results,
				   run->state.runs[variant].run_key, name, err))
			return -1;
	}
	return load(run, variant, err);
}

/* Is the behaviour test run on the branch in the variant, in whatever state? */
static bool is_used(const struct run *run, const struct behaviour_test *test, const char *variant)
{
	const struct behaviour *b = run->behaviour;
	bool used = false;

	for (char **name = test->variants; *name; name++)
		used |= !strcmp(*name, variant);
	if (!used)
		return false;
	for (size_t s = 0; s < b->state_count; s++)
		if (behaviour_expected(b, test->name, b->states[s].name,
				       run->testing.result->branch, variant))
			return true;
	return false;
}

/* Is it one of the behaviour tests' own, in which the suite is not run? */
static bool is_own(const struct run *run, const struct variant *variant)
{
	return !variants_find(&run->testing.variants, variant->name);
}

static void add_own_variants(struct run *run)
{
	struct testing *t = &run->testing;
	const struct behaviour *b = run->behaviour;

	for (size_t v = 0; b && v < b->variants.count; v++) {
		const struct variant *variant = &b->variants.items[v];
		bool used = false;

		for (size_t i = 0; i < b->test_count; i++)
			used |= is_used(run, &b->tests[i], variant->name);
		if (used && is_own(run, variant) && strcmp(variant->engine, VARIANT_NO_ENGINE) &&
		    (!t->options->variant || !strcmp(t->options->variant, variant->name)))
			*ARRAY_ADD(t->chosen, t->chosen_count, t->chosen_alloc) = variant;
	}
}

/* The suite's variants, and those of the series' behaviour tests. */
static int choose_variants(struct run *run, const struct branch *branch, struct error **err)
{
	struct testing *t = &run->testing;
	_cleanup_free_ char *path = path_join(t->context->project, "kernels/vm/variants.conf");
	_cleanup_free_ char *folder = path_join(t->context->project, "tests/behaviour/%s",
						run->series->name);
	struct variants variants = {0};
	int rc;

	/* They go to the behaviour's own, while t's are pointed to. */
	rc = variants_read(path, &variants, err);
	if (!rc) {
		variants_complete(&variants);
		rc = behaviour_read(folder, run->series->name, &variants, &run->behaviour,
				    err);
	}
	variants_release(&variants);
	if (rc)
		return -1;
	add_own_variants(run);
	if (t->chosen_count && t->options->variant)
		return 0;
	t->chosen_count = 0;
	if (testing_choose_variants(t, branch, err))
		return -1;
	add_own_variants(run);
	return 0;
}

static char *keep_word(struct run *run, char *owned)
{
	return *ARRAY_ADD(run->words, run->word_count, run->word_alloc) = owned;
}

/* The same test by way of the program that counts: SECONDS TEST [ARGUMENT...] behind it. */
static void wrap(struct run *run, struct suite_test *test, double scale)
{
	unsigned seconds = test->timeout * scale;
	const char **vector;
	size_t count = 0, at = 0;

	while (test->args && test->args[count])
		count++;
	vector = xcalloc(count + 3, sizeof(*vector));
	*ARRAY_ADD(run->vectors, run->vector_count, run->vector_alloc) = vector;
	vector[at++] = keep_word(run, xasprintf("%u", seconds ? seconds : 1));
	vector[at++] = test->path;
	for (size_t i = 0; i < count; i++)
		vector[at++] = test->args[i];
	test->path = "/" COVERAGE_FOLDER "/" COVERAGE_RUNNER;
	test->args = vector;
	test->timeout += SECONDS_MORE / scale;
}

static int write_list(struct run *run, struct error **err)
{
	const struct coverage_result *result = &run->series->coverage;
	_cleanup_free_ char *folder = path_join(run->testing.context->cache, "initramfs/%s",
						run->testing.result->branch);
	_cleanup_buf_ struct buf list = {0};

	for (size_t i = 0; i < result->count; i++)
		if (result->rows[i].symbol && strlen(result->rows[i].symbol) <= COVERAGE_NAME_MAX)
			buf_printf(&list, "%s\n", result->rows[i].symbol);
	run->list = path_join(folder, "coverage-%d", (int)getpid());
	return dir_make(folder, err) ||
	       file_write(run->list, buf_str(&list), list.len, 0666, err) ? -1 : 0;
}

static void add_file(struct run *run, const char *path, const char *source)
{
	*ARRAY_ADD(run->files, run->file_count, run->file_alloc) =
		(struct initramfs_file){path, source};
}

/* What the guest gets beside the suite. */
static void add_files(struct run *run)
{
	run->module.source = run->external.files[0].path;
	add_file(run, COVERAGE_FOLDER "/" COVERAGE_RUNNER, run->external.files[1].path);
	add_file(run, COVERAGE_FOLDER "/" COVERAGE_LIST, run->list);
	for (size_t i = 0; i < run->programs.count; i++) {
		const char *source = run->programs.files[i].path;

		if (source)
			add_file(run, keep_word(run, xasprintf(OWN_FOLDER "/%s",
							       strrchr(source, '/') + 1)), source);
	}
}

static bool has_program(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->behaviour->source_count; i++)
		if (!strcmp(run->behaviour->sources[i].name, name))
			return run->programs.files[i].path;
	return false;
}

/* The series' own tests that are run in the variant and not known yet. */
static void add_own_tests(struct run *run, struct lane *lane)
{
	const struct behaviour *b = run->behaviour;

	for (size_t i = 0; b && i < b->test_count; i++) {
		const struct behaviour_test *test = &b->tests[i];
		_cleanup_free_ char *name = own_name(test);
		struct suite_test *to;

		if (!is_used(run, test, run->testing.chosen[lane->variant]->name) ||
		    !has_program(run, test->program) ||
		    !test_selected(run->testing.options, name) ||
		    attempts_find(&lane_run(lane)->attempts, name, 1))
			continue;
		to = ARRAY_ADD(lane->tests, lane->count, lane->alloc);
		to->name = keep_word(run, TAKE_PTR(name));
		to->path = keep_word(run, xasprintf("/" OWN_FOLDER "/%s", test->program));
		to->args = (const char *const *)test->arguments;
		to->timeout = test->timeout;
	}
}

static void make_lanes(struct run *run)
{
	struct testing *t = &run->testing;

	add_files(run);
	run->lanes = xcalloc(t->chosen_count + 1, sizeof(*run->lanes));
	for (size_t v = 0; v < t->chosen_count; v++) {
		struct lane *lane = &run->lanes[v];

		lane->state = &run->state;
		lane->variant = v;
		lane->label = xasprintf("coverage-%s-%s", run->series->name,
					t->chosen[v]->name);
		lane->module = &run->module;
		lane->files = run->files;
		lane->file_count = run->file_count;
		if (!is_own(run, t->chosen[v]))
			lane_fill(t, lane, 1, NULL);
		add_own_tests(run, lane);
		for (size_t i = 0; i < lane->count; i++)
			wrap(run, &lane->tests[i], t->engines[v]->time_scale);
	}
}

/* One count that the guest told. */
struct counting {
	struct coverage_result *result;
	size_t variant;
	const char *test;
};

static void on_count(const char *name, size_t len, long long count, void *data)
{
	struct counting *c = data;
	_cleanup_free_ char *symbol = xstrndup(name, len);
	struct coverage_row *row = coverage_find(c->result, symbol);
	struct coverage_hits *hits;
	struct coverage_hit *hit;

	/* Nothing that we did not ask for, and each once. */
	if (!row || !count)
		return;
	hits = &row->hits[c->variant];
	if (count < 0) {
		hits->error = count > -4096 ? -count : 0;
		return;
	}
	if (hits->count && !strcmp(hits->items[hits->count - 1].test, c->test))
		return;
	hit = ARRAY_ADD(hits->items, hits->count, hits->alloc);
	hit->test = xstrdup(c->test);
	hit->count = count;
}

static bool any_known(const struct run *run)
{
	for (size_t v = 0; v < run->state.run_count; v++)
		if (run->state.runs[v].attempts.count)
			return true;
	return false;
}

/* Count what the records of all variants that were run hold. */
static void count_hits(struct run *run)
{
	struct coverage_result *result = &run->series->coverage;
	size_t *columns = xcalloc(run->state.run_count + 1, sizeof(*columns));

	for (size_t v = 0; v < run->state.run_count; v++) {
		const struct attempts *attempts = &run->state.runs[v].attempts;
		struct coverage_variant *variant;

		if (!attempts->count)
			continue;
		columns[v] = result->variant_count;
		variant = ARRAY_ADD(result->variants, result->variant_count, result->variant_alloc);
		variant->name = xstrdup(run->testing.chosen[v]->name);
		variant->tests = attempts->count;
	}
	for (size_t i = 0; i < result->count; i++)
		result->rows[i].hits = xcalloc(result->variant_count + 1,
					       sizeof(*result->rows[i].hits));
	for (size_t v = 0; v < run->state.run_count; v++) {
		const struct attempts *attempts = &run->state.runs[v].attempts;

		for (size_t i = 0; i < attempts->count; i++) {
			const struct record *record = &attempts->items[i].record;
			struct counting counting = {result, columns[v], record->test};

			coverage_parse(record->output, strlen(record->output), on_count, &counting);
		}
	}
	free(columns);
}

/* Is any of the tests asked for there? */
static int check_selection(const struct run *run, struct error **err)
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

static int run_lanes(struct run *run, struct error **err)
{
	struct testing *t = &run->testing;

	if (check_selection(run, err) || write_list(run, err))
		return -1;
	make_lanes(run);
	if (lanes_run(t, run->lanes, t->chosen_count, 1, err))
		return -1;
	for (size_t v = 0; v < t->chosen_count; v++) {
		struct test_run *done = &run->state.runs[v];

		if (done->not_run && v < run->series->ported.run_count &&
		    !run->series->ported.runs[v].not_run)
			run->series->ported.runs[v].not_run = TAKE_PTR(done->not_run);
		if (load(run, v, err))
			return -1;
	}
	return 0;
}

static int run_series(struct context *context, const struct pipeline_options *options,
		      const struct branch *branch, struct branch_result *result,
		      struct series_result *series, struct error **err)
{
	_cleanup_(run_release) struct run run = {
		.testing = {.context = context, .options = options, .result = result,
			    .arch = branch->arch},
		.series = series,
		.state = {.state = (char *)"coverage", .build = series->ported.build},
	};
	struct testing *t = &run.testing;

	if (testing_open(t, err) || choose_variants(&run, branch, err) ||
	    testing_engines(t, err) || make_external(&run, branch, err))
		return -1;
	run.state.runs = xcalloc(t->chosen_count + 1, sizeof(*run.state.runs));
	run.state.run_count = t->chosen_count;
	for (size_t v = 0; v < t->chosen_count; v++)
		if (make_key(&run, v, err) || (options->again && forget(&run, v, err)))
			return -1;
	if (options->known_only && !any_known(&run))
		return 0;
	if (coverage_rows_make(context->repo, series, err) || (!options->known_only && run_lanes(&run, err)))
		return -1;
	count_hits(&run);
	return 0;
}

int coverage_run(struct context *context, const struct pipeline_options *options,
		 const struct branch *branch, struct branch_result *result, struct error **err)
{
	for (size_t i = 0; i < result->series_count; i++) {
		struct series_result *series = &result->series[i];
		const struct state_result *ported = &series->ported;

		if (series->landed && ported->has_build && ported->build.status == BUILD_OK &&
		    ported->build.has_selftests &&
		    run_series(context, options, branch, result, series, err))
			return error_wrap(err, "coverage of %s", series->name);
	}
	return 0;
}
