/* SPDX-License-Identifier: GPL-2.0-only */
/* What is in a compiled file (ELF, by libelf): its functions, and how much code. */
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
 * Read a kernel module or another ELF file. ERROR_INPUT when it is none,
 * ERROR_ENVIRONMENT when it cannot be read. The caller releases *ret_object.
 */
int object_read(const char *path, struct object *ret_object, struct error **err);

void object_release(struct object *object);

#endif
