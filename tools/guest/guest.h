/* SPDX-License-Identifier: GPL-2.0-only */
/* PID 1 of the test VM: what its files share. */
#ifndef GUEST_GUEST_H
#define GUEST_GUEST_H

#include <stdbool.h>
#include <stddef.h>

/* port.c: the line to the host */

/* Open the port, raw, and take its device node away from the tests. */
int port_open(void);

/* Write a formatted text to the host; it ends with a newline. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Write "<tag><line>", the line cut at len bytes, and a newline. */
void say_line(const char *tag, const char *line, size_t len);

/*
 * The next command of the host, without its newline, into line (size bytes).
 * False when the line to the host is closed. One too long is cut.
 */
bool port_read(char *line, size_t size);

/* setup.c: before the first test */

/* Mounts, devices, limits. What fails is noted on the port. */
void setup_mounts(void);

/*
 * Load what /etc/modules lists ("PATH [PARAMETERS]"), in order, with what the
 * kernel's command line says to each ("NAME.PARAMETER=VALUE"); report failures.
 */
void setup_modules(void);

/* Install busybox's applets as links, if the initramfs has it. */
void setup_shell(void);

/* Write text to an existing file of a virtual file system. -1 with errno set. */
int write_file(const char *path, const char *text);

/* kmsg.c: the kernel's log */

/* Descriptor to poll for new kernel messages; -1 when there is no /dev/kmsg. */
int kmsg_open(void);

/* A new test begins: its count of reported lines starts at zero. */
void kmsg_new_test(void);

/* Report the complaints that came since the last call, with `mark` before each. */
void kmsg_report(const char *mark);

/* cgroup.c: everything that one test started */

/* Make the control group of test `number`. -1 when there are no cgroups. */
int cgroup_make(unsigned int number);

/* Put the calling process into it. */
int cgroup_enter(unsigned int number);

/* Kill all that is in it now. */
void cgroup_kill(unsigned int number);

/* Remove it; it has to be empty. */
void cgroup_remove(unsigned int number);

/* sweep.c */

/* Empty /tmp and /dev/shm, which are memory that the next test may need. */
void sweep_folders(void);

/* run.c */

/* Before the first test: notice children that end. -1 with errno set. */
int run_init(void);

/*
 * Run one test to its end or to its timeout (seconds) and say how it went. argv
 * is its argument vector, argv[0] the path. False when it left something that
 * cannot be killed: the VM is of no further use.
 */
bool run_test(unsigned int number, unsigned int timeout, const char *name, char *const argv[]);

/* shell.c */

/* Run a shell on the console until it ends. */
void run_shell(void);

/* Seconds on the monotonic clock. */
double now(void);

#endif
