/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows of the table. */
#ifndef ARCH_ARCH_PARTS_H
#define ARCH_ARCH_PARTS_H

#include "arch/arch.h"

extern const struct arch arch_x86_64, arch_arm64;

#endif
