/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a function's lines are in a C file. Kernel style is relied on, not C
 * grammar: what begins in the first column heads a section, and a '}' in the
 * first column ends a body.
 */
#ifndef SYNTAX_FUNCTION_H
#define SYNTAX_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>

#include "syntax/lines.h"

struct function_range {
	size_t start;	/* the line that names it, from 0 */
	size_t end;	/* the line after its last */
};

/*
 * The next definition of `name` (len bytes) at or after line `from`; false
 * when there is none. Prototypes and calls are not definitions. SYSCALL-like
 * macros in capitals define their first argument.
 */
bool function_find(const struct lines *lines, const char *name, size_t len, size_t from,
		   struct function_range *ret_range);

/* The end of the section that begins at line `start`: the line after its '}'. */
size_t function_end(const struct lines *lines, size_t start);

/* A line without its newline, as printable text, at most 120 bytes. Allocated. */
char *function_quote(const struct lines *lines, size_t line);

#endif
