/* SPDX-License-Identifier: GPL-2.0-only */
/* Do the ways out that a change adds lead in B where they lead in A? */
#ifndef ADAPT_CHECK_EXITS_H
#define ADAPT_CHECK_EXITS_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct alignment;
struct change_list;

/*
 * false: refused, as B goes to a label next to a return that is new, or has another loop or
 * switch around a jump, or falls through where a case is added.
 */
bool check_exits(const struct adapt_input *in, const struct alignment *alignment,
		 const struct change_list *changes, struct adapt_change *change);

#endif
