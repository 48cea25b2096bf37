/* SPDX-License-Identifier: GPL-2.0-only */
/* What B has in place of what A has, learned from partner lines. */
#ifndef ADAPT_SUBSTITUTIONS_H
#define ADAPT_SUBSTITUTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct alignment;
struct atom;
struct change_list;

/* Replace `from` (atoms of A) by `to` (atoms of B). Both point into the files' texts. */
struct substitution {
	const struct atom *from, *to;
	size_t from_count, to_count;	/* to_count may be 0: B has nothing for it */
	bool whole;			/* a whole line that the change moves */
};

struct substitutions {
	struct substitution *items;
	size_t count, alloc;
};

/*
 * Learn from the lines of A that have been aligned so far, each but once. The files have to live
 * as long; the caller releases *ret_learned.
 */
void substitutions_learn(const struct alignment *alignment, const struct change_list *changes,
			 struct substitutions *ret_learned);

void substitutions_release(struct substitutions *learned);

#endif
