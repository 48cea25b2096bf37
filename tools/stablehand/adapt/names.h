/* SPDX-License-Identifier: GPL-2.0-only */
/* The names that a change adds, and what they are called in B. */
#ifndef ADAPT_NAMES_H
#define ADAPT_NAMES_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct pieces;
struct substitutions;

/*
 * Replace the names that a change adds and B does not have, and headers that it includes. false,
 * with the reason in change->text, when one is left. Sets *ret_swapped when any was replaced.
 */
bool names_settle(const struct adapt_input *in, const struct substitutions *learned,
		  struct adapt_change *change, struct pieces *pieces, bool *ret_swapped);

#endif
