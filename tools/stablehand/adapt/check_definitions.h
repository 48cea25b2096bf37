/* SPDX-License-Identifier: GPL-2.0-only */
/* Does the rest of B fit what a change does to definitions? */
#ifndef ADAPT_CHECK_DEFINITIONS_H
#define ADAPT_CHECK_DEFINITIONS_H

struct adapt_input;
struct change_list;
struct source_file;

/*
 * Where the rest of B's file, as made, does not fit what the change does to a definition: calls
 * with the old arguments, uses of what is gone, what is there already. `made` needs no atoms.
 * Allocated; NULL: it fits.
 */
char *check_definitions(const struct adapt_input *in, const struct change_list *changes,
			const struct source_file *made);

#endif
