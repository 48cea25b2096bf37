// SPDX-License-Identifier: GPL-2.0-only
#include "arch.h"
#include "guest.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define FOLDER "/tests"

/* In the child: the console becomes the terminal of a session of its own. */
static void __attribute__((noreturn)) become_shell(void)
{
	static char *const argv[] = {"sh", NULL};
	static char *const env[] = {
		"PATH=/bin:/sbin:/usr/bin:/usr/sbin", "HOME=/", "TMPDIR=/tmp", "LANG=C",
		"TERM=linux", "PS1=(guest) \\w # ", NULL,
	};
	int fd;

	setsid();
	fd = open(GUEST_CONSOLE, O_RDWR);
	if (fd >= 0) {
		ioctl(fd, TIOCSCTTY, 1);
		for (int i = 0; i < 3; i++)
			dup2(fd, i);
		if (fd > 2)
			close(fd);
	}
	if (chdir(FOLDER))
		fprintf(stderr, "no %s here\n", FOLDER);
	execve("/bin/busybox", argv, env);
	fprintf(stderr, "no shell in the guest: busybox-static was not there\n");
	_exit(127);
}

void run_shell(void)
{
	pid_t pid = fork(), ended;
	int status;

	if (!pid)
		become_shell();
	do
		ended = wait(&status);
	while (ended > 0 && ended != pid);
}
