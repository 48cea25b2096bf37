/* SPDX-License-Identifier: GPL-2.0-only */
/* Does what was carried over still mean in B what it means in A? */
#ifndef ADAPT_CHECK_MEANING_H
#define ADAPT_CHECK_MEANING_H

struct adapt_input;
struct change_list;
struct source_file;

/*
 * What compiles and means something else: a goto that becomes a return although B's label does
 * more than A's; a changed or an added test of a variable that another function sets in B,
 * unless B tests what that one gives in the same way; an assignment that goes although B's
 * structure has the member still, and A's does not. `made` is B's resulting file and needs no
 * atoms. Returns what is wrong, allocated; NULL: nothing.
 */
char *check_meaning(const struct adapt_input *in, const struct change_list *changes,
		    const struct source_file *made);

#endif
