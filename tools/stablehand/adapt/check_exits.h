/* SPDX-License-Identifier: GPL-2.0-only */
/* Do the returns and jumps that a change adds lead in B where they lead in A? */
#ifndef ADAPT_CHECK_EXITS_H
#define ADAPT_CHECK_EXITS_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct alignment;
struct change_list;

/*
 * false: refused. Next to an added return B jumps to a label instead, a jump would leave another
 * loop or switch, or a case is added behind one that falls through.
 */
bool check_exits(const struct adapt_input *in, const struct alignment *alignment,
		 const struct change_list *changes, struct adapt_change *change);

#endif
