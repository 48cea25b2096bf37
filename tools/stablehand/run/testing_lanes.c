// SPDX-License-Identifier: GPL-2.0-only
/* Lanes: which tests a state still needs, and the VMs that run them. */
#include <stdio.h>
#include <string.h>

#include "run/suite_step.h"
#include "run/testing_parts.h"
#include "result/join.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "vm/initramfs.h"

bool test_selected(const struct pipeline_options *options, const char *test)
{
	return test_is_listed(options->tests, test);
}

void lane_release(struct lane *lane)
{
	if (lane->initramfs)
		path_remove(lane->initramfs, NULL);
	free(lane->initramfs);
	free(lane->label);
	free(lane->tests);
	for (size_t i = 0; i < lane->path_count; i++)
		free(lane->paths[i]);
	free(lane->paths);
}

const struct test_setting *lane_setting(const struct testing *t, size_t variant,
					const char *test)
{
	const struct engine *engine = t->engines[variant];

	return test_settings_find(&t->settings, test, engine_name(engine), engine->accelerator);
}

static void lane_add(struct testing *t, struct lane *lane, const struct selftest *test)
{
	const struct selftests *suite = &lane->state->build.selftests;
	struct suite_test *to = ARRAY_ADD(lane->tests, lane->count, lane->alloc);
	const struct test_setting *setting = lane_setting(t, lane->variant, test->name);
	char *path = xasprintf("/tests/%s", test->name);

	*ARRAY_ADD(lane->paths, lane->path_count, lane->path_alloc) = path;
	to->name = test->name;
	to->path = path;
	to->timeout = suite->timeout ? suite->timeout : SELFTEST_DEFAULT_TIMEOUT;
	if (setting) {
		if (setting->timeout)
			to->timeout = setting->timeout / t->engines[lane->variant]->time_scale;
		to->args = (const char *const *)setting->arguments;
	}
	to->expected = results_expected_seconds(t->context->results, t->result->branch, test->name);
}

void lane_fill(struct testing *t, struct lane *lane, int attempt,
	       const struct comparison_table *repeat)
{
	const struct selftests *suite = &lane->state->build.selftests;

	for (size_t i = 0; i < suite->count; i++) {
		const struct selftest *test = &suite->tests[i];
		bool wanted = !repeat;

		/* Two series may ask for the same test of base. */
		for (size_t l = 0; l < lane->count; l++)
			if (!strcmp(lane->tests[l].name, test->name))
				goto next;
		for (size_t r = 0; repeat && r < repeat->count; r++)
			wanted |= comparison_wants_repeat(&repeat->rows[r]) &&
				  !strcmp(repeat->rows[r].test, test->name);
		if (wanted && test->kind != SELFTEST_HELPER && test->built &&
		    test_selected(t->options, test->name) &&
		    !attempts_find(&lane_run(lane)->attempts, test->name, attempt))
			lane_add(t, lane, test);
next:;
	}
}

struct machine variant_machine(const struct variant *variant)
{
	return (struct machine){
		.parameters = variant->parameters,
		.model = variant->model,
		.cpu = variant->cpu,
		.cpus = VM_CPUS,
		.memory_mib = VM_MEMORY_MIB,
	};
}

/* Add a word to a list of them, unless it holds it. */
static void add_once(struct buf *words, const char *word)
{
	if (!strstr(buf_str(words), word))
		buf_printf(words, "%s%s", words->len ? ", " : "", word);
}

/* The lane's tests that run alone, or the others; how many is *ret_count. Allocated. */
static struct suite_test *pick_tests(const struct testing *t, const struct lane *lane, bool alone,
				     size_t *ret_count)
{
	struct suite_test *tests = xcalloc(lane->count + 1, sizeof(*tests));
	size_t count = 0;

	for (size_t i = 0; i < lane->count; i++) {
		const struct test_setting *setting =
			lane_setting(t, lane->variant, lane->tests[i].name);

		if ((setting && setting->alone) == alone)
			tests[count++] = lane->tests[i];
	}
	*ret_count = count;
	return tests;
}

/* The lane as one for the VMs, with its own files. */
static void add_vm_lane(struct testing *t, const struct lane *lane, const struct suite_test *tests,
			size_t test_count, struct suite_lanes *to)
{
	const struct build_result *build = &lane->state->build;

	suite_lanes_add_lane(to, &(struct suite_lane_options){
		.label = lane->label ? lane->label : lane->state->state,
		.variant = lane->variant,
		.engine = t->engines[lane->variant],
		.machine = variant_machine(t->chosen[lane->variant]),
		.build = build,
		.busybox = t->busybox,
		.tests = tests,
		.test_count = test_count,
	});
	suite_lanes_add_selftests(to, &build->selftests);
	if (lane->module)
		suite_lanes_add_module(to, lane->module);
	for (size_t i = 0; i < lane->file_count; i++)
		suite_lanes_add_file(to, lane->files[i].path, lane->files[i].source);
}

int lane_initramfs(struct testing *t, struct lane *lane, struct error **err)
{
	_cleanup_free_ char *folder = path_join(t->context->cache, "initramfs/%s",
						t->result->branch);
	struct suite_lanes *lanes = suite_lanes_new(t->context, t->result->branch, t->log_folder,
						    NULL, 1, &(struct suite_listener){0});
	int rc;

	add_vm_lane(t, lane, NULL, 0, lanes);
	rc = suite_lanes_initramfs(lanes, folder, &lane->initramfs, err);
	suite_lanes_free(lanes);
	return rc;
}

/* Who keeps the records of one list of lanes. */
struct keeping {
	struct testing *t;
	struct lane **lanes;		/* by their number in the list */
	struct suite_test **tests;	/* of each */
	size_t count;
	int attempt;
};

static void release_keeping(void *data)
{
	struct keeping *k = data;

	for (size_t i = 0; i < k->count; i++)
		free(k->tests[i]);
	free(k->tests);
	free(k->lanes);
	free(k);
}

static int keep_record(void *data, size_t number, const struct record *record, struct error **err)
{
	struct keeping *k = data;

	/* It never ran: the lane's failure tells why, and the next run tries again. */
	if (!record->boot[0])
		return 0;
	return results_add(k->t->context->results, lane_run(k->lanes[number])->run_key, k->attempt,
			   record, err);
}

static void keep_failure(void *data, size_t number, const char *why)
{
	struct keeping *k = data;
	struct test_run *run = lane_run(k->lanes[number]);

	if (!run->not_run)
		run->not_run = xstrdup(why);
}

/* Add those of the lanes' tests that run alone, or the others. */
static void add_some(struct testing *t, struct lane *lanes, size_t count, int attempt, bool alone,
		     struct chain *chain)
{
	struct keeping *keeping = graph_keep(chain->walk->graph, xcalloc(1, sizeof(*keeping)),
					     release_keeping);
	_cleanup_free_ char *logs = path_join(t->log_folder, "attempt-%d%s", attempt,
					      alone ? "-alone" : "");
	const struct suite_listener listener = {keep_record, keep_failure, keeping};
	struct suite_lanes *to = suite_lanes_new(t->context, t->result->branch, logs,
						 testing_round(t, logs), alone ? 1 : t->jobs,
						 &listener);
	_cleanup_buf_ struct buf accelerators = {0};
	_cleanup_free_ char *title = NULL;

	*keeping = (struct keeping){.t = t, .attempt = attempt};
	keeping->lanes = xcalloc(count + 1, sizeof(*keeping->lanes));
	keeping->tests = xcalloc(count + 1, sizeof(*keeping->tests));
	for (size_t i = 0; i < count; i++) {
		size_t picked;
		struct suite_test *tests = pick_tests(t, &lanes[i], alone, &picked);

		if (!picked) {
			free(tests);
			continue;
		}
		keeping->lanes[keeping->count] = &lanes[i];
		keeping->tests[keeping->count++] = tests;
		add_vm_lane(t, &lanes[i], tests, picked, to);
		add_once(&accelerators, t->engines[lanes[i].variant]->accelerator);
	}
	title = xasprintf("%s: testing%s%s (%s)", t->result->branch,
			  attempt > 1 ? " differences again" : "", alone ? ", one by one" : "",
			  buf_str(&accelerators));
	suite_lanes_add(to, title, chain);
}

void lanes_add(struct testing *t, struct lane *lanes, size_t count, int attempt,
	       struct chain *chain)
{
	add_some(t, lanes, count, attempt, false, chain);
	add_some(t, lanes, count, attempt, true, chain);
}
