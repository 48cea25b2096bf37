// SPDX-License-Identifier: GPL-2.0-only
/*
 * The runner against a fake guest: this very program, started in QEMU's place,
 * speaks the guest's side of the protocol on descriptors 3 and 4 and goes
 * wrong in the way that the test's name asks for.
 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/interrupt.h"
#include "vm/engine.h"
#include "vm/suite.h"

/* ---- the fake ---- */

static void __attribute__((noreturn)) fake_test(FILE *port, FILE *console, int number,
						const char *name);

static bool is(const char *name, const char *kind)
{
	return !strncmp(name, kind, strlen(kind));
}

/* Answers and returns, or does not return. */
static void fake_answer(FILE *port, FILE *console, int number, const char *name)
{
	if (is(name, "late")) {
		fprintf(console, "[    1.5] BUG: use after the end\r\n");
		_exit(0);
	}
	fprintf(port, "#guest: test %d %s\n# from %s\n", number, name, name);
	if (is(name, "pass"))
		fprintf(port, "ok %d %s # (0.50 s)\n", number, name);
	else if (is(name, "skip"))
		fprintf(port, "ok %d %s # SKIP no VMX (0.10 s)\n", number, name);
	else if (is(name, "fail"))
		fprintf(port, "#kernel: WARNING: at x.c:1\nnot ok %d %s # exit 254 (0.10 s)\n",
			number, name);
	else if (is(name, "timeout"))
		fprintf(port, "not ok %d %s # TIMEOUT after 1 s (1.00 s)\n", number, name);
	else if (is(name, "noise"))
		fprintf(port, "what\n\x1b[0m\nok 7\nok %d %s # (0.50 s)\n", number, name);
	else if (is(name, "leave"))
		fprintf(port, "#guest: leaving\nnot ok %d %s # signal 9 (0.10 s)\n", number, name);
	else
		fake_test(port, console, number, name);
	fflush(port);
	if (is(name, "leave"))
		_exit(0);
}

static void fake_test(FILE *port, FILE *console, int number, const char *name)
{
	if (is(name, "reset"))
		fprintf(port, "KTAP version 1\n#guest: ready\n");
	if (is(name, "wrong"))
		fprintf(port, "ok %d other # (0.00 s)\n", number);
	fflush(port);
	if (is(name, "panic")) {
		fprintf(console, "[    2.0] BUG: kernel NULL pointer dereference\r\n"
				 "[    2.1][    T1] Kernel panic - not syncing: boom\r\n"
				 "[    2.2] ---[ end Kernel panic - not syncing: boom ]---\r\n");
		_exit(0);
	}
	if (is(name, "exit")) {
		fprintf(stderr, "warning\nqemu: out of ideas\n");
		_exit(3);
	}
	if (is(name, "garbage"))
		for (int i = 0; i < 1000; i++)
			fprintf(port, "\xff garbage %d\n", i);
	fflush(port);
	while (is(name, "endless"))
		fprintf(port, "# again and again and again and again and again and again\n");
	for (;;)
		pause();
}

static int fake_qemu(const char *mode, const char *argument)
{
	FILE *console, *port, *commands;
	char line[4096], name[4096];
	int number = 0;

	if (argument && !strcmp(argument, "--version"))
		return puts("fake 1.0") < 0;
	console = fdopen(3, "w");
	port = fdopen(4, "w");
	commands = fdopen(4, "r");

	/* What stdio keeps would be lost by _exit(). */
	setvbuf(console, NULL, _IONBF, 0);
	if (is(mode, "refuse")) {
		fprintf(stderr, "qemu: no such machine\n");
		return 1;
	}
	if (getenv("FAKE_PID")) {
		_cleanup_free_ char *pid = xasprintf("%d", (int)getpid());

		file_write(getenv("FAKE_PID"), pid, strlen(pid), 0644, NULL);
	}
	fprintf(console, "[    0.0] Linux version\r\n");
	if (is(mode, "dead")) {
		fprintf(console, "[    0.1] Kernel panic - not syncing: no init\r\n");
		return 0;
	}
	/* The first boots, the others do not: whoever makes the file is the first. */
	while (is(mode, "silent") ||
	       (is(mode, "first") && open(getenv("FAKE_FIRST"), O_CREAT | O_EXCL, 0600) < 0))
		pause();
	fprintf(port, "KTAP version 1\n#guest: ready\n");
	fflush(port);
	while (fgets(line, sizeof(line), commands)) {
		if (sscanf(line, "test %*d %s", name) == 1)
			fake_answer(port, console, ++number, name);
		else if (sscanf(line, "plan %d", &(int){0}) == 1)
			fprintf(port, "1..9\n");
		else
			break;
	}
	return 0;
}

/* ---- the tests ---- */

static char self[4096];	/* path of this program */

struct seen {
	char *dir;
	struct buf text;	/* "lane name outcome 'message'" a line */
	struct buf output, kernel_log;
	unsigned int boots, records;
	unsigned int refuse_at;	/* on_record fails at this record; 0: never */
};

static int on_record(size_t lane, const struct record *record, void *data, struct error **err)
{
	struct seen *seen = data;

	buf_printf(&seen->text, "%zu %s %s '%s'\n", lane, record->test,
		   outcome_name(record->outcome), record->message);
	buf_puts(&seen->output, record->output);
	buf_puts(&seen->kernel_log, record->kernel_log);
	if (record->boot[0])
		assert_true(path_exists(record->boot));
	if (++seen->records == seen->refuse_at)
		return error_set(err, ERROR_ENVIRONMENT, "the disk is full");
	return 0;
}

static void on_boot(size_t lane, unsigned int boot, const char *console_path, void *data)
{
	struct seen *seen = data;

	seen->boots++;
}

/* Run tests named in `names` ("NAME[:EXPECTED-SECONDS]", blanks between) in `lanes` lanes. */
static int run(struct seen *seen, const char *mode, const char *names, size_t lanes,
	       unsigned int jobs, struct suite_result *ret_result, struct error **err)
{
	_cleanup_(engine_freep) struct engine *engine = NULL;
	_cleanup_free_ char *copy = xstrdup(names);
	struct suite_test tests[64];
	struct suite_lane lane[2];
	size_t count = 0;
	char *rest = copy, *word;

	if (!seen->dir)
		seen->dir = scratch_make();
	setenv("FAKE_QEMU", mode, 1);
	if (engine_open("qemu", NULL, self, &engine, err))
		return -1;
	while ((word = strsep(&rest, " "))) {
		const char *name = strsep(&word, ":");

		tests[count++] = (struct suite_test){
			.name = name, .path = "/t",
			/* The others must not meet it, however busy the machine is. */
			.timeout = is(name, "timeout") || !strncmp(name, "hang", 4) ? 1 : 60,
			.expected = word ? strtod(word, NULL) : 0,
		};
	}
	lane[0] = (struct suite_lane){.label = "base", .engine = engine,
				      .machine = {.kernel = "bzImage", .initramfs = "initrd"},
				      .tests = tests, .test_count = count};
	lane[1] = lane[0];
	lane[1].label = "ported";
	return suite_run(&(struct suite_options){
			.lanes = lane, .lane_count = lanes, .jobs = jobs,
			.boot_timeout = is(mode, "silent") ? 0.5 : 20,
			.grace = 0.3, .log_folder = seen->dir, .on_record = on_record,
			.on_boot = on_boot, .data = seen,
		}, ret_result, err);
}

static void seen_release(struct seen *seen)
{
	scratch_remove(seen->dir);
	buf_release(&seen->text);
	buf_release(&seen->output);
	buf_release(&seen->kernel_log);
}

static void test_outcomes(void **state)
{
	struct seen seen = {0};
	struct suite_result result;
	struct error *err = NULL;

	assert_works(run(&seen, "good", "pass skip fail timeout noise", 1, 1, &result, &err), err);
	assert_string_equal(buf_str(&seen.text), "0 pass pass ''\n"
						 "0 skip skip 'no VMX'\n"
						 "0 fail fail 'exit 254'\n"
						 "0 timeout timeout 'after 1 s'\n"
						 "0 noise pass ''\n");
	assert_string_equal(buf_str(&seen.output), "from pass\nfrom skip\nfrom fail\n"
						   "from timeout\nfrom noise\n");
	assert_string_equal(buf_str(&seen.kernel_log), "WARNING: at x.c:1\n");
	assert_int_equal(result.lanes[0].outcomes[OUTCOME_PASS], 2);
	assert_int_equal(result.lanes[0].boots, 1);
	assert_null(result.lanes[0].failure);
	suite_result_release(&result);
	seen_release(&seen);
}

static void test_the_longest_first(void **state)
{
	struct seen seen = {0};
	struct suite_result result;
	struct error *err = NULL;

	assert_works(run(&seen, "good", "pass1:2 pass2:30 pass3 pass4:2 pass5 pass6:0.5", 1, 1,
			 &result, &err), err);
	assert_string_equal(buf_str(&seen.text), "0 pass3 pass ''\n"
						 "0 pass5 pass ''\n"
						 "0 pass2 pass ''\n"
						 "0 pass1 pass ''\n"
						 "0 pass4 pass ''\n"
						 "0 pass6 pass ''\n");
	suite_result_release(&result);
	seen_release(&seen);
}

static void test_a_death_costs_one_test(void **state)
{
	static const struct {
		const char *kind, *message;
	} deaths[] = {
		{"panic", "Kernel panic - not syncing: boom"},
		{"hang", "the guest hung: no answer after "},
		{"exit", "QEMU exited with 3: qemu: out of ideas"},
		{"garbage", "the guest sends garbage instead of results"},
		{"endless", "the guest sends results without end"},
		{"wrong", "the guest answered to a test that it was not told"},
		{"reset", "the guest restarted"},
		{"late", "before the test started: the guest powered off or rebooted"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(deaths); i++) {
		_cleanup_free_ char *names = xasprintf("pass1 %s pass2", deaths[i].kind);
		_cleanup_free_ char *wanted = xasprintf("0 pass1 pass ''\n0 %s crash '%s",
							deaths[i].kind, deaths[i].message);
		struct seen seen = {0};
		struct suite_result result;
		struct error *err = NULL;

		assert_works(run(&seen, "good", names, 1, 1, &result, &err), err);
		if (strncmp(buf_str(&seen.text), wanted, strlen(wanted)))
			assert_string_equal(buf_str(&seen.text), wanted);
		assert_non_null(strstr(buf_str(&seen.text), "\n0 pass2 pass ''\n"));
		assert_int_equal(seen.records, 3);
		assert_int_equal(result.lanes[0].boots, 2);
		if (is(deaths[i].kind, "panic")) {
			assert_string_equal(buf_str(&seen.kernel_log),
					    "BUG: kernel NULL pointer dereference\n"
					    "Kernel panic - not syncing: boom\n");
			assert_non_null(strstr(buf_str(&seen.output), "from panic\n"));
		}
		assert_true(seen.output.len < 1 << 18);
		suite_result_release(&result);
		seen_release(&seen);
	}
}

static void test_a_leaving_guest_costs_none(void **state)
{
	struct seen seen = {0};
	struct suite_result result;
	struct error *err = NULL;

	assert_works(run(&seen, "good", "leave pass leave2 pass2", 1, 1, &result, &err), err);
	assert_string_equal(buf_str(&seen.text), "0 leave fail 'signal 9'\n"
						 "0 pass pass ''\n"
						 "0 leave2 fail 'signal 9'\n"
						 "0 pass2 pass ''\n");
	assert_int_equal(seen.boots, 3);
	suite_result_release(&result);
	seen_release(&seen);
}

static void test_a_kernel_that_never_comes_up(void **state)
{
	static const char *const modes[] = {"dead", "silent"};
	static const char *const messages[] = {
		"crash 'not run: the kernel does not boot: Kernel panic - not syncing: no init'",
		"crash 'not run: the kernel does not boot: the guest was not up after",
	};

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		struct seen seen = {0};
		struct suite_result result;
		struct error *err = NULL;

		assert_works(run(&seen, modes[i], "pass1 pass2 pass3", 1, 1, &result, &err), err);
		assert_int_equal(seen.records, 3);
		assert_int_equal(result.lanes[0].outcomes[OUTCOME_CRASH], 3);
		assert_int_equal(result.lanes[0].boots, 2);
		assert_non_null(result.lanes[0].failure);
		assert_non_null(strstr(buf_str(&seen.text), messages[i]));
		suite_result_release(&result);
		seen_release(&seen);
	}
}

static void test_endless_deaths_are_bounded(void **state)
{
	struct seen seen = {0};
	struct suite_result result;
	struct error *err = NULL;

	assert_works(run(&seen, "good",
			 "panic panic panic panic panic panic panic panic panic panic pass",
			 1, 1, &result, &err), err);
	assert_int_equal(seen.records, 11);
	assert_int_equal(result.lanes[0].boots, 8);
	assert_int_equal(result.lanes[0].outcomes[OUTCOME_CRASH], 11);
	assert_non_null(strstr(buf_str(&seen.text), "'not run: 8 boots in a row failed: "));
	suite_result_release(&result);
	seen_release(&seen);
}

static void test_two_lanes_side_by_side(void **state)
{
	struct seen seen = {0};
	struct suite_result result;
	struct error *err = NULL;
	double alone, both;

	/* Each lane hangs for 1.3 s: both at once take less than twice one's time. */
	assert_works(run(&seen, "good", "pass hang pass2", 1, 1, &result, &err), err);
	alone = result.seconds;
	suite_result_release(&result);
	seen.records = 0;
	assert_works(run(&seen, "good", "pass hang pass2", 2, 2, &result, &err), err);
	both = result.seconds;
	assert_true(both < 1.8 * alone);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(result.lanes[i].outcomes[OUTCOME_PASS], 2);
		assert_int_equal(result.lanes[i].outcomes[OUTCOME_CRASH], 1);
	}
	assert_int_equal(seen.records, 6);
	suite_result_release(&result);
	seen_release(&seen);
}

static void test_several_vms_share_a_lane(void **state)
{
	struct seen seen = {0};
	struct suite_result result;
	struct error *err = NULL;

	assert_works(run(&seen, "good", "hang1 hang2 hang3 pass1 pass2 pass3 pass4 pass5 pass6 pass7 pass8 "
			 "pass9 pass10 pass11 pass12 pass13 pass14 pass15 pass16", 1, 3, &result,
			 &err), err);
	assert_int_equal(seen.records, 19);
	assert_int_equal(result.lanes[0].outcomes[OUTCOME_PASS], 16);
	assert_int_equal(result.lanes[0].outcomes[OUTCOME_CRASH], 3);
	assert_true(result.lanes[0].boots >= 3);
	suite_result_release(&result);
	seen_release(&seen);
}

static void test_no_boot_is_waited_for_in_vain(void **state)
{
	struct seen seen = {.dir = scratch_make()};
	_cleanup_free_ char *first = path_join(seen.dir, "first");
	struct suite_result result;
	struct error *err = NULL;

	/* A second VM that would come up in 20 s, when all tests are done. */
	setenv("FAKE_FIRST", first, 1);
	assert_works(run(&seen, "first", "pass1 pass2 pass3 pass4 pass5 pass6", 1, 2, &result,
			 &err), err);
	assert_int_equal(result.lanes[0].boots, 2);
	assert_int_equal(result.lanes[0].outcomes[OUTCOME_PASS], 6);
	assert_null(result.lanes[0].failure);
	assert_true(result.seconds < 15);
	suite_result_release(&result);
	seen_release(&seen);
}

static void test_errors(void **state)
{
	struct suite_test test = {.name = "a b", .path = "/a", .timeout = 1};
	struct suite_lane lane = {.label = "x", .machine = {.kernel = "k", .initramfs = "i"},
				  .tests = &test, .test_count = 1};
	struct suite_options options = {.lanes = &lane, .lane_count = 1, .log_folder = "/tmp"};
	struct seen seen = {0};
	struct suite_result result;
	struct error *err = NULL;

	assert_int_equal(run(&seen, "refuse", "pass", 1, 1, &result, &err), -1);
	assert_int_equal(err->kind, ERROR_ENVIRONMENT);
	assert_non_null(strstr(err->message, "no such machine"));
	error_clear(&err);
	assert_int_equal(seen.records, 0);

	seen.refuse_at = 2;
	assert_fails(run(&seen, "good", "pass1 pass2 pass3", 2, 2, &result, &err), err,
		     "the disk is full");
	assert_int_equal(seen.records, 2);

	assert_fails(suite_run(&options, &result, &err), err, "not a test");
	test.name = "a";
	test.path = "/a\nend";
	assert_fails(suite_run(&options, &result, &err), err, "not a test");
	lane.label = "../x";
	assert_fails(suite_run(&options, &result, &err), err, "not a label");
	seen_release(&seen);
}

/* Wait until process pid is gone or a zombie that nobody reaps. */
static bool gone(int pid)
{
	_cleanup_free_ char *path = xasprintf("/proc/%d/stat", pid);

	for (int i = 0; i < 100; i++) {
		_cleanup_buf_ struct buf stat = {0};

		if (file_read(path, 4096, &stat, NULL) || strstr(buf_str(&stat), ") Z "))
			return true;
		usleep(50000);
	}
	return false;
}

/* A runner in a process of its own gets `sig` during a test that hangs. */
static int end_runner(int sig, int *ret_vm)
{
	struct seen seen = {.dir = scratch_make()};
	_cleanup_free_ char *pid_path = path_join(seen.dir, "pid");
	_cleanup_buf_ struct buf pid = {0};
	int runner, status;

	setenv("FAKE_PID", pid_path, 1);
	runner = fork();
	if (!runner) {
		struct suite_result result;
		struct error *err = NULL;

		interrupt_install();
		if (!run(&seen, "good", "pass hang", 1, 1, &result, &err))
			_exit(0);
		_exit(error_exit_code(err) == 130 && seen.records == 1 ? 130 : 1);
	}
	for (int i = 0; i < 200 && !path_exists(pid_path); i++)
		usleep(20000);
	usleep(200000);
	kill(runner, sig);
	assert_int_equal(waitpid(runner, &status, 0), runner);
	unsetenv("FAKE_PID");
	assert_int_equal(file_read(pid_path, 100, &pid, NULL), 0);
	*ret_vm = atoi(buf_str(&pid));
	assert_true(*ret_vm > 1);
	seen_release(&seen);
	return status;
}

static void test_no_vm_is_left_behind(void **state)
{
	int vm, status = end_runner(SIGINT, &vm);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 130);
	assert_true(gone(vm));
	status = end_runner(SIGKILL, &vm);
	assert_true(WIFSIGNALED(status));
	assert_true(gone(vm));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_the_longest_first),
		cmocka_unit_test(test_a_death_costs_one_test),
		cmocka_unit_test(test_a_leaving_guest_costs_none),
		cmocka_unit_test(test_a_kernel_that_never_comes_up),
		cmocka_unit_test(test_endless_deaths_are_bounded),
		cmocka_unit_test(test_two_lanes_side_by_side),
		cmocka_unit_test(test_several_vms_share_a_lane),
		cmocka_unit_test(test_no_boot_is_waited_for_in_vain),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_no_vm_is_left_behind),
	};

	/* The stand-in for the engine writes beside itself. */
	setenv("STABLEHAND_CONFINE", "never", 1);
	if (getenv("FAKE_QEMU"))
		_exit(fake_qemu(getenv("FAKE_QEMU"), argv[1]));
	signal(SIGPIPE, SIG_IGN);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 1;
	return cmocka_run_group_tests_name("suite", tests, NULL, NULL);
}
