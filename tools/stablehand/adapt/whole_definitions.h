/* SPDX-License-Identifier: GPL-2.0-only */
/* Whole definitions that a change adds or removes, placed by what they follow. */
#ifndef ADAPT_WHOLE_DEFINITIONS_H
#define ADAPT_WHOLE_DEFINITIONS_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;

/*
 * Place whole definitions that are added or removed and whose neighbours differ in B: behind the
 * definition that they follow in A, or where they are, unchanged. false: neither is possible, and
 * the change is as it was.
 */
bool whole_definitions_place(const struct adapt_input *in, struct adapt_change *change);

/* Move added definitions behind EXPORT_SYMBOL() of the function that they would follow. */
void whole_definitions_pass_exports(const struct adapt_input *in, struct adapt_change *change);

#endif
