/* SPDX-License-Identifier: GPL-2.0-only */
/* The parameters and local variables of a function. */
#ifndef SYNTAX_LOCALS_H
#define SYNTAX_LOCALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syntax/cdefs.h"

struct local {
	uint32_t start, len;	/* its name, bytes of the text */
	uint32_t type, type_end;	/* tokens in front of the name, pointers included */
	bool parameter;
	bool certain;			/* not just a word in the arguments of a macro */
};

struct locals {
	const char *text;
	struct local *items;
	size_t count, alloc;
	uint32_t *by_name;	/* all of them by name, those of a name in their order */
};

/*
 * Read those of a function. Told by the shape of a statement (words that are
 * no keywords of control, then a name in front of = ; , or [), and the
 * arguments of macros that declare, as in LIST_HEAD(x); in doubt a name counts.
 */
void locals_read(struct locals *locals, const struct ctokens *tokens, const struct cdef *function);

/* Those of a name: their number, and where in by_name they begin. */
size_t locals_named(const struct locals *locals, const char *name, size_t len, size_t *ret_first);

/* The first of that name, or NULL. */
const struct local *locals_find(const struct locals *locals, const char *name, size_t len);

bool locals_have(const struct locals *locals, const char *name, size_t len);

void locals_release(struct locals *locals);
#define _cleanup_locals_ __attribute__((cleanup(locals_release)))

#endif
