/* SPDX-License-Identifier: GPL-2.0-only */
/* Find the place of one change in B, from its surroundings to the last check. */
#ifndef ADAPT_LOCATE_H
#define ADAPT_LOCATE_H

#include <stdbool.h>
#include <stddef.h>

struct adapt_input;
struct alignment;
struct change_list;

/*
 * Find the place of change `index` (b_line, b_count, deeper) and its rung. When its code is in
 * several places of B, the list gets a change for each of them. false: refused, with the
 * reason in the change's text.
 */
bool change_locate(const struct adapt_input *in, struct alignment *alignment,
		   struct change_list *changes, size_t index);

#endif
