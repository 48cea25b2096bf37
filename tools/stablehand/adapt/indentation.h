/* SPDX-License-Identifier: GPL-2.0-only */
/* How far in the code of B is, next to that of A. */
#ifndef ADAPT_INDENTATION_H
#define ADAPT_INDENTATION_H

#include "util/buf.h"

struct adapt_change;
struct alignment;

/*
 * How many tabs further in (negative: out) than A's the lines next to a change are in B. Those
 * come first that are next to it in both files; 0 when no line near it is the same in both.
 */
int indentation_deeper(const struct alignment *alignment, const struct adapt_change *change);

/* The same; 0 unless the lines above and those below the change agree. */
int indentation_surely_deeper(const struct alignment *alignment, const struct adapt_change *change);

/* Put all lines of a text but blank ones so many tabs further in, or out as far as they go. */
void indentation_shift(struct buf *text, int tabs);

#endif
