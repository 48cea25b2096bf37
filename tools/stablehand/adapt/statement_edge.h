/* SPDX-License-Identifier: GPL-2.0-only */
/* Places that are between statements in A have to be so in B. */
#ifndef ADAPT_STATEMENT_EDGE_H
#define ADAPT_STATEMENT_EDGE_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct alignment;

/*
 * Move a place that is amid a statement of B, but between statements in A, over lines that only
 * B has. false: refused, as none is near, or as it is within a comment, a continued line or a
 * list in one file only.
 */
bool statement_edge_mend(const struct adapt_input *in, const struct alignment *alignment,
			 struct adapt_change *change);

#endif
