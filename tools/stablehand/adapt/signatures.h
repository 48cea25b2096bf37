/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls that a change adds get the arguments that B's functions take. */
#ifndef ADAPT_SIGNATURES_H
#define ADAPT_SIGNATURES_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct alignment;
struct pieces;

/*
 * false, with both signatures in change->text, when it is not told which arguments these
 * are. Sets *ret_changed when any call was changed, with the same text.
 */
bool signatures_settle(const struct adapt_input *in, const struct alignment *alignment,
		       struct adapt_change *change, struct pieces *pieces, bool *ret_changed);

#endif
