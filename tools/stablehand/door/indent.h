/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How kernel code would indent a line, told by the lines above it: what a person would do who
 * types it in again. Braces, brackets, comments, labels and statements without braces are
 * followed from the first line given, so that the more are given the better it gets.
 */
#ifndef DOOR_INDENT_H
#define DOOR_INDENT_H

#include <stddef.h>

struct indent_line {
	const char *text;	/* exact, without its newline */
	size_t len;
};

/*
 * The white space in front of `text` (len bytes, none at either end; not empty), when it comes
 * behind these lines. The caller frees it.
 */
char *indent_guess(const struct indent_line *above, size_t count, const char *text, size_t len);

#endif
