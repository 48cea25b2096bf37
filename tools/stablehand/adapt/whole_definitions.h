/* SPDX-License-Identifier: GPL-2.0-only */
/* Whole definitions that a change adds or removes, placed by what they follow. */
#ifndef ADAPT_WHOLE_DEFINITIONS_H
#define ADAPT_WHOLE_DEFINITIONS_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;

/*
 * The place of whole definitions, which are added or removed and whose neighbours are other
 * ones in B: behind the one that they follow in A, or where they are, unchanged. false: neither
 * is told, and the change is as it was.
 */
bool whole_definitions_place(const struct adapt_input *in, struct adapt_change *change);

/* Definitions that would go between one of B and the EXPORT_SYMBOL() behind it go behind that. */
void whole_definitions_pass_exports(const struct adapt_input *in, struct adapt_change *change);

#endif
