/* SPDX-License-Identifier: GPL-2.0-only */
/* Some lines of a text as a run of atoms. Atoms are counted from the first of the stretch. */
#ifndef ADAPT_STRETCH_H
#define ADAPT_STRETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "adapt/bytes.h"
#include "syntax/atoms.h"

struct stretch {
	const struct atom_text *text;	/* the caller's */
	size_t first, count;		/* atoms */
	size_t start, end;		/* bytes */
};

/* Lines [start, end) of a text, which has to live as long. */
struct stretch stretch_of(const struct atom_text *text, size_t start, size_t end);

/* The white space in front of atom i, back to the atom before it or the stretch's start. */
struct adapt_bytes stretch_space_before(const struct stretch *stretch, size_t i);

/* That behind the last atom, up to the stretch's end; all of it when there is no atom. */
struct adapt_bytes stretch_space_behind(const struct stretch *stretch);

struct adapt_bytes stretch_bytes(const struct stretch *stretch, size_t i);

/* Are atoms x[i ... i_end) and y[j ... j_end) the same? */
bool stretch_same(const struct stretch *x, size_t i, size_t i_end, const struct stretch *y,
		  size_t j, size_t j_end);

/* Where in y[j ... je) all of x[i ... ie) is, or je. */
size_t stretch_find(const struct stretch *x, size_t i, size_t ie, const struct stretch *y, size_t j,
		    size_t je);

/* Can atom i be an operator in front of one operand? false behind the end. */
bool stretch_is_unary(const struct stretch *stretch, size_t i);

/* Does atom i end an operand: a word, a number, a closing bracket? */
bool stretch_ends_operand(const struct stretch *stretch, size_t i);

/* An operator between two operands, as an atom; not what selects members or separates arguments. */
bool stretch_is_binary(const struct stretch *stretch, size_t i);

#endif
