/* SPDX-License-Identifier: GPL-2.0-only */
/* What a series did to the machine code of a branch's modules. */
#ifndef RESULT_CODE_H
#define RESULT_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/code.h"

struct module_code {
	char *module;			/* "arch/x86/kvm/kvm.ko" */
	enum code_is is;			/* base against ported */
	struct code_change *changes;	/* by name */
	size_t count;
};

struct code_result {
	bool compared;			/* both builds are there */
	struct module_code *items;	/* those that differ, or are made of what the series touches */
	size_t count, alloc;
	char **not_compared;		/* sources that the series touches, built into the image */
	size_t not_compared_count, not_compared_alloc;
};

void code_result_release(struct code_result *result);

#endif
