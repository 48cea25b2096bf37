/* SPDX-License-Identifier: GPL-2.0-only */
/* What is in a kernel module, in brief: its functions, and how much code. */
#ifndef KERNEL_OBJECT_H
#define KERNEL_OBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct object_function {
	char *name;
	char *file;		/* "mmu.c": the source of a static one; NULL: not static, or not told */
};

struct object {
	struct object_function *functions;	/* by name; a static name may come more than once */
	size_t function_count, function_alloc;
	uint64_t code_bytes;	/* of the sections that are loaded and executed */
	char code_hash[65];	/* SHA-256 over them, in hex */
};

/*
 * Read a module or an object file (kernel/code_object.h, which says what is an
 * error). The caller releases *ret_object.
 */
int object_read(const char *path, struct object *ret_object, struct error **err);

void object_release(struct object *object);

#endif
