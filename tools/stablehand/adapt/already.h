/* SPDX-License-Identifier: GPL-2.0-only */
/* Which changes does B have already? */
#ifndef ADAPT_ALREADY_H
#define ADAPT_ALREADY_H

#include "place/presence.h"
#include "util/error.h"

struct adapt_options;
struct change_list;

/*
 * Look for what turns A_OLD into A_NEW in B (place/presence.h) and mark the changes that are there
 * (change->there, with the text that says where). *ret_sum is what holds for all of them;
 * *ret_adds: something that A_NEW adds is there. Error: the difference cannot be made.
 */
int already_find(const struct adapt_options *options, struct change_list *changes,
		 enum presence *ret_sum, bool *ret_adds, struct error **err);

#endif
