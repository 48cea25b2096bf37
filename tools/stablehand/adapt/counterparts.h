/* SPDX-License-Identifier: GPL-2.0-only */
/* The definition of B that stands for one of A. */
#ifndef ADAPT_COUNTERPARTS_H
#define ADAPT_COUNTERPARTS_H

#include <stdbool.h>

#include "adapt/source_file.h"

struct adapt_input;

/*
 * The definition of the same kind and name in B; of several the most similar one, or the one
 * in its place. NULL: there is none, or what is there stands for another one of A.
 */
const struct cdef *counterpart_of(const struct adapt_input *in, const struct cdef *def);

/* Has a definition without counterpart one of its kind and name in B nevertheless? */
bool counterpart_is_ambiguous(const struct adapt_input *in, const struct cdef *def);

/*
 * The function, structure or variable of another name in B that has most of its lines. NULL in
 * doubt.
 */
const struct cdef *counterpart_renamed(const struct adapt_input *in, const struct cdef *def);

/* The counterpart or, when it has none, the one of another name. Or NULL. */
const struct cdef *counterpart_or_renamed(const struct adapt_input *in, const struct cdef *def);

/* Per cent of the weight of lines `a` of x that is also among lines `b` of y. */
unsigned lines_in_common(const struct atom_text *x, struct line_range a, const struct atom_text *y,
			 struct line_range b);

#endif
