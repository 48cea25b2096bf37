/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The serial lines of the test VM, by the architecture that PID 1 is compiled for. The
 * kernel's parameter for the first is in stablehand/arch.
 */
#ifndef GUEST_ARCH_H
#define GUEST_ARCH_H

#if defined(__x86_64__)
#define GUEST_CONSOLE	"/dev/ttyS0"
#define GUEST_PORT	"/dev/ttyS1"
#else
#error "no serial lines are known for this architecture"
#endif

#endif
