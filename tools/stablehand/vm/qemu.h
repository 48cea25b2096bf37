/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of one boot: no default devices, no network, no display, a
 * sandbox, the console on descriptor 3 and the results on descriptor 4, both
 * sockets that process_start() hands down.
 */
#ifndef VM_QEMU_H
#define VM_QEMU_H

#include "util/error.h"
#include "vm/accel.h"

#define QEMU_CONSOLE 0		/* index of the channel, process_send() */
#define QEMU_RESULTS 1
#define QEMU_CHANNELS 2

struct qemu_options {
	const char *program;		/* NULL: qemu-system-x86_64 */
	const char *kernel;		/* bzImage */
	const char *initramfs;
	const char *parameters;		/* added to the kernel's command line; or NULL */
	const char *cpu;		/* flags added to the CPU's model: "-smap"; or NULL */
	const struct accel *accel;
	unsigned int cpus;		/* 0: 2 */
	unsigned int memory_mib;	/* 0: 4096 */
};

/* The argument vector; free with qemu_argv_free(). */
char **qemu_argv(const struct qemu_options *options);
void qemu_argv_free(char **argv);

/*
 * One line that says in what a result was made: QEMU's version, accelerator,
 * CPU, memory and kernel command line. ERROR_ENVIRONMENT when QEMU is not
 * there, naming the package.
 */
int qemu_identity(const struct qemu_options *options, char **ret_identity, struct error **err);

#endif
