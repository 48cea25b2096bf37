/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines around a change, found in B. */
#ifndef ADAPT_SURROUNDINGS_H
#define ADAPT_SURROUNDINGS_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct alignment;

/*
 * Align the definition around a change, or the lines next to it if there is none, with those of
 * B, unless that was done already. *ret_moved: they are in a definition of another name, or
 * anywhere. false: not found, with the reason in change->text.
 */
bool surroundings_align(const struct adapt_input *in, struct alignment *alignment,
			struct adapt_change *change, bool *ret_moved);

/*
 * Look for the lines around a change in all of B, whatever function they are in. false
 * unless nearly all of them are there, close together; they are aligned in any case.
 */
bool surroundings_align_anywhere(const struct adapt_input *in, struct alignment *alignment,
				 const struct adapt_change *change);

#endif
