/* SPDX-License-Identifier: GPL-2.0-only */
/* Is what a change adds in B already? */
#ifndef ADAPT_CHECK_PRESENT_H
#define ADAPT_CHECK_PRESENT_H

struct adapt_change;
struct adapt_input;
struct change_list;

/* Why lines that are added at a place exist already, as a literal; NULL: they do not. */
const char *check_present(const struct adapt_input *in, const struct change_list *changes,
			  const struct adapt_change *change);

#endif
