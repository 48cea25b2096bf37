// SPDX-License-Identifier: GPL-2.0-only
/* Lanes: which tests a state still needs, and the VMs that run them. */
#include <stdio.h>
#include <string.h>

#include "run/testing_parts.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"
#include "vm/initramfs.h"

bool test_selected(const struct pipeline_options *options, const char *test)
{
	const char *slash = strrchr(test, '/');
	const char *list = options->tests;

	while (list && *list) {
		size_t len = strcspn(list, ",");

		if ((len == strlen(test) && !strncmp(list, test, len)) ||
		    (slash && len == strlen(slash + 1) && !strncmp(list, slash + 1, len)))
			return true;
		list += len + (list[len] == ',');
	}
	return !options->tests;
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

int lane_initramfs(struct testing *t, struct lane *lane, struct error **err)
{
	const struct build_result *build = &lane->state->build;
	const struct selftests *suite = &build->selftests;
	_cleanup_free_ char *folder = path_join(t->context->cache, "initramfs/%s",
						t->result->branch);
	struct initramfs_options options = {
		.init = t->context->guest_init,
		.busybox = t->busybox,
		.folder = folder,
	};
	struct initramfs_module *modules = xcalloc(build->module_count + 1, sizeof(*modules));
	struct initramfs_file *files = xcalloc(suite->count + lane->file_count + 1, sizeof(*files));
	size_t count = 0;
	int rc;

	for (size_t i = 0; i < build->module_count; i++)
		modules[i].source = path_join(build->folder, "modules/%s", build->modules[i].path);
	for (size_t i = 0; i < suite->count; i++) {
		if (!suite->tests[i].built)
			continue;
		files[count].path = xasprintf("tests/%s", suite->tests[i].name);
		files[count++].source = path_join(suite->folder, "%s", suite->tests[i].name);
	}
	if (lane->module)
		modules[build->module_count] = *lane->module;
	for (size_t i = 0; i < lane->file_count; i++)
		files[count + i] = lane->files[i];
	options.modules = modules;
	options.module_count = build->module_count + (lane->module != NULL);
	options.files = files;
	options.file_count = count + lane->file_count;
	rc = initramfs_make(&options, &lane->initramfs, err);
	for (size_t i = 0; i < build->module_count; i++)
		free((char *)modules[i].source);
	for (size_t i = 0; i < count; i++) {
		free((char *)files[i].path);
		free((char *)files[i].source);
	}
	free(modules);
	free(files);
	return rc;
}

struct keeping {
	struct testing *t;
	struct lane **lanes;	/* by the suite's index */
	int attempt;
};

static int keep_record(size_t index, const struct record *record, void *data, struct error **err)
{
	struct keeping *k = data;

	/* It never ran: the lane's failure tells why, and the next run tries again. */
	if (!record->boot[0])
		return 0;
	return results_add(k->t->context->results, lane_run(k->lanes[index])->run_key, k->attempt,
			   record, err);
}

struct machine variant_machine(const struct variant *variant)
{
	return (struct machine){
		.parameters = variant->parameters,
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

/* Run those of the lanes' tests that run alone, or the others. */
static int run_some(struct testing *t, struct lane *lanes, size_t count, int attempt, bool alone,
		    struct error **err)
{
	struct suite_lane *suite_lanes = xcalloc(count, sizeof(*suite_lanes));
	struct lane **by_index = xcalloc(count, sizeof(*by_index));
	struct keeping keeping = {.t = t, .lanes = by_index, .attempt = attempt};
	_cleanup_free_ char *logs = path_join(t->log_folder, "attempt-%d%s", attempt,
					      alone ? "-alone" : "");
	struct suite_options options = {
		.lanes = suite_lanes,
		.jobs = alone ? 1 : t->jobs,
		.log_folder = logs,
		.on_record = keep_record,
		.data = &keeping,
	};
	_cleanup_buf_ struct buf accelerators = {0};
	struct suite_result result;
	int rc = -1;

	for (size_t i = 0; i < count; i++) {
		struct suite_lane *to = &suite_lanes[options.lane_count];
		size_t picked;
		struct suite_test *tests = pick_tests(t, &lanes[i], alone, &picked);

		if (!picked) {
			free(tests);
			continue;
		}
		to->tests = tests;
		to->test_count = picked;
		if (!lanes[i].initramfs && lane_initramfs(t, &lanes[i], err))
			goto done;
		by_index[options.lane_count++] = &lanes[i];
		add_once(&accelerators, t->engines[lanes[i].variant]->accelerator);
		to->label = lanes[i].label;
		to->engine = t->engines[lanes[i].variant];
		to->machine = variant_machine(t->chosen[lanes[i].variant]);
		to->machine.kernel = lanes[i].state->build.image;
		to->machine.initramfs = lanes[i].initramfs;
	}
	rc = 0;
	if (!options.lane_count)
		goto done;
	progress_start("%s: testing%s%s (%s)", t->result->branch,
		       attempt > 1 ? " differences again" : "", alone ? ", one by one" : "",
		       buf_str(&accelerators));
	rc = suite_run(&options, &result, err);
	if (rc) {
		progress_end("stopped");
		goto done;
	}
	progress_end(NULL);
	for (size_t i = 0; i < options.lane_count; i++) {
		struct test_run *run = lane_run(by_index[i]);

		if (result.lanes[i].failure && !run->not_run)
			run->not_run = xstrdup(result.lanes[i].failure);
	}
	suite_result_release(&result);
done:
	for (size_t i = 0; i < count; i++)
		free((struct suite_test *)suite_lanes[i].tests);
	free(suite_lanes);
	free(by_index);
	return rc;
}

int lanes_run(struct testing *t, struct lane *lanes, size_t count, int attempt,
	      struct error **err)
{
	return run_some(t, lanes, count, attempt, false, err) ||
	       run_some(t, lanes, count, attempt, true, err) ? -1 : 0;
}
