/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a place is within: the lines further out above it, as a person reads them
 * from the indentation. So it works for C, Kconfig, devicetrees and assembler.
 */
#ifndef ADAPT_SCOPE_H
#define ADAPT_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adapt/source_file.h"

struct adapt_change;
struct adapt_input;
struct alignment;

#define SCOPE_NONE SIZE_MAX

/* A place in a file, and how far in the code there is. */
struct scope_place {
	const struct source_file *file;
	size_t line;
	size_t columns;
	size_t first, end;	/* lines of the definition around it, else of the file */
	bool in_function;	/* where a label begins nothing */
};

/*
 * Where the code of a change is in A, and where it would be in B. false when it has
 * none: comments, blank lines.
 */
bool scope_places(const struct adapt_input *in, const struct alignment *alignment,
		  const struct adapt_change *change, struct scope_place *ret_a,
		  struct scope_place *ret_b);

/*
 * The line that the place is within, which the place moves to, so that the next call
 * gives the one around that. SCOPE_NONE: there is none.
 */
size_t scope_outwards(struct scope_place *place);

/* Is a line with this id among those that the place is within? */
bool scope_is_within(const struct scope_place *place, uint32_t id);

/* The first line of some that has code; SCOPE_NONE: they have none. */
size_t scope_first_code(const struct atom_text *text, size_t line, size_t count);

#endif
