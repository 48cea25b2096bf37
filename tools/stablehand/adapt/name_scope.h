/* SPDX-License-Identifier: GPL-2.0-only */
/* The names that a change adds, looked up where it goes. */
#ifndef ADAPT_NAME_SCOPE_H
#define ADAPT_NAME_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "syntax/locals.h"

struct adapt_change;
struct adapt_input;
struct pieces;
struct substitutions;

/* A change whose names are settled, and the function that it is in. */
struct name_scope {
	const struct adapt_input *in;
	const struct substitutions *learned;
	struct adapt_change *change;
	struct pieces *pieces;
	struct locals a, n, b;		/* local variables of the functions around the change */
	bool in_function;		/* in A, A_NEW and B */
	bool in_record;			/* in A_NEW: in a structure, table, ... */
};

/* Find the functions; the caller has set the first four members, and closes the scope. */
void name_scope_open(struct name_scope *scope);
void name_scope_close(struct name_scope *scope);

enum name_standing {
	NAME_STANDS,		/* exists in B, or comes with the change; or is not a name */
	NAME_NOT_LOCAL,		/* a local variable that B's function lacks */
	NAME_NO_MEMBER,		/* a member that B's structure lacks */
	NAME_NOT_THERE,		/* does not exist in B's tree */
};

/*
 * Look up the word at piece i. Of words that the change does not add, and where B's tree is
 * unknown, nothing is missing. A name that does not exist in A's tree either comes with another
 * part of the change.
 */
enum name_standing name_look_up(const struct name_scope *scope, size_t i);

/*
 * If piece i is the member in "name->member" and B's structure lacks it, the tag of the
 * structure, not terminated; else NULL.
 */
const char *name_lacks_member(const struct name_scope *scope, size_t i, size_t *ret_len);

/* The tag of a local declared as "struct tag *name" or "union tag *name"; or NULL. */
const char *name_record_pointed_to(const struct ctokens *tokens, const struct local *local,
				   size_t *ret_len);

#endif
