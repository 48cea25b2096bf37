/* SPDX-License-Identifier: GPL-2.0-only */
/* Local variables and labels of B whose last use went with the change. */
#ifndef ADAPT_DROP_UNUSED_H
#define ADAPT_DROP_UNUSED_H

struct adapt_input;
struct buf;
struct change_list;
struct source_file;

/*
 * Take out of the content, which is B with all changes, B's variables and labels that nothing
 * uses any more, and say so in the change whose doing it is. Gives the tokens and definitions
 * of what is left, which point into the content; it has no atoms. The caller releases *ret_made.
 */
void drop_unused(const struct adapt_input *in, struct change_list *changes, struct buf *content,
		 struct source_file *ret_made);

#endif
