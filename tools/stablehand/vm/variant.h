/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Boot variants: the ways in which a build is started for its tests, as data
 * (git-config syntax; kernels/vm/variants.conf shows every key):
 *
 *   [variant "npt=0"] what = shadow paging  parameter = kvm_amd.npt=0
 *                     touches = arch/x86/kvm/mmu.c
 *   [variant "nvhe-a57"] arch = arm64  model = cortex-a57
 */
#ifndef VM_VARIANT_H
#define VM_VARIANT_H

#include <stdbool.h>
#include <stddef.h>

#include "arch/arch.h"
#include "util/error.h"

#define VARIANT_DEFAULT "default"	/* the name of the one that nobody described */
#define VARIANT_ENGINE "qemu"
#define VARIANT_NO_ENGINE "none"	/* for hardware that none has: compiled, not run */

struct variant {
	char *name;		/* letters, digits and "=._+-": a file name, a word */
	char *what;		/* one line; or NULL */
	char *engine;		/* "qemu"; never NULL */
	char *otherwise;	/* what holds where that is not installed, one line; NULL: an error */
	const struct arch *arch;	/* of its VMs; never NULL */
	char *model;		/* of the CPU, where it is emulated, "cortex-a57"; NULL: the usual */
	char *cpu;		/* flags put after the CPU's model, "-smap"; or NULL */
	char *parameters;	/* for the kernel's command line, by blanks; or NULL */
	char **touches;		/* fnmatch(3) patterns of paths; NULL-terminated; empty: any */
};

struct variants {
	struct variant *items;
	size_t count, alloc;
};

/*
 * Add the variants of a file to *variants, in its order. A file that is not
 * there has none. ERROR_INPUT names the file and what is wrong: a name or
 * value that is not a word, an unknown key, a name that is there already.
 */
int variants_read(const char *path, struct variants *variants, struct error **err);

/* A default variant for an architecture that has none. */
void variants_complete(struct variants *variants, const struct arch *arch);

/* The one of this name, or NULL. */
const struct variant *variants_find(const struct variants *variants, const char *name);

/* Is the variant for a series that changes these paths? */
bool variant_concerns(const struct variant *variant, const char *const *paths, size_t count);

/* Free what it holds. Fits _cleanup_(). */
void variants_release(struct variants *variants);

#endif
