/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Can this machine run KVM inside a VM by hardware? /dev/kvm alone proves nothing: the
 * machine must be of the VM's architecture, CPU and KVM module must allow nesting
 * (arch/arch.h), and a VM has to come up.
 */
#ifndef VM_ACCEL_H
#define VM_ACCEL_H

#include <stdbool.h>

#include "arch/arch.h"

struct accel {
	bool kvm;		/* else TCG, QEMU's emulation */
	char *reason;		/* one line: what speaks for or against KVM */
};

/*
 * Find out. root is put before /dev, /proc and /sys (NULL: nothing). Never fails: what
 * cannot be seen is not there.
 */
void accel_probe(const char *root, const struct arch *arch, struct accel *ret);

/* "kvm" or "tcg", as QEMU wants it. */
const char *accel_name(const struct accel *accel);

/* How many times longer than on hardware a test may take. */
double accel_time_scale(const struct accel *accel);

void accel_release(struct accel *accel);

#endif
