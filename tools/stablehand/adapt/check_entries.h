/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables: is a change to the entry of B that it is to in A? */
#ifndef ADAPT_CHECK_ENTRIES_H
#define ADAPT_CHECK_ENTRIES_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;

/*
 * Is a change to a table to the entry that it is to in A, and one that it adds not there yet?
 * An entry is known by the hexadecimal numbers that it has. false: refused.
 */
bool check_entries(const struct adapt_input *in, struct adapt_change *change);

#endif
