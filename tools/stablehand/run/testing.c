// SPDX-License-Identifier: GPL-2.0-only
#include "run/testing.h"

#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "run/testing_parts.h"
#include "store/results.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/hash.h"
#include "vm/initramfs.h"

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

/* What is set for the tests of a state, as far as outcomes depend on it. */
static void add_settings(const struct testing *t, const struct lane *lane, struct buf *text)
{
	const struct selftests *suite = &lane->state->build.selftests;

	for (size_t i = 0; i < suite->count; i++) {
		const char *name = suite->tests[i].name;
		const struct test_setting *setting = lane_setting(t, lane->variant, name);

		if (!setting || suite->tests[i].kind == SELFTEST_HELPER)
			continue;
		buf_printf(text, "test %s timeout %u", name, setting->timeout);
		for (char **argument = setting->arguments; *argument; argument++)
			buf_printf(text, " %s", *argument);
		buf_puts(text, "\n");
	}
}

/* What the key stands for, in words: the kernel, its configuration, the compiler. */
static void add_description(const struct testing *t, const struct build_result *build,
			    const char *state, size_t variant, struct buf *text)
{
	char config[65] = "none";
	struct utsname host;

	if (build->config)
		file_sha256(build->config, config, NULL);
	uname(&host);
	buf_printf(text, "branch %s\nrelease %s\nstate %s\nvariant %s\nconfig sha256 %s\n%s"
			 "host %s %s\n",
		   t->result->branch, t->result->source.release.version, state,
		   t->chosen[variant]->name, config, build->toolchain, host.sysname,
		   host.release);
}

int testing_run_key(struct testing *t, const struct build_result *build, const char *state,
		    size_t variant, const char *more, char **ret_key, char **ret_made_by,
		    struct error **err)
{
	_cleanup_buf_ struct buf text = {0};
	char init[65], shell[65] = "none", key[65];

	if (file_sha256(t->context->guest_init, init, err) ||
	    (t->busybox && file_sha256(t->busybox, shell, err)))
		return -1;
	buf_printf(&text, "kernel %s\nselftests %s\nguest-init %s\nshell %s\ntime scale %g\n%s%s",
		   build->key, build->has_selftests ? build->selftests.key : "-", init, shell,
		   t->engines[variant]->time_scale, t->machines[variant], more);
	data_sha256(text.data, text.len, key);
	add_description(t, build, state, variant, &text);
	if (results_describe_run(t->context->results, key, t->result->branch, state, text.data,
				 err))
		return -1;
	*ret_key = xstrdup(key);
	if (ret_made_by)
		*ret_made_by = buf_detach(&text);
	return 0;
}

static int make_run_key(struct testing *t, struct lane *lane, struct error **err)
{
	_cleanup_buf_ struct buf settings = {0};

	add_settings(t, lane, &settings);
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

static int run_and_reload(struct testing *t, struct lane *lanes, size_t count, int attempt,
			  struct error **err)
{
	int rc = t->options->known_only ? 0 : lanes_run(t, lanes, count, attempt, err);

	for (size_t i = 0; i < count; i++) {
		struct lane *lane = &lanes[i], fresh = {
			.state = lane->state,
			.variant = lane->variant,
			.label = TAKE_PTR(lane->label),
		};

		lane_release(lane);
		*lane = fresh;
		if (!rc)
			rc = load(t, lane_run(lane), err);
	}
	return rc;
}

/* Once more what differs, in both states of each series; false: nothing does. */
static int run_repeats(struct testing *t, struct lane *lanes, size_t count, int attempt,
		       bool *ret_ran, struct error **err)
{
	*ret_ran = false;
	for (size_t i = 0; i < t->result->series_count; i++) {
		struct series_result *series = &t->result->series[i];

		for (size_t l = 0; l < count; l++) {
			const struct comparison_table *table = series->comparisons[lanes[l].variant];

			if (table && (lanes[l].state == &series->ported ||
				      lanes[l].state == &t->result->base))
				lane_fill(t, &lanes[l], attempt, table);
			*ret_ran |= lanes[l].count > 0;
		}
	}
	return *ret_ran ? run_and_reload(t, lanes, count, attempt, err) : 0;
}

/* As many VMs as there are cores and memory for. */
static unsigned default_jobs(void)
{
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);
	_cleanup_buf_ struct buf meminfo = {0};
	const char *available;

	if (!file_read("/proc/meminfo", 1 << 20, &meminfo, NULL) &&
	    (available = strstr(buf_str(&meminfo), "MemAvailable:"))) {
		long mib = strtol(available + strlen("MemAvailable:"), NULL, 10) / 1024;

		if (jobs > mib / (VM_MEMORY_MIB + 512))
			jobs = mib / (VM_MEMORY_MIB + 512);
	}
	return jobs < 1 ? 1 : jobs;
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

int testing_open(struct testing *t, struct error **err)
{
	_cleanup_free_ char *variants = path_join(t->context->project, "kernels/vm/variants.conf");
	_cleanup_free_ char *settings = path_join(t->context->project, "kernels/vm/tests.conf");
	time_t now = time(NULL);
	char stamp[32];
	struct tm tm;

	if (!t->context->guest_init)
		return error_set(err, ERROR_ENVIRONMENT,
				 "guest-init, the first process of the test VM, is not beside the "
				 "program; build it with make");
	if (variants_read(variants, &t->variants, err) ||
	    test_settings_read(settings, &t->settings, err))
		return -1;
	if (t->options->patient)
		test_settings_have_patience(&t->settings);
	variants_complete(&t->variants);
	t->busybox = initramfs_find_busybox();
	gmtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	t->log_folder = path_join(t->context->state, "logs/%s/%s-%d", t->result->branch, stamp,
				  (int)getpid());
	t->jobs = default_jobs();
	if (t->options->jobs && t->options->jobs < t->jobs)
		t->jobs = t->options->jobs;
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
	return t->options->known_only ? 0 : path_remove(left, err);
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

static int test_lanes(struct testing *t, struct lane *lanes, size_t count, struct error **err)
{
	bool again = true;

	if (check_selection(t, lanes, count, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct test_run *run = lane_run(&lanes[i]);

		if (make_run_key(t, &lanes[i], err) ||
		    (t->options->again && forget_selected(t, &lanes[i], err)) ||
		    load(t, run, err) || record_not_built(t, &lanes[i], err) || load(t, run, err))
			return -1;
		lane_fill(t, &lanes[i], 1, NULL);
	}
	if (run_and_reload(t, lanes, count, 1, err))
		return -1;
	branch_compare(t->result);
	for (int attempt = 2; again && attempt <= 1 + COMPARISON_REPEATS; attempt++) {
		if (run_repeats(t, lanes, count, attempt, &again, err))
			return -1;
		branch_compare(t->result);
	}
	return 0;
}

static bool anything_testable(const struct branch_result *result)
{
	bool any = state_testable(&result->base);

	for (size_t i = 0; i < result->series_count; i++)
		any |= state_testable(&result->series[i].ported);
	return any;
}

void testing_release(struct testing *t)
{
	for (size_t i = 0; i < t->opened_count; i++)
		engine_free(t->opened[i]);
	free(t->opened);
	free(t->engines);
	for (size_t i = 0; t->machines && i < t->chosen_count; i++)
		free(t->machines[i]);
	free(t->machines);
	free(t->chosen);
	variants_release(&t->variants);
	test_settings_release(&t->settings);
	free(t->busybox);
	free(t->log_folder);
}

int testing_run(struct context *context, const struct pipeline_options *options,
		const struct branch *branch, struct branch_result *result, struct error **err)
{
	_cleanup_(testing_release) struct testing t = {
		.context = context,
		.options = options,
		.result = result,
		.arch = branch->arch,
	};
	struct lane *lanes;
	size_t count = 0;
	int rc;

	if (!anything_testable(result))
		return 0;
	if (prepare(&t, branch, err))
		return -1;
	lanes = xcalloc((result->series_count + 1) * t.chosen_count + 1, sizeof(*lanes));
	make_lanes(&t, lanes, &count);
	rc = count ? test_lanes(&t, lanes, count, err) : 0;
	/* What a failure has left is not all. */
	if (rc)
		branch_drop_comparisons(result);
	for (size_t i = 0; i < count; i++)
		lane_release(&lanes[i]);
	free(lanes);
	return rc;
}
