// SPDX-License-Identifier: GPL-2.0-only
#include "cmd/testing.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/progress.h"
#include "vm/accel.h"
#include "vm/initramfs.h"
#include "vm/qemu.h"
#include "vm/suite.h"

#define VM_MEMORY_MIB 4096
#define VM_CPUS 2

/* What is the same for all states of a branch. */
struct testing {
	struct context *context;
	const struct pipeline_options *options;
	struct branch_report *report;
	struct accel accel;
	char *busybox;
	char *machine;		/* what runs the VMs, in full: part of the run key */
	char *log_folder;
	unsigned jobs;
};

/* One state on its way through the VMs. */
struct lane {
	struct state_report *state;
	char *label;		/* "base", "ported-<series>": names its logs */
	char *initramfs;
	struct suite_test *tests;
	size_t count, alloc;
	char **paths;		/* of the tests; owned */
	size_t path_count, path_alloc;
};

static bool testable(const struct state_report *state)
{
	return state->has_build && state->build.status == BUILD_OK && state->build.has_selftests;
}

/* Is a test among those asked for, by its whole name or its last part? */
static bool selected(const struct pipeline_options *options, const char *test)
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
					 selected(&one, suite->tests[i].name);
		}
		if (!found)
			return error_set(err, ERROR_INPUT, "--tests %s: no such test in %s", name,
					 lanes[0].state->build.selftests.suite);
		list += len + (list[len] == ',');
	}
	return 0;
}

/* Everything that a record of this state may depend on, named by its hash. */
static int make_run_key(struct testing *t, struct state_report *state, struct error **err)
{
	_cleanup_buf_ struct buf text = {0};
	char init[65], shell[65] = "none", key[65];

	if (file_sha256(t->context->guest_init, init, err) ||
	    (t->busybox && file_sha256(t->busybox, shell, err)))
		return -1;
	buf_printf(&text, "kernel %s\nselftests %s\nguest-init %s\nshell %s\ntime scale %g\n%s",
		   state->build.key, state->build.selftests.key, init, shell,
		   accel_time_scale(&t->accel), t->machine);
	data_sha256(text.data, text.len, key);
	state->run_key = xstrdup(key);
	return results_describe_run(t->context->results, key, t->report->branch, state->state,
				    text.data, err);
}

/* A test that was not built needs no VM to have an outcome. */
static int record_not_built(struct testing *t, struct state_report *state, struct error **err)
{
	const struct selftests *suite = &state->build.selftests;

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
		    attempts_find(&state->attempts, test->name, 1))
			continue;
		if (results_add(t->context->results, state->run_key, 1, &record, err))
			return -1;
	}
	return 0;
}

static int forget_selected(struct testing *t, struct state_report *state, struct error **err)
{
	const struct selftests *suite = &state->build.selftests;

	for (size_t i = 0; i < suite->count; i++)
		if (selected(t->options, suite->tests[i].name) &&
		    results_forget(t->context->results, state->run_key, suite->tests[i].name, err))
			return -1;
	return 0;
}

/* Load what is known of a state, leaving out tests that were not asked for. */
static int load(struct testing *t, struct state_report *state, struct error **err)
{
	size_t kept = 0;

	attempts_release(&state->attempts);
	if (results_load(t->context->results, state->run_key, &state->attempts, err))
		return -1;
	for (size_t i = 0; i < state->attempts.count; i++) {
		struct attempt *a = &state->attempts.items[i];

		if (selected(t->options, a->record.test))
			state->attempts.items[kept++] = *a;
		else
			record_release(&a->record);
	}
	state->attempts.count = kept;
	return 0;
}

static void lane_release(struct lane *lane)
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

static void lane_add(struct testing *t, struct lane *lane, const struct selftest *test)
{
	const struct selftests *suite = &lane->state->build.selftests;
	struct suite_test *to = ARRAY_ADD(lane->tests, lane->count, lane->alloc);
	char *path = xasprintf("/tests/%s", test->name);

	*ARRAY_ADD(lane->paths, lane->path_count, lane->path_alloc) = path;
	to->name = test->name;
	to->path = path;
	to->timeout = suite->timeout ? suite->timeout : SELFTEST_DEFAULT_TIMEOUT;
	to->expected = results_expected_seconds(t->context->results, t->report->branch, test->name);
}

/* The tests of a state that still lack the given attempt. */
static void lane_fill(struct testing *t, struct lane *lane, int attempt,
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
			wanted |= repeat->rows[r].needs_repeat &&
				  !strcmp(repeat->rows[r].test, test->name);
		if (wanted && test->kind != SELFTEST_HELPER && test->built &&
		    selected(t->options, test->name) &&
		    !attempts_find(&lane->state->attempts, test->name, attempt))
			lane_add(t, lane, test);
next:;
	}
}

static int lane_initramfs(struct testing *t, struct lane *lane, struct error **err)
{
	const struct build_result *build = &lane->state->build;
	const struct selftests *suite = &build->selftests;
	_cleanup_free_ char *folder = path_join(t->context->cache, "initramfs/%s",
						t->report->branch);
	struct initramfs_options options = {
		.init = t->context->guest_init,
		.busybox = t->busybox,
		.folder = folder,
	};
	struct initramfs_module *modules = xcalloc(build->module_count, sizeof(*modules));
	struct initramfs_file *files = xcalloc(suite->count, sizeof(*files));
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
	options.modules = modules;
	options.module_count = build->module_count;
	options.files = files;
	options.file_count = count;
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
	return results_add(k->t->context->results, k->lanes[index]->state->run_key, k->attempt,
			   record, err);
}

/* Run what the lanes hold; lanes without tests take no VM. */
static int run_lanes(struct testing *t, struct lane *lanes, size_t count, int attempt,
		     struct error **err)
{
	struct suite_lane *suite_lanes = xcalloc(count, sizeof(*suite_lanes));
	struct lane **by_index = xcalloc(count, sizeof(*by_index));
	struct keeping keeping = {.t = t, .lanes = by_index, .attempt = attempt};
	_cleanup_free_ char *logs = path_join(t->log_folder, "attempt-%d", attempt);
	struct suite_options options = {
		.lanes = suite_lanes,
		.jobs = t->jobs,
		.accel = &t->accel,
		.cpus = VM_CPUS,
		.memory_mib = VM_MEMORY_MIB,
		.time_scale = accel_time_scale(&t->accel),
		.log_folder = logs,
		.on_record = keep_record,
		.data = &keeping,
	};
	struct suite_result result;
	int rc = -1;

	for (size_t i = 0; i < count; i++) {
		struct suite_lane *to = &suite_lanes[options.lane_count];

		if (!lanes[i].count)
			continue;
		if (lane_initramfs(t, &lanes[i], err))
			goto done;
		by_index[options.lane_count++] = &lanes[i];
		to->label = lanes[i].label;
		to->kernel = lanes[i].state->build.image;
		to->initramfs = lanes[i].initramfs;
		to->tests = lanes[i].tests;
		to->test_count = lanes[i].count;
	}
	rc = 0;
	if (!options.lane_count)
		goto done;
	progress_start("%s: testing%s (%s)", t->report->branch,
		       attempt > 1 ? " differences again" : "", accel_name(&t->accel));
	rc = suite_run(&options, &result, err);
	if (rc) {
		progress_end("stopped");
		goto done;
	}
	progress_end(NULL);
	for (size_t i = 0; i < options.lane_count; i++) {
		struct state_report *state = by_index[i]->state;

		if (result.lanes[i].failure && !state->not_run)
			state->not_run = xstrdup(result.lanes[i].failure);
	}
	suite_result_release(&result);
done:
	free(suite_lanes);
	free(by_index);
	return rc;
}

static int run_and_reload(struct testing *t, struct lane *lanes, size_t count, int attempt,
			  struct error **err)
{
	int rc = t->options->known_only ? 0 : run_lanes(t, lanes, count, attempt, err);

	for (size_t i = 0; i < count; i++) {
		struct state_report *state = lanes[i].state;
		char *label = TAKE_PTR(lanes[i].label);

		lane_release(&lanes[i]);
		lanes[i] = (struct lane){.state = state, .label = label};
		if (!rc)
			rc = load(t, state, err);
	}
	return rc;
}

/* The outcomes of a state that has no other to be compared with. */
static void count_alone(struct state_report *state, bool compared)
{
	const struct attempts none = {0};

	comparison_release(&state->alone);
	if (state->run_key && !compared)
		comparison_make(&state->attempts, &none, &state->alone);
}

static void compare(struct branch_report *report)
{
	bool base_compared = false;

	for (size_t i = 0; i < report->series_count; i++) {
		struct series_report *series = &report->series[i];

		if (series->has_comparison)
			comparison_release(&series->comparison);
		series->has_comparison = series->ported.run_key && report->base.run_key;
		if (series->has_comparison)
			comparison_make(&report->base.attempts, &series->ported.attempts,
					&series->comparison);
		base_compared |= series->has_comparison;
		count_alone(&series->ported, series->has_comparison);
	}
	count_alone(&report->base, base_compared);
}

/* Once more what differs, in both states of each series. */
static int run_repeats(struct testing *t, struct lane *lanes, size_t count, struct error **err)
{
	for (size_t i = 0; i < t->report->series_count; i++) {
		struct series_report *series = &t->report->series[i];

		for (size_t l = 0; series->has_comparison && l < count; l++)
			if (lanes[l].state == &series->ported || lanes[l].state == &t->report->base)
				lane_fill(t, &lanes[l], 2, &series->comparison);
	}
	return run_and_reload(t, lanes, count, 2, err);
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

/* QEMU's whole command line and, where the CPU is the host's, the host. */
static char *describe_machine(const struct qemu_options *qemu, const char *engine)
{
	struct buf text = {0}, cpuinfo = {0};
	char **argv = qemu_argv(qemu);

	buf_printf(&text, "engine %s\nqemu", engine);
	for (char **arg = argv; *arg; arg++)
		buf_printf(&text, " %s", *arg);
	buf_puts(&text, "\n");
	qemu_argv_free(argv);
	if (qemu->accel->kvm) {
		struct utsname host;
		const char *model = "";

		if (!file_read("/proc/cpuinfo", 16 << 20, &cpuinfo, NULL))
			model = strstr(buf_str(&cpuinfo), "model name");
		uname(&host);
		buf_printf(&text, "host %s, %.*s, %s\n", host.release,
			   model ? (int)strcspn(model, "\n") : 0, model ? model : "",
			   qemu->accel->reason);
		buf_release(&cpuinfo);
	}
	return buf_detach(&text);
}

static int prepare(struct testing *t, struct error **err)
{
	struct qemu_options qemu = {
		.kernel = "bzImage",
		.initramfs = "initramfs",
		.accel = &t->accel,
		.cpus = VM_CPUS,
		.memory_mib = VM_MEMORY_MIB,
	};
	_cleanup_free_ char *left = path_join(t->context->cache, "initramfs/%s", t->report->branch);
	time_t now = time(NULL);
	char stamp[32];
	struct tm tm;

	if (!t->context->guest_init)
		return error_set(err, ERROR_ENVIRONMENT,
				 "guest-init, the first process of the test VM, is not beside the "
				 "program; build it with make");
	accel_probe(NULL, &t->accel);
	t->busybox = initramfs_find_busybox();
	if (qemu_identity(&qemu, &t->report->engine, err))
		return -1;
	t->report->accelerator = xasprintf("%s: %s", accel_name(&t->accel), t->accel.reason);
	t->machine = describe_machine(&qemu, t->report->engine);
	/* What a killed run left; the branch is ours now. */
	if (!t->options->known_only && path_remove(left, err))
		return -1;
	gmtime_r(&now, &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	t->log_folder = path_join(t->context->state, "logs/%s/%s-%d", t->report->branch, stamp,
				  (int)getpid());
	t->jobs = default_jobs();
	if (t->options->jobs && t->options->jobs < t->jobs)
		t->jobs = t->options->jobs;
	return 0;
}

static int test_states(struct testing *t, struct lane *lanes, size_t count, struct error **err)
{
	if (check_selection(t, lanes, count, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct state_report *state = lanes[i].state;

		if (make_run_key(t, state, err) ||
		    (t->options->again && forget_selected(t, state, err)) ||
		    load(t, state, err) || record_not_built(t, state, err) || load(t, state, err))
			return -1;
		lane_fill(t, &lanes[i], 1, NULL);
	}
	if (run_and_reload(t, lanes, count, 1, err))
		return -1;
	compare(t->report);
	if (run_repeats(t, lanes, count, err))
		return -1;
	compare(t->report);
	return 0;
}

/* Rows point into the attempts, which a failure may have taken away. */
static void drop_comparisons(struct branch_report *report)
{
	comparison_release(&report->base.alone);
	for (size_t i = 0; i < report->series_count; i++) {
		struct series_report *series = &report->series[i];

		comparison_release(&series->ported.alone);
		if (series->has_comparison)
			comparison_release(&series->comparison);
		series->has_comparison = false;
	}
}

int testing_run(struct context *context, const struct pipeline_options *options,
		struct branch_report *report, struct error **err)
{
	struct testing t = {.context = context, .options = options, .report = report};
	struct lane *lanes = xcalloc(report->series_count + 1, sizeof(*lanes));
	size_t count = 0;
	int rc = 0;

	if (testable(&report->base))
		lanes[count++] = (struct lane){.state = &report->base, .label = xstrdup("base")};
	for (size_t i = 0; i < report->series_count; i++) {
		struct series_report *series = &report->series[i];

		if (testable(&series->ported))
			lanes[count++] = (struct lane){
				.state = &series->ported,
				.label = xasprintf("ported-%s", series->port.series),
			};
	}
	if (count)
		rc = prepare(&t, err) || test_states(&t, lanes, count, err) ? -1 : 0;
	if (rc)
		drop_comparisons(report);
	for (size_t i = 0; i < count; i++)
		lane_release(&lanes[i]);
	free(lanes);
	accel_release(&t.accel);
	free(t.busybox);
	free(t.machine);
	free(t.log_folder);
	return rc;
}
