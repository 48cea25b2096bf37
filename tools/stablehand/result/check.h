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
#include "result/seen.h"
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

/* How far one state compiled. */
struct checked_state {
	enum build_status status;
	char *log;			/* absolute */
	char **failing;
	size_t failing_count, failing_alloc;
};

struct check_comparison {
	bool made;			/* both states were checked; then */
	char *folders;			/* "arch/x86/kvm/, ..." */
	struct checked_state base, ported;
	char *sparse;			/* of the ported state: its version; NULL: not installed */
	size_t sparse_read;		/* files that it read to the end */
	char **sparse_gave_up;		/* files that it did not */
	size_t sparse_gave_up_count, sparse_gave_up_alloc;
	size_t exported;		/* symbols that base exports, with a checksum */
	char **new_messages;
	size_t new_message_count, new_message_alloc;
	struct abi_symbol *symbols;	/* those that change */
	size_t symbol_count, symbol_alloc;
	char **structures;		/* "struct kvm_mmu (arch/x86/include/asm/kvm_host.h)" */
	size_t structure_count, structure_alloc;
	struct seen seen;
};

/*
 * Take over what checking both states gave, whose texts move here, and compare the
 * symbols that they export.
 */
void check_comparison_take(struct check_comparison *check, struct check_result *base,
			   struct check_result *ported);

void check_comparison_release(struct check_comparison *check);

#endif
