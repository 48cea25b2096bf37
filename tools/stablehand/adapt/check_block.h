/* SPDX-License-Identifier: GPL-2.0-only */
/* Does the same block enclose a change in B as in A? */
#ifndef ADAPT_CHECK_BLOCK_H
#define ADAPT_CHECK_BLOCK_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct alignment;

/*
 * Does the same block enclose the place of a change in B as in A: case, branch of an if, table
 * entry, section? Only evidence against it counts: the block is elsewhere in B, another one that
 * A has as well would enclose it, or braces around the added statements are missing. false:
 * refused.
 */
bool check_block(const struct adapt_input *in, const struct alignment *alignment,
		 struct adapt_change *change);

#endif
