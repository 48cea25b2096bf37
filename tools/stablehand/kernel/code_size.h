/* SPDX-License-Identifier: GPL-2.0-only */
/* How much code the modules of one build have, beside those of another. */
#ifndef KERNEL_CODE_SIZE_H
#define KERNEL_CODE_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/build.h"
#include "util/error.h"

struct code_size {
	char *module;		/* "kvm_amd" */
	bool in_base, in_ported;	/* there is such a module */
	uint64_t base, ported;	/* bytes of its executable sections; 0 where there is none */
};

struct code_sizes {
	struct code_size *items;	/* in the order of the ported build's modules */
	size_t count, alloc;
	size_t same;		/* modules whose code is the same, byte for byte */
};

/*
 * Compare the published modules of two builds, both BUILD_OK: those whose
 * code differs, or that only one has. The caller releases *ret_sizes.
 */
int code_sizes_compare(const struct build_result *base, const struct build_result *ported,
		       struct code_sizes *ret_sizes, struct error **err);

void code_sizes_release(struct code_sizes *sizes);

#endif
