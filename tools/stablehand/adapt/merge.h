/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of a change merged with those of B that it has been given. */
#ifndef ADAPT_MERGE_H
#define ADAPT_MERGE_H

#include <stdbool.h>

struct adapt_change;
struct adapt_input;
struct change_list;
struct pieces;

/*
 * Fill the pieces, which are empty, with what a change's lines become in place of lines
 * b_line ... of B. false when both have changed the same and there is no telling what is meant.
 */
bool merge_change(const struct adapt_input *in, const struct change_list *changes,
		  const struct adapt_change *change, struct pieces *pieces);

#endif
