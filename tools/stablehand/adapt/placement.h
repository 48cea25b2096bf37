/* SPDX-License-Identifier: GPL-2.0-only */
/* Which lines of B a change replaces, or between which it goes. */
#ifndef ADAPT_PLACEMENT_H
#define ADAPT_PLACEMENT_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct alignment;
struct change_list;

/*
 * Set the place (b_line, b_count) of a change whose surroundings are aligned. An insertion may
 * be said to be at another line of A (a_line, n_line) that is the same change. Lines that it
 * replaces and that are elsewhere in B's definition become partners there. false: refused.
 */
bool placement_find(const struct adapt_input *in, struct alignment *alignment,
		    const struct change_list *changes, struct adapt_change *change);

#endif
