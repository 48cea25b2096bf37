/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The search for the first bad one in a line of commits, of which the one before the first is
 * good and the last is bad: the one in the middle halves what is left. One that can be neither
 * (it does not build) is skipped, and the one nearest to the middle that was not is taken.
 */
#ifndef RUN_BISECT_RANGE_H
#define RUN_BISECT_RANGE_H

#include <stdbool.h>
#include <stddef.h>

struct bisect_range {
	size_t count;		/* commits, at least 1; numbers count from 0, the oldest */
	size_t first;		/* the first that may be the first bad one */
	size_t bad;		/* bad for certain; at first the last */
	bool *skipped;		/* of each */
};

/* Begin. Fits _cleanup_() with bisect_range_release(). */
void bisect_range_init(struct bisect_range *range, size_t count);
void bisect_range_release(struct bisect_range *range);

/* Which one is to be looked at? False: none is left, and `bad` or one skipped before it is it. */
bool bisect_range_next(const struct bisect_range *range, size_t *ret_commit);

/* What was seen of it. */
void bisect_range_good(struct bisect_range *range, size_t commit);
void bisect_range_bad(struct bisect_range *range, size_t commit);
void bisect_range_skip(struct bisect_range *range, size_t commit);

/* How many may still be the first bad one; 1: it is found. */
size_t bisect_range_left(const struct bisect_range *range);

#endif
