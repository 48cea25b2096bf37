/* SPDX-License-Identifier: GPL-2.0-only */
/* What a file has to keep, whatever was changed in it. */
#ifndef ADAPT_CHECK_RESULT_H
#define ADAPT_CHECK_RESULT_H

struct adapt_input;
struct change_list;
struct source_file;

/*
 * What is wrong with the file that was made: definitions other than the change makes, what the
 * rest of the file does not fit (adapt/check_definitions.h), variables without declaration,
 * labels that nothing goes to or that are missing. `made` needs no atoms. Allocated; NULL:
 * nothing.
 */
char *check_result(const struct adapt_input *in, const struct change_list *changes,
		   const struct source_file *made);

#endif
