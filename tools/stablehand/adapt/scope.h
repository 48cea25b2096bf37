/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What encloses a place: the less indented lines above it, as a person reads them. So it works
 * for C, Kconfig, devicetrees and assembler.
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

/* A place in a file and its indentation. */
struct scope_place {
	const struct source_file *file;
	size_t line;
	size_t columns;
	size_t first, end;	/* lines of the definition around it, else of the file */
	bool in_function;	/* where a label begins nothing */
};

/*
 * The place of a change's code in A, and in B. false: the change has no code, only comments and
 * blank lines.
 */
bool scope_places(const struct adapt_input *in, const struct alignment *alignment,
		  const struct adapt_change *change, struct scope_place *ret_a,
		  struct scope_place *ret_b);

/*
 * Move a place to the line that encloses it, and return that line; the next call gives the one
 * around that. SCOPE_NONE: there is none.
 */
size_t scope_outwards(struct scope_place *place);

/* Is a line with this id among those that enclose the place? */
bool scope_is_within(const struct scope_place *place, uint32_t id);

/* The first of `count` lines that has code; SCOPE_NONE: none has. */
size_t scope_first_code(const struct atom_text *text, size_t line, size_t count);

#endif
