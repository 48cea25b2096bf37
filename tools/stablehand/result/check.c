// SPDX-License-Identifier: GPL-2.0-only
#include "result/check.h"

#include <string.h>

#include "util/alloc.h"

static void add_symbol(struct check_comparison *check, const char *name, enum abi_change change)
{
	struct abi_symbol *symbol = ARRAY_ADD(check->symbols, check->symbol_count,
					      check->symbol_alloc);

	symbol->name = xstrdup(name);
	symbol->change = change;
}

static void compare_symbols(struct check_comparison *check, const struct check_result *base,
			    const struct check_result *ported)
{
	size_t b = 0, p = 0;

	while (b < base->exported_count || p < ported->exported_count) {
		int order = b == base->exported_count ? 1 : p == ported->exported_count ? -1 :
			strcmp(base->exported[b].name, ported->exported[p].name);

		if (order < 0) {
			add_symbol(check, base->exported[b++].name, ABI_REMOVED);
		} else if (order > 0) {
			add_symbol(check, ported->exported[p++].name, ABI_ADDED);
		} else {
			if (base->exported[b].crc != ported->exported[p].crc)
				add_symbol(check, base->exported[b].name, ABI_CHANGED);
			b++;
			p++;
		}
	}
}

static void take_state(struct check_result *from, struct checked_state *to)
{
	to->status = from->status;
	to->log = TAKE_PTR(from->log);
	to->failing = TAKE_PTR(from->failing);
	to->failing_count = to->failing_alloc = from->failing_count;
	from->failing_count = 0;
}

void check_comparison_take(struct check_comparison *check, struct check_result *base,
			   struct check_result *ported)
{
	compare_symbols(check, base, ported);
	take_state(base, &check->base);
	take_state(ported, &check->ported);
	check->sparse = TAKE_PTR(ported->sparse);
	check->sparse_read = ported->checked;
	check->sparse_gave_up = TAKE_PTR(ported->not_checked);
	check->sparse_gave_up_count = check->sparse_gave_up_alloc = ported->not_checked_count;
	ported->not_checked_count = 0;
	check->exported = base->exported_count;
}

static void free_all(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

void check_comparison_release(struct check_comparison *check)
{
	free(check->base.log);
	free_all(check->base.failing, check->base.failing_count);
	free(check->ported.log);
	free_all(check->ported.failing, check->ported.failing_count);
	free(check->sparse);
	free_all(check->sparse_gave_up, check->sparse_gave_up_count);
	free_all(check->new_messages, check->new_message_count);
	free_all(check->structures, check->structure_count);
	for (size_t i = 0; i < check->symbol_count; i++)
		free(check->symbols[i].name);
	free(check->symbols);
	free(check->folders);
	seen_release(&check->seen);
	*check = (struct check_comparison){0};
}
