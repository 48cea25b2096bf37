/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables: does a change alter the same entry in B as in A? */
#ifndef ADAPT_CHECK_ENTRIES_H
#define ADAPT_CHECK_ENTRIES_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;

/*
 * Does a change alter the same table entry in B as in A, and does none that it adds exist yet? An
 * entry is identified by its hexadecimal numbers. false: refused.
 */
bool check_entries(const struct adapt_input *in, struct adapt_change *change);

#endif
