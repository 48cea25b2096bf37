/* SPDX-License-Identifier: GPL-2.0-only */
/* The gates of any port (gates/gates.h), for the file that was made. */
#ifndef ADAPT_CHECK_GATES_H
#define ADAPT_CHECK_GATES_H

#include <stdbool.h>

struct adapt_input;
struct buf;
struct change_list;

/*
 * Does B with all changes, `content`, pass them? What A_NEW does not pass either, in its own
 * tree, comes with another part of the change. Names are put to the caller's gates instead when
 * the options say that the file is a part of a patch. false: the first change is refused.
 */
bool check_gates(const struct adapt_input *in, struct change_list *changes,
		 const struct buf *content);

#endif
