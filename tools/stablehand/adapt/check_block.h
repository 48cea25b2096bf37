/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a change within the block in B that it is within in A? */
#ifndef ADAPT_CHECK_BLOCK_H
#define ADAPT_CHECK_BLOCK_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct alignment;

/*
 * Is the place that a change was given within what it is within in A: the same case, branch,
 * entry, section? Only what shows that it is not counts: that B has it elsewhere, or
 * that it would be within another one that A has, too; or that braces are missing
 * for what is added. false: refused.
 */
bool check_block(const struct adapt_input *in, const struct alignment *alignment,
		 struct adapt_change *change);

#endif
