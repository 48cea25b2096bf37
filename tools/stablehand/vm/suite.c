// SPDX-License-Identifier: GPL-2.0-only
#include "vm/suite.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <uv.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/process.h"
#include "util/progress.h"
#include "vm/boot.h"

#define MAX_BAD_BOOTS 2
#define MAX_FRUITLESS_BOOTS 8
/* Tests that must be waiting, for each VM on a lane, to make one more worth its boot. */
#define TESTS_PER_VM 3

struct lane {
	struct suite *suite;
	const struct suite_lane *given;
	struct suite_lane_result result;
	size_t index;
	const struct suite_test **order;	/* its tests, longest first */
	size_t next;			/* test to hand out, of these */
	unsigned int running;		/* VMs */
	unsigned int bad_boots;		/* in a row that never came up */
	unsigned int fruitless;		/* in a row that finished no test */
	struct machine machine;
	char *medium;			/* file of ours; or NULL */
};

/* One VM slot's boot. */
struct vm {
	struct lane *lane;
	struct boot *boot;
	char *stem, *console_path, *ktap_path;
	double expected;		/* seconds of the running test */
	bool ready, fruitful;
	struct vm *next;
};

struct suite {
	const struct suite_options *options;
	uv_loop_t loop;
	struct lane *lanes;
	struct vm *vms;
	unsigned int running;
	size_t done, total;
	double started;
	bool stopping;
	struct error *error;
};

static void schedule(struct suite *suite);

/* End everything; the error is the first one. */
static void stop(struct suite *suite, struct error **err)
{
	if (!suite->error)
		error_move(&suite->error, err);
	else
		error_clear(err);
	suite->stopping = true;
	for (struct vm *vm = suite->vms; vm; vm = vm->next)
		boot_kill(vm->boot);
}

static void deliver(struct lane *lane, const struct record *record)
{
	struct suite *suite = lane->suite;
	struct error *err = NULL;

	if (suite->stopping)
		return;
	lane->result.outcomes[record->outcome]++;
	suite->done++;
	if (suite->options->on_record &&
	    suite->options->on_record(lane->index, record, suite->options->data, &err))
		stop(suite, &err);
}

/* The lane cannot go on: what waits in it gets its record now. */
static void fail_lane(struct lane *lane, const char *reason)
{
	if (!lane->result.failure)
		lane->result.failure = xstrdup(reason);
	while (lane->next < lane->given->test_count && !lane->suite->stopping) {
		_cleanup_free_ char *message = xasprintf("not run: %s", reason);
		struct record record = {
			.test = (char *)lane->order[lane->next++]->name,
			.outcome = OUTCOME_CRASH,
			.message = message,
			.kernel_log = (char *)"",
			.output = (char *)"",
			.boot = (char *)"",
		};

		deliver(lane, &record);
	}
}

/* Seconds that the whole run is expected to take, or 0. */
static double estimate(const struct suite *suite)
{
	double left = 0, longest = 0;

	for (size_t i = 0; i < suite->options->lane_count; i++) {
		const struct lane *lane = &suite->lanes[i];
		double sum = 0;

		for (size_t t = lane->next; t < lane->given->test_count; t++) {
			if (lane->order[t]->expected <= 0)
				return 0;
			sum += lane->order[t]->expected;
		}
		left += sum;
		if (sum > longest)
			longest = sum;
	}
	for (const struct vm *vm = suite->vms; vm; vm = vm->next)
		left += vm->expected / 2;
	left /= suite->running ? suite->running : 1;
	return clock_seconds() - suite->started + (left > longest ? left : longest);
}

static void show(const struct suite *suite)
{
	_cleanup_buf_ struct buf detail = {0};

	for (const struct vm *vm = suite->vms; vm; vm = vm->next) {
		const char *test = boot_running(vm->boot);

		buf_printf(&detail, "%s%s: %s", detail.len ? ", " : "", vm->lane->given->label,
			   test ? test : "starting");
	}
	progress_update(suite->done, suite->total, estimate(suite), buf_str(&detail));
}

static void give_work(struct vm *vm)
{
	struct lane *lane = vm->lane;
	const struct suite_test *test;

	if (lane->suite->stopping) {
		boot_kill(vm->boot);
		return;
	}
	vm->expected = 0;
	if (lane->next >= lane->given->test_count) {
		boot_finish(vm->boot);
		return;
	}
	test = lane->order[lane->next++];
	vm->expected = test->expected;
	boot_test(vm->boot, test->name, test->path, test->args,
		  test->timeout * lane->given->engine->time_scale);
}

static void on_ready(struct boot *boot, void *data)
{
	struct vm *vm = data;

	vm->boot = boot;
	vm->ready = true;
	vm->lane->bad_boots = 0;
	boot_plan(boot, vm->lane->given->test_count - vm->lane->next);
	give_work(vm);
}

static void on_record(struct boot *boot, struct record *record, bool more, void *data)
{
	struct vm *vm = data;

	(void)boot;
	if (more || record->outcome != OUTCOME_CRASH) {
		vm->fruitful = true;
		vm->lane->fruitless = 0;
	}
	deliver(vm->lane, record);
	if (more)
		give_work(vm);
}

/* Others have taken what a VM that is still booting was started for. */
static bool came_too_late(const struct vm *vm)
{
	return !vm->ready && vm->lane->next >= vm->lane->given->test_count;
}

static void on_tick(struct boot *boot, void *data)
{
	struct vm *vm = data;

	if (came_too_late(vm))
		boot_kill(boot);
	if (vm == vm->lane->suite->vms)
		show(vm->lane->suite);
}

static void vm_free(struct vm *vm)
{
	struct suite *suite = vm->lane->suite;
	struct vm **link = &suite->vms;

	while (*link && *link != vm)
		link = &(*link)->next;
	if (*link)
		*link = vm->next;
	free(vm->stem);
	free(vm->console_path);
	free(vm->ktap_path);
	free(vm);
}

static void on_end(struct boot *boot, const struct boot_end *end, void *data)
{
	struct vm *vm = data;
	struct lane *lane = vm->lane;
	struct suite *suite = lane->suite;
	bool fruitful = vm->fruitful, late = came_too_late(vm);
	struct error *err = NULL;

	(void)boot;
	vm_free(vm);
	lane->running--;
	suite->running--;
	if (suite->stopping)
		return;
	if (end->interrupted) {
		interrupt_error(&err);
		stop(suite, &err);
		return;
	}
	if (end->never_started) {
		error_set(&err, ERROR_ENVIRONMENT, "the test VM did not start: %s", end->reason);
		stop(suite, &err);
		return;
	}
	if (!end->ready && !late && ++lane->bad_boots >= MAX_BAD_BOOTS) {
		_cleanup_free_ char *reason = xasprintf("the kernel does not boot: %s",
							end->reason);
		fail_lane(lane, reason);
	} else if (end->ready && !fruitful && *end->reason &&
		   ++lane->fruitless >= MAX_FRUITLESS_BOOTS) {
		_cleanup_free_ char *reason = xasprintf("%d boots in a row failed: %s",
							MAX_FRUITLESS_BOOTS, end->reason);
		fail_lane(lane, reason);
	}
	schedule(suite);
}

static int start_vm(struct suite *suite, struct lane *lane, struct error **err)
{
	const struct suite_options *options = suite->options;
	struct vm *vm = xcalloc(1, sizeof(*vm));
	unsigned int number = ++lane->result.boots;
	struct boot_options boot = {
		.engine = lane->given->engine,
		.machine = &lane->machine,
		.boot_timeout = options->boot_timeout,
		.grace = options->grace,
		.on_ready = on_ready,
		.on_record = on_record,
		.on_tick = on_tick,
		.on_end = on_end,
		.data = vm,
	};

	vm->lane = lane;
	vm->stem = path_join(options->log_folder, "%s-%u", lane->given->label, number);
	vm->console_path = xasprintf("%s.console.log", vm->stem);
	vm->ktap_path = xasprintf("%s.ktap", vm->stem);
	boot.stem = vm->stem;
	boot.console_path = vm->console_path;
	boot.ktap_path = vm->ktap_path;
	if (options->on_boot)
		options->on_boot(lane->index, number, vm->console_path, options->data);
	if (boot_start(&suite->loop, &boot, &vm->boot, err)) {
		vm_free(vm);
		return -1;
	}
	vm->next = suite->vms;
	suite->vms = vm;
	lane->running++;
	suite->running++;
	return 0;
}

/* What waits in a lane: seconds, as far as they are known, and a little for each test. */
static double work_left(const struct lane *lane)
{
	double sum = 0;

	for (size_t t = lane->next; t < lane->given->test_count; t++)
		sum += lane->order[t]->expected + 0.1;
	return sum;
}

/* The lane that one more VM helps most: the first without any; NULL: none. */
static struct lane *pick_lane(struct suite *suite)
{
	struct lane *best = NULL;
	double most = 0;

	for (size_t i = 0; i < suite->options->lane_count; i++) {
		struct lane *lane = &suite->lanes[i];
		size_t waiting = lane->given->test_count - lane->next;
		double share = work_left(lane) / (lane->running + 1);

		if (!waiting || waiting < (size_t)lane->running * TESTS_PER_VM)
			continue;
		if (!lane->running)
			return lane;
		if (!best || share > most) {
			best = lane;
			most = share;
		}
	}
	return best;
}

static int by_expected(const void *a, const void *b)
{
	const struct suite_test *x = *(const struct suite_test *const *)a;
	const struct suite_test *y = *(const struct suite_test *const *)b;
	bool x_known = x->expected > 0, y_known = y->expected > 0;

	if (x_known != y_known)
		return x_known ? 1 : -1;
	if (x_known && x->expected != y->expected)
		return x->expected < y->expected ? 1 : -1;
	return x < y ? -1 : x > y;	/* as given */
}

static void order_tests(struct lane *lane)
{
	size_t count = lane->given->test_count;

	lane->order = xcalloc(count + 1, sizeof(*lane->order));
	for (size_t i = 0; i < count; i++)
		lane->order[i] = &lane->given->tests[i];
	qsort(lane->order, count, sizeof(*lane->order), by_expected);
}

static void schedule(struct suite *suite)
{
	unsigned int jobs = suite->options->jobs ? suite->options->jobs : 1;
	struct error *err = NULL;
	struct lane *lane;

	while (!suite->stopping && suite->running < jobs && (lane = pick_lane(suite)))
		if (start_vm(suite, lane, &err))
			stop(suite, &err);
}

static int check(const struct suite_options *options, struct error **err)
{
	for (size_t i = 0; i < options->lane_count; i++) {
		const struct suite_lane *lane = &options->lanes[i];

		if (!path_is_safe(lane->label, strlen(lane->label)) || strchr(lane->label, '/'))
			return error_set(err, ERROR_INPUT, "not a label: %s", lane->label);
		for (size_t t = 0; t < lane->test_count; t++)
			if (!boot_test_fits(lane->tests[t].name, lane->tests[t].path,
					    lane->tests[t].args))
				return error_set(err, ERROR_INPUT,
						 "not a test that a VM can be told: %s",
						 lane->tests[t].name);
	}
	return dir_make(options->log_folder, err);
}

/* What its engine boots from, beside the initramfs. */
static int make_medium(struct lane *lane, struct error **err)
{
	const struct engine *engine = lane->given->engine;
	_cleanup_free_ char *path = xasprintf("%s-%s.medium", lane->machine.initramfs,
					      lane->given->label);
	bool needed;

	if (engine_medium(engine, &lane->machine, path, &needed, err))
		return -1;
	if (needed)
		lane->machine.medium = lane->medium = TAKE_PTR(path);
	return 0;
}

int suite_run(const struct suite_options *options, struct suite_result *ret_result,
	      struct error **err)
{
	struct suite suite = {.options = options, .started = clock_seconds()};
	struct suite_result result = {.lane_count = options->lane_count};
	int rc = -1;

	if (check(options, err))
		return -1;
	if (interrupt_pending())
		return interrupt_error(err);
	suite.lanes = xcalloc(options->lane_count + 1, sizeof(*suite.lanes));
	for (size_t i = 0; i < options->lane_count; i++) {
		struct lane *lane = &suite.lanes[i];

		*lane = (struct lane){
			.suite = &suite,
			.given = &options->lanes[i],
			.index = i,
			.machine = options->lanes[i].machine,
		};
		order_tests(lane);
		suite.total += lane->given->test_count;
		if (!suite.error && make_medium(lane, &suite.error))
			suite.stopping = true;
	}
	uv_loop_init(&suite.loop);
	schedule(&suite);
	uv_run(&suite.loop, UV_RUN_DEFAULT);
	uv_loop_close(&suite.loop);

	result.lanes = xcalloc(options->lane_count + 1, sizeof(*result.lanes));
	for (size_t i = 0; i < options->lane_count; i++) {
		result.lanes[i] = suite.lanes[i].result;
		free(suite.lanes[i].order);
		if (suite.lanes[i].medium)
			unlink(suite.lanes[i].medium);
		free(suite.lanes[i].medium);
	}
	free(suite.lanes);
	result.seconds = clock_seconds() - suite.started;
	if (suite.error) {
		error_move(err, &suite.error);
		suite_result_release(&result);
	} else {
		*ret_result = result;
		rc = 0;
	}
	return rc;
}

void suite_result_release(struct suite_result *result)
{
	for (size_t i = 0; i < result->lane_count; i++)
		free(result->lanes[i].failure);
	free(result->lanes);
	*result = (struct suite_result){0};
}
