/* SPDX-License-Identifier: GPL-2.0-only */
/* The tests of a branch's base beside those of an earlier release's base. */
#ifndef RESULT_EARLIER_H
#define RESULT_EARLIER_H

#include <stddef.h>

#include "result/branch.h"

struct earlier {
	char *release;			/* the earlier one's */
	/*
	 * One for each variant of the later release, the earlier one as "base", the later one as
	 * "ported"; NULL: it was not run in both.
	 */
	struct comparison_table **tables;
	size_t count;
};

/*
 * Compare by the attempts of both bases, which are loaded (struct test_run). Variants belong
 * together by their names. Free with earlier_release().
 */
void earlier_compare(const struct branch_result *before, const struct branch_result *now,
		     struct earlier *ret);

/* Was any variant run in both? */
bool earlier_is_tested(const struct earlier *earlier);

/* Free what it holds and zero it. */
void earlier_release(struct earlier *earlier);

#endif
