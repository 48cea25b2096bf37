// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of the test VM: sets the system up, runs one test after the other as
 * the host tells it (protocol.h), powers off. It reads nothing into what a
 * test says and never ends while the kernel runs.
 */
#include "arch.h"
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "protocol.h"

static void __attribute__((noreturn)) power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	/* No power to switch off: a restart ends a VM that may not restart. */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static void hello(void)
{
	struct utsname name;

	say("KTAP version 1\n");
	if (!uname(&name))
		say(TAG_GUEST "%s %s %s\n", name.sysname, name.release, name.machine);
	setup_modules();
	setup_shell();
	say(TAG_GUEST "kvm: %s\n", access("/dev/kvm", R_OK | W_OK) ? "no" : "yes");
	kmsg_report("");
	say(TAG_GUEST GUEST_READY "\n");
}

/* "TIMEOUT NAME PATH [ARGUMENT...]"; false when the VM is of no further use. */
static bool command_test(unsigned int number, char *words)
{
	char *argv[ARGUMENTS_MAX + 2] = {NULL};
	char *timeout = strsep(&words, " "), *name = strsep(&words, " ");
	unsigned long seconds = strtoul(timeout, NULL, 10);
	int argc = 0;

	while (words && argc <= ARGUMENTS_MAX)
		argv[argc++] = strsep(&words, " ");
	if (!name || !argv[0] || words || !seconds || seconds > 1000000) {
		say("not ok %u %s # not a test command (0.00 s)\n", number, name ? name : "?");
		return true;
	}
	return run_test(number, seconds, name, argv);
}

int main(void)
{
	static char line[COMMAND_MAX];
	unsigned int number = 0;
	int fd;

	if (getpid() != 1) {
		fprintf(stderr, "this is the first process of a test VM, not a command\n");
		return 1;
	}
	setup_mounts();
	fd = open("/dev/console", O_RDWR);
	if (fd >= 0) {
		for (int i = 0; i < 3; i++)
			dup2(fd, i);
		if (fd > 2)
			close(fd);
	}
	signal(SIGPIPE, SIG_IGN);
	write_file("/proc/self/oom_score_adj", "-1000");
	if (run_init() || port_open()) {
		fprintf(stderr, "init: %s: %s\n", GUEST_PORT, strerror(errno));
		power_off();
	}
	hello();

	while (port_read(line, sizeof(line))) {
		if (!strncmp(line, "test ", 5)) {
			if (!command_test(++number, line + 5))
				break;
		} else if (!strncmp(line, "plan ", 5)) {
			say("1..%lu\n", strtoul(line + 5, NULL, 10));
		} else if (!strcmp(line, "end")) {
			break;
		} else if (!strcmp(line, "shell")) {
			run_shell();
			break;
		} else {
			say(TAG_GUEST "unknown command\n");
		}
	}
	kmsg_new_test();
	kmsg_report("(after the last test) ");
	power_off();
}
