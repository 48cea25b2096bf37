/* SPDX-License-Identifier: GPL-2.0-only */
/* A change to a function that B does not have, as its code is in others there. */
#ifndef ADAPT_INLINED_H
#define ADAPT_INLINED_H

#include <stddef.h>

struct adapt_input;
struct alignment;
struct change_list;

enum inlined {
	INLINED_NOT, /* B has the function, or its code is nowhere */
	INLINED_PLACED,
	INLINED_DOUBTFUL, /* the code is there, but not surely in all places, or not the same */
};

/*
 * The places of change `index` to a function that B lacks, in the functions that have its code
 * instead. Placed: it has its place, rung and text and, for more than one, the list has a change
 * more for each other place. Doubtful: the reason is its text. Lines of that function are
 * aligned with the only place, or with nothing.
 */
enum inlined inlined_find(const struct adapt_input *in, struct alignment *alignment,
			  struct change_list *changes, size_t index);

#endif
