/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stable rule: what goes into a branch has to be in all newer branches
 * that are still supported, so that nobody who moves on loses a fix.
 */
#ifndef RESULT_ORDER_H
#define RESULT_ORDER_H

#include <stddef.h>

#include "result/result.h"

struct order_lack {
	size_t branch;		/* index in the result */
	enum need need;		/* needed or unknown */
	const char *why;	/* "refused", "blocked", "not fetched", ...; constant */
};

/* A patch that an older branch gets, and newer ones that need it, or may need it, and do not. */
struct order_gap {
	size_t row;		/* of the result */
	size_t oldest;		/* branch that gets it: index in the result */
	struct order_lack *lacks;
	size_t lack_count, lack_alloc;	/* at least one */
};

struct order_gaps {
	struct order_gap *items;
	size_t count, alloc;
};

/*
 * Find them. A branch gets a patch that was placed on it (clean, moved,
 * adapted, resolved). A newer one does not when it was refused or blocked there or there
 * is no answer. That alone does not say that it lacks the patch, which may be there in
 * another form: the need says what is known. One that does not need it has no part in this, nor
 * have branches
 * that series.conf leaves out, whose end of life is past, or whose name is no
 * version (6.1.y). Free with order_gaps_release().
 */
void order_check(const struct result *result, struct order_gaps *ret);

void order_gaps_release(struct order_gaps *gaps);

#endif
