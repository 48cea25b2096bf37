/* SPDX-License-Identifier: GPL-2.0-only */
/* The members of a structure or union, by the shape of their declarations. */
#ifndef SYNTAX_CMEMBERS_H
#define SYNTAX_CMEMBERS_H

#include <stdbool.h>

#include "syntax/cdefs.h"

/*
 * Call on_member for each name that a record declares, in their order: token
 * is the name's, own is false when it belongs to a named member inside (the
 * a of { struct { int a; } b; }). Words in a macro's brackets count as own,
 * since it may declare any of them. Returns false when there may be members
 * that cannot be seen: those of a macro without brackets, or of an #include.
 */
bool cmembers_read(const struct ctokens *tokens, const struct cdef *record,
		   void (*on_member)(size_t token, bool own, void *data), void *data);

#endif
