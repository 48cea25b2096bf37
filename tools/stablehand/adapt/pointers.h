/* SPDX-License-Identifier: GPL-2.0-only */
/* Variables of the file that are objects in one branch and pointers in the other. */
#ifndef ADAPT_POINTERS_H
#define ADAPT_POINTERS_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct pieces;

/*
 * Write variables of the file as B declares them, pointers or objects. false, with the reason
 * in change->text, where that cannot be. Sets *ret_changed when any was written otherwise.
 */
bool pointers_settle(const struct adapt_input *in, struct adapt_change *change,
		     struct pieces *pieces, bool *ret_changed);

#endif
