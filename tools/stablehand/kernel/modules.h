/* SPDX-License-Identifier: GPL-2.0-only */
/* The modules that a kernel build made. */
#ifndef KERNEL_MODULES_H
#define KERNEL_MODULES_H

#include "kernel/build.h"
#include "util/error.h"

/*
 * Add to result->modules what <obj>/modules.order lists. That file's lines
 * are "arch/x86/kvm/kvm.ko", in older trees with "kernel/" in front, in newer
 * ones ending in ".o". A tree without modules has none. ERROR_INPUT for a
 * line that names no module or leaves obj.
 */
int modules_list(const char *obj, struct build_result *result, struct error **err);

/* Is there a module of this name ('-' and '_' are the same)? */
bool modules_have(const struct build_result *result, const char *name);

#endif
