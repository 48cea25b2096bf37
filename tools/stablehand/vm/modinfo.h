/* SPDX-License-Identifier: GPL-2.0-only */
/* What a kernel module says about itself, and the order to load modules in. */
#ifndef VM_MODINFO_H
#define VM_MODINFO_H

#include <stddef.h>

#include "util/error.h"

struct modinfo {
	char *name;		/* "kvm_amd" */
	char *depends;		/* names of the modules it needs, by commas: "kvm,ccp" */
};

/*
 * Read the .modinfo section (ELF64, little endian; "key=value" strings, each
 * ended by a NUL) of a module held in memory. ERROR_INPUT when it is no such
 * file. The name is made of letters, digits, '_' and '-' only.
 */
int modinfo_parse(const void *data, size_t len, struct modinfo *ret, struct error **err);

void modinfo_release(struct modinfo *info);

/*
 * An order of the modules in which each comes after those it depends on, else
 * as given. ret_order (count entries, made by the caller) gets indices. A
 * dependency that is not among them is not an error: it may be built in.
 */
void modinfo_order(const struct modinfo *modules, size_t count, size_t *ret_order);

#endif
