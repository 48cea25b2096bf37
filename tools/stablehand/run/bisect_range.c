// SPDX-License-Identifier: GPL-2.0-only
#include "run/bisect_range.h"

#include "util/alloc.h"

void bisect_range_init(struct bisect_range *range, size_t count)
{
	*range = (struct bisect_range){
		.count = count,
		.bad = count - 1,
		.skipped = xcalloc(count, sizeof(*range->skipped)),
	};
}

void bisect_range_release(struct bisect_range *range)
{
	free(range->skipped);
	*range = (struct bisect_range){0};
}

bool bisect_range_next(const struct bisect_range *range, size_t *ret_commit)
{
	/* Of first..bad - 1, as the last is known. */
	size_t left = range->bad - range->first, middle = range->first + left / 2;

	for (size_t away = 0; away <= left; away++) {
		if (middle >= range->first + away && middle - away < range->bad &&
		    !range->skipped[middle - away]) {
			*ret_commit = middle - away;
			return true;
		}
		if (middle + away < range->bad && !range->skipped[middle + away]) {
			*ret_commit = middle + away;
			return true;
		}
	}
	return false;
}

void bisect_range_good(struct bisect_range *range, size_t commit)
{
	range->first = commit + 1;
}

void bisect_range_bad(struct bisect_range *range, size_t commit)
{
	range->bad = commit;
}

void bisect_range_skip(struct bisect_range *range, size_t commit)
{
	range->skipped[commit] = true;
}

size_t bisect_range_left(const struct bisect_range *range)
{
	return range->bad - range->first + 1;
}
