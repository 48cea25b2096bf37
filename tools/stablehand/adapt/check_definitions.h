/* SPDX-License-Identifier: GPL-2.0-only */
/* Does the rest of B fit what a change does to definitions? */
#ifndef ADAPT_CHECK_DEFINITIONS_H
#define ADAPT_CHECK_DEFINITIONS_H

struct adapt_input;
struct change_list;
struct source_file;

/*
 * Check the rest of B's resulting file against what the change does to definitions: calls with
 * the old arguments, uses of what was removed, duplicates. `made` needs no atoms. Returns what is
 * wrong, allocated; NULL: nothing.
 */
char *check_definitions(const struct adapt_input *in, const struct change_list *changes,
			const struct source_file *made);

#endif
