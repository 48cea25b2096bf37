// SPDX-License-Identifier: GPL-2.0-only
#include "result/check.h"

#include <string.h>

#include "util/alloc.h"

static void add_symbol(struct check_comparison *result, const char *name, enum abi_change change)
{
	struct abi_symbol *symbol = ARRAY_ADD(result->symbols, result->symbol_count,
					      result->symbol_alloc);

	symbol->name = xstrdup(name);
	symbol->change = change;
}

void check_comparison_compare(struct check_comparison *result)
{
	const struct check_result *base = &result->base, *ported = &result->ported;
	size_t b = 0, p = 0;

	while (b < base->exported_count || p < ported->exported_count) {
		int order = b == base->exported_count ? 1 : p == ported->exported_count ? -1 :
			strcmp(base->exported[b].name, ported->exported[p].name);

		if (order < 0) {
			add_symbol(result, base->exported[b++].name, ABI_REMOVED);
		} else if (order > 0) {
			add_symbol(result, ported->exported[p++].name, ABI_ADDED);
		} else {
			if (base->exported[b].crc != ported->exported[p].crc)
				add_symbol(result, base->exported[b].name, ABI_CHANGED);
			b++;
			p++;
		}
	}
}

static void free_all(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

void check_comparison_release(struct check_comparison *result)
{
	check_result_release(&result->base);
	check_result_release(&result->ported);
	free_all(result->new_messages, result->new_message_count);
	free_all(result->structures, result->structure_count);
	for (size_t i = 0; i < result->symbol_count; i++)
		free(result->symbols[i].name);
	free(result->symbols);
	free(result->folders);
	*result = (struct check_comparison){0};
}
