/* SPDX-License-Identifier: GPL-2.0-only */
/* Is the resulting file consistent, whatever was changed in it? */
#ifndef ADAPT_CHECK_RESULT_H
#define ADAPT_CHECK_RESULT_H

struct adapt_input;
struct change_list;
struct source_file;

/*
 * Check the resulting file: the same definitions added and removed as in A, the rest of the file
 * fits them (adapt/check_definitions.h), no variable used without its declaration, no label
 * without goto or the other way round. `made` needs no atoms. Returns what is wrong, allocated;
 * NULL: nothing.
 */
char *check_result(const struct adapt_input *in, const struct change_list *changes,
		   const struct source_file *made);

#endif
