/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of B and those of the changes put together. */
#ifndef ADAPT_COMPOSE_H
#define ADAPT_COMPOSE_H

#include <stdbool.h>

struct adapt_input;
struct buf;
struct change_list;

/* Convert the line endings of a text to those of B, if A_NEW and B each have one kind. */
void compose_line_ends(const struct adapt_input *in, struct buf *text);

/*
 * Append B with all changes, whose texts are given in their order, to the content. false: two
 * are to the same lines, and one of them is refused.
 */
bool compose_file(const struct adapt_input *in, struct change_list *changes,
		  const struct buf *texts, struct buf *content);

#endif
