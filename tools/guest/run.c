// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "protocol.h"

/* Seconds that killed processes get to be gone; a big VM is slow to tear down. */
#define DEATH_SECONDS 40.0
#define POLL_MS 200

struct test {
	unsigned int number;
	pid_t pid;
	int status;		/* of its first process, once ended */
	bool ended;
	int output;		/* read end of its standard output and error; -1: closed */
	size_t shown;		/* bytes of output passed on */
	bool cut;		/* and there was more */
	char line[OUTPUT_LINE_MAX];
	size_t line_len;
	char last[256];		/* the last line of output that was not empty */
};

static int child_pipe[2];
static int kmsg_fd = -1;

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void on_child(int number)
{
	int saved = errno;

	(void)number;
	if (write(child_pipe[1], "", 1) < 0)
		errno = saved;	/* the pipe is full: poll wakes up anyway */
	errno = saved;
}

int run_init(void)
{
	struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_RESTART};

	kmsg_fd = kmsg_open();
	if (pipe2(child_pipe, O_CLOEXEC | O_NONBLOCK))
		return -1;
	return sigaction(SIGCHLD, &action, NULL);
}

/* The interpreter of a script when it is not here; else NULL. */
static const char *missing_interpreter(const char *path)
{
	static char head[256];
	FILE *file = fopen(path, "re");
	char *name;

	if (!file)
		return NULL;
	name = fgets(head, sizeof(head), file);
	fclose(file);
	if (!name || strncmp(head, "#!", 2))
		return NULL;
	name = head + 2 + strspn(head + 2, " \t");
	name[strcspn(name, " \t\r\n")] = '\0';
	return access(name, X_OK) ? name : NULL;
}

static void set_limit(int resource, rlim_t value)
{
	setrlimit(resource, &(struct rlimit){value, value});
}

/* In the child: become the test. Says on `report` what failed. */
static void become(const struct test *test, char *const argv[], int output, int report)
{
	static char *const env[] = {
		"PATH=/bin:/sbin:/usr/bin:/usr/sbin", "HOME=/", "TMPDIR=/tmp", "LANG=C",
		"TERM=dumb", NULL,
	};
	char folder[COMMAND_MAX], *slash;
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	setsid();
	cgroup_enter(test->number);
	write_file("/proc/self/oom_score_adj", "0");
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	set_limit(RLIMIT_MEMLOCK, RLIM_INFINITY);
	set_limit(RLIMIT_NOFILE, 1 << 20);
	set_limit(RLIMIT_CORE, 0);
	dup2(null, 0);
	dup2(output, 1);
	dup2(output, 2);
	if (null > 2)
		close(null);

	snprintf(folder, sizeof(folder), "%s", argv[0]);
	slash = strrchr(folder, '/');
	if (slash) {
		slash[slash == folder] = '\0';
		if (chdir(folder))
			goto fail;
	}
	execve(argv[0], argv, env);
fail:
	dprintf(report, "%s", strerror(errno));
	_exit(127);
}

static void flush_line(struct test *test)
{
	size_t len = test->line_len;

	test->line_len = 0;
	if (len) {
		size_t keep = len < sizeof(test->last) - 1 ? len : sizeof(test->last) - 1;

		memcpy(test->last, test->line, keep);
		test->last[keep] = '\0';
	}
	if (test->cut)
		return;
	if (test->shown + len > OUTPUT_MAX) {
		test->cut = true;
		say(TAG_GUEST "output cut\n");
		return;
	}
	test->shown += len + 1;
	say_line(TAG_OUTPUT, test->line, len);
}

/* Pass on what the test wrote; false when there is nothing more just now. */
static bool read_output(struct test *test)
{
	char chunk[16384];
	ssize_t n = read(test->output, chunk, sizeof(chunk));

	if (n < 0 && errno == EINTR)
		return true;
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n <= 0) {
		close(test->output);
		test->output = -1;
		return false;
	}
	for (ssize_t i = 0; i < n; i++) {
		if (chunk[i] == '\n')
			flush_line(test);
		else if (test->line_len < sizeof(test->line))
			test->line[test->line_len++] = chunk[i];
	}
	return true;
}

/* Take in every child that ended. False when there are no children any more. */
static bool reap(struct test *test)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != test->pid)
			continue;
		test->ended = true;
		test->status = status;
	}
	return !pid;
}

static void wait_for_news(struct test *test, int timeout_ms)
{
	struct pollfd fds[] = {
		{.fd = child_pipe[0], .events = POLLIN},
		{.fd = kmsg_fd, .events = POLLIN},
		{.fd = test->output, .events = POLLIN},
	};
	char drop[64];

	poll(fds, 3, timeout_ms);
	while (read(child_pipe[0], drop, sizeof(drop)) > 0)
		;
	kmsg_report("");
	if (test->output >= 0)
		read_output(test);
}

/*
 * Kill all that the test has left: its group, then whatever got out of the
 * group (in a VM of its own everything but us is the test's). False when
 * something does not die.
 */
static bool kill_rest(struct test *test)
{
	double deadline = now() + DEATH_SECONDS;

	while (reap(test)) {
		cgroup_kill(test->number);
		kill(-1, SIGKILL);
		if (now() > deadline)
			return false;
		wait_for_news(test, POLL_MS / 4);
	}
	return true;
}

static void say_result(const struct test *test, const char *name, bool timed_out,
		       unsigned int timeout, double seconds)
{
	int status = test->status;

	if (timed_out)
		say("not ok %u %s # TIMEOUT after %u s (%.2f s)\n", test->number, name, timeout,
		    seconds);
	else if (WIFSIGNALED(status))
		say("not ok %u %s # signal %d (%.2f s)\n", test->number, name, WTERMSIG(status),
		    seconds);
	else if (WEXITSTATUS(status) == EXIT_SKIP)
		say("ok %u %s # SKIP %s (%.2f s)\n", test->number, name, test->last, seconds);
	else if (WEXITSTATUS(status))
		say("not ok %u %s # exit %d (%.2f s)\n", test->number, name, WEXITSTATUS(status),
		    seconds);
	else
		say("ok %u %s # (%.2f s)\n", test->number, name, seconds);
}

/* Start it. Returns an error text, or NULL. */
static const char *start(struct test *test, char *const argv[])
{
	static char error[128];
	int output[2], report[2];
	ssize_t n;

	if (pipe2(output, O_CLOEXEC))
		return strerror(errno);
	if (pipe2(report, O_CLOEXEC)) {
		close(output[0]);
		close(output[1]);
		return strerror(errno);
	}
	test->pid = fork();
	if (!test->pid)
		become(test, argv, output[1], report[1]);
	close(output[1]);
	close(report[1]);
	test->output = output[0];
	fcntl(test->output, F_SETFL, O_NONBLOCK);
	if (test->pid < 0) {
		snprintf(error, sizeof(error), "fork: %s", strerror(errno));
		n = 1;
	} else {
		do
			n = read(report[0], error, sizeof(error) - 1);
		while (n < 0 && errno == EINTR);
		if (n > 0)
			error[n] = '\0';
	}
	close(report[0]);
	return n > 0 ? error : NULL;
}

bool run_test(unsigned int number, unsigned int timeout, const char *name, char *const argv[])
{
	static struct test test;
	const char *error, *interpreter = missing_interpreter(argv[0]);
	bool timed_out = false, clean;
	double started, seconds;

	memset(&test, 0, sizeof(test));
	test.number = number;
	test.output = -1;
	kmsg_new_test();
	kmsg_report("(before this test) ");
	/* Else what this test shows would hang on those that ran before it here. */
	write_file("/sys/kernel/debug/clear_warn_once", "1");
	say(TAG_GUEST "test %u %s\n", number, name);
	if (interpreter) {
		say("ok %u %s # SKIP no %s in the guest (0.00 s)\n", number, name, interpreter);
		return true;
	}

	cgroup_make(number);
	started = now();
	error = start(&test, argv);
	while (!error && !test.ended) {
		double left = started + timeout - now();

		timed_out = left <= 0;
		if (timed_out)
			break;
		wait_for_news(&test, left < POLL_MS / 1000.0 ? left * 1000 + 1 : POLL_MS);
		reap(&test);
	}
	seconds = now() - started;
	clean = kill_rest(&test);
	/* Its last words; all writers are dead, so this comes to an end. */
	while (clean && test.output >= 0 && read_output(&test))
		;
	if (test.line_len)
		flush_line(&test);
	if (test.output >= 0)
		close(test.output);
	cgroup_remove(number);
	sweep_folders();
	kmsg_report("");
	if (!clean)
		say(TAG_GUEST GUEST_LEAVING "\n");
	if (error)
		say("not ok %u %s # cannot be started: %s (0.00 s)\n", number, name, error);
	else
		say_result(&test, name, timed_out, timeout, seconds);
	return clean;
}
