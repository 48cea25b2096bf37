// SPDX-License-Identifier: GPL-2.0-only
/* Programs that are confined, and what bounds any program. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/confine.h"
#include "util/process.h"

#define LOG_BOUND (256 << 20)

static const struct confinement nothing = {0};

static bool can_confine(void)
{
	const char *why;

	setenv(CONFINE_VARIABLE, "auto", 1);
	if (confine_state(&why, NULL) > 0)
		return true;
	fprintf(stderr, "not tested: %s\n", why);
	return false;
}

static struct process_exit end_of(const char *const *argv, const struct confinement *confinement)
{
	struct process_options options = {.argv = argv, .confinement = confinement, .timeout = 60};
	struct process_exit how = {0};

	assert_int_equal(process_run(&options, &how, NULL), 0);
	return how;
}

static void test_ends(void **state)
{
	const char *const three[] = {"sh", "-c", "exit 3", NULL};
	const char *const killed[] = {"sh", "-c", "kill -9 $$", NULL};
	const struct confinement *const both[] = {NULL, &nothing};

	(void)state;
	if (!can_confine())
		skip();
	for (size_t i = 0; i < 2; i++) {
		struct process_exit how = end_of(three, both[i]);

		assert_int_equal(how.status, 3);
		assert_int_equal(how.signal, 0);
		how = end_of(killed, both[i]);
		assert_int_equal(how.status, 0);
		assert_int_equal(how.signal, SIGKILL);
	}
}

static void test_limits(void **state)
{
	static const char *const none[] = {"perl", "-e", "my $x = 'x' x (1 << 28); exit 5", NULL};
	const struct confinement small = {.max_memory = 128 << 20};
	const struct confinement enough = {.max_memory = (uint64_t)1 << 30};

	(void)state;
	if (!can_confine())
		skip();
	assert_int_equal(end_of(none, &enough).status, 5);
	assert_int_not_equal(end_of(none, &small).status, 5);
}

static struct process *spinning;
static double had;

/* Until it has had enough, or ten seconds are over. */
static void on_tick(void *data)
{
	double seconds = process_cpu_seconds(spinning);

	(void)data;
	if (seconds > had)
		had = seconds;
	if (had > 0.3)
		process_stop(spinning, 0);
}

static void test_processor_time(void **state)
{
	const char *const argv[] = {"sh", "-c", "while :; do :; done", NULL};
	const struct process_options options = {
		.argv = argv, .confinement = &nothing, .timeout = 30, .on_tick = on_tick};
	uv_loop_t loop;

	(void)state;
	if (!can_confine())
		skip();
	uv_loop_init(&loop);
	assert_int_equal(process_start(&loop, &options, &spinning, NULL), 0);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	assert_true(had > 0.3);
}

/* A makefile that talks without end must not fill the disk. */
static void test_log_is_bounded(void **state)
{
	char path[] = "/tmp/test-confine-XXXXXX";
	const char *const argv[] = {"head", "-c", "300000000", "/dev/zero", NULL};
	const struct process_options options = {.argv = argv, .log_path = path, .timeout = 120};
	struct process_exit how;
	struct stat st;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(process_run(&options, &how, NULL), 0);
	assert_int_equal(how.status, 0);
	assert_int_equal(stat(path, &st), 0);
	unlink(path);
	assert_in_range(st.st_size, LOG_BOUND, LOG_BOUND + 100);
}

static void test_asked(void **state)
{
	_cleanup_error_ struct error *err = NULL;
	const char *why = "unset";

	(void)state;
	setenv(CONFINE_VARIABLE, "never", 1);
	assert_int_equal(confine_state(&why, NULL), 0);
	assert_null(why);
	setenv(CONFINE_VARIABLE, "sometimes", 1);
	assert_int_equal(confine_state(&why, &err), -1);
	assert_int_equal(err->kind, ERROR_INPUT);
	unsetenv(CONFINE_VARIABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_processor_time),
		cmocka_unit_test(test_log_is_bounded),
		cmocka_unit_test(test_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
