/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two lines of the test VM, by the architecture that PID 1 is compiled for. The
 * kernel's parameter for the first is in stablehand/arch.
 */
#ifndef GUEST_ARCH_H
#define GUEST_ARCH_H

#if defined(__x86_64__)
#define GUEST_CONSOLE	"/dev/ttyS0"
#define GUEST_PORT	"/dev/ttyS1"
#define GUEST_PORT_IS_TTY 1
#elif defined(__aarch64__)
/* The machine has one serial line: the port is virtio-serial's, which passes each byte as it is. */
#define GUEST_CONSOLE	"/dev/ttyAMA0"
#define GUEST_PORT	"/dev/vport0p1"
#define GUEST_PORT_IS_TTY 0
#else
#error "no lines are known for this architecture"
#endif

#endif
