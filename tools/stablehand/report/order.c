// SPDX-License-Identifier: GPL-2.0-only
#include "report/order.h"

#include <stdio.h>
#include <string.h>

#include "kernel/version.h"
#include "util/alloc.h"

static bool is_version(const char *branch)
{
	unsigned int major, minor;
	int end = -1;

	return sscanf(branch, "%9u.%9u.y%n", &major, &minor, &end) == 2 && end > 0 && !branch[end];
}

static bool takes_it(const struct report *report, size_t branch, size_t row)
{
	const struct port_patch *patch = report_patch(report, branch, row);

	return is_version(report->branches[branch].branch) && patch &&
	       verdict_landed(patch->verdict);
}

/* Why a supported branch does not have it, or NULL. */
static const char *lacks(const struct report *report, size_t branch, size_t row)
{
	const struct branch_report *b = &report->branches[branch];
	const struct port_patch *patch = report_patch(report, branch, row);

	if (!is_version(b->branch) || b->ended || !b->wanted || !b->wanted[row])
		return NULL;
	if (b->not_fetched)
		return "not fetched";
	if (!patch)
		return "no answer";
	return patch->verdict == VERDICT_REFUSED ? "refused" : NULL;
}

static bool newer(const struct report *report, size_t a, size_t b)
{
	return version_compare(report->branches[a].branch, report->branches[b].branch) > 0;
}

void order_check(const struct report *report, struct order_gaps *ret)
{
	*ret = (struct order_gaps){0};
	for (size_t row = 0; row < report->row_count; row++) {
		struct order_gap gap = {.row = row, .oldest = report->count};

		for (size_t b = 0; b < report->count; b++)
			if (takes_it(report, b, row) &&
			    (gap.oldest == report->count || newer(report, gap.oldest, b)))
				gap.oldest = b;
		for (size_t b = 0; b < report->count && gap.oldest < report->count; b++) {
			const char *why = lacks(report, b, row);

			if (why && newer(report, b, gap.oldest))
				*ARRAY_ADD(gap.lacks, gap.lack_count, gap.lack_alloc) =
					(struct order_lack){.branch = b, .why = why};
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
