// SPDX-License-Identifier: GPL-2.0-only
#include "result/order.h"

#include <stdio.h>
#include <string.h>

#include "kernel/version.h"
#include "result/rows.h"
#include "util/alloc.h"

static bool is_version(const char *branch)
{
	unsigned int major, minor;
	int end = -1;

	return sscanf(branch, "%9u.%9u.y%n", &major, &minor, &end) == 2 && end > 0 && !branch[end];
}

static bool takes_it(const struct result *result, size_t branch, size_t row)
{
	const struct patch_result *patch = result_patch(result, branch, row);

	return is_version(result->branches[branch].branch) && patch &&
	       verdict_landed(patch->verdict);
}

/*
 * Why a supported branch that needs it, or may need it, does not get it; or NULL. That it is
 * refused does not say that the branch lacks it.
 */
static const char *lacks(const struct result *result, size_t branch, size_t row,
			 enum need *ret_need)
{
	const struct branch_result *b = &result->branches[branch];
	const struct patch_result *patch = result_patch(result, branch, row);

	*ret_need = patch ? patch->need : NEED_UNKNOWN;
	if (!is_version(b->branch) || b->ended || !b->wanted || !b->wanted[row] ||
	    *ret_need == NEED_NOT_NEEDED)
		return NULL;
	if (b->not_fetched)
		return "not fetched";
	if (!patch)
		return "no answer";
	return verdict_is_missing(patch->verdict) ? verdict_name(patch->verdict) : NULL;
}

static bool newer(const struct result *result, size_t a, size_t b)
{
	return version_compare(result->branches[a].branch, result->branches[b].branch) > 0;
}

void order_check(const struct result *result, struct order_gaps *ret)
{
	*ret = (struct order_gaps){0};
	for (size_t row = 0; row < result->row_count; row++) {
		struct order_gap gap = {.row = row, .oldest = result->count};

		for (size_t b = 0; b < result->count; b++)
			if (takes_it(result, b, row) &&
			    (gap.oldest == result->count || newer(result, gap.oldest, b)))
				gap.oldest = b;
		for (size_t b = 0; b < result->count && gap.oldest < result->count; b++) {
			enum need need;
			const char *why = lacks(result, b, row, &need);

			if (why && newer(result, b, gap.oldest))
				*ARRAY_ADD(gap.lacks, gap.lack_count, gap.lack_alloc) =
					(struct order_lack){.branch = b, .why = why,
							    .need = need};
		}
		if (gap.lack_count)
			*ARRAY_ADD(ret->items, ret->count, ret->alloc) = gap;
	}
}

void order_gaps_release(struct order_gaps *gaps)
{
	for (size_t i = 0; i < gaps->count; i++)
		free(gaps->items[i].lacks);
	free(gaps->items);
	*gaps = (struct order_gaps){0};
}
