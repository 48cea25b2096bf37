/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What W=1 and sparse say of a series that they do not say of base, and what it
 * changes for modules that are built outside of the kernel's tree.
 */
#ifndef RESULT_CHECK_H
#define RESULT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/check.h"
#include "util/error.h"

enum abi_change {
	ABI_CHANGED,			/* another checksum */
	ABI_ADDED,
	ABI_REMOVED,
};

struct abi_symbol {
	char *name;
	enum abi_change change;
};

struct check_comparison {
	bool made;			/* both states were checked; then */
	char *folders;			/* "arch/x86/kvm/, ..." */
	struct check_result base, ported;
	char **new_messages;
	size_t new_message_count, new_message_alloc;
	struct abi_symbol *symbols;	/* those that change, by name */
	size_t symbol_count, symbol_alloc;
	char **structures;		/* "struct kvm_mmu (arch/x86/include/asm/kvm_host.h)" */
	size_t structure_count, structure_alloc;
};

/* When both results are there: compare the symbols that they export. */
void check_comparison_compare(struct check_comparison *result);

void check_comparison_release(struct check_comparison *result);

#endif
