/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an adaptation is made from: the three versions of the file, the trees that they are
 * from, the rules. It is read once, before the first step, and never written again: every
 * step takes it as const. What steps do write has a header of its own: the changes
 * (adapt/changes.h), the alignment (adapt/alignment.h), what was learned from it
 * (adapt/substitutions.h), and the text that a change becomes (adapt/pieces.h).
 */
#ifndef ADAPT_INPUT_H
#define ADAPT_INPUT_H

#include "adapt/adapt.h"
#include "adapt/source_file.h"
#include "util/error.h"

struct adapt_input {
	const struct adapt_options *options;	/* the caller's */
	struct atom_table *table;		/* of the atoms of all three */
	struct source_file a, n, b;		/* A_OLD, A_NEW, B_OLD */
};

/*
 * Read the three files. ERROR_INPUT: one is too large. The options have to live as long.
 * The caller releases *ret_input, which is untouched on failure.
 */
int adapt_input_read(const struct adapt_options *options, struct adapt_input *ret_input,
		     struct error **err);

void adapt_input_release(struct adapt_input *input);

#endif
