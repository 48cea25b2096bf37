/* SPDX-License-Identifier: GPL-2.0-only */
/* How the check of names (names.c) is split: each part looks at one token of the code after. */
#ifndef GATES_NAMES_PARTS_H
#define GATES_NAMES_PARTS_H

#include "gates/check_parts.h"

/* Does the compiler or the preprocessor have it by itself: __func__, __builtin_expect? */
bool gate_is_built_in(const char *name, size_t len);

/* A function that token i calls within a function: does it take that many arguments? */
void gate_check_call(struct gate_check *check, const struct gate_chunk *chunk,
		     const struct cdef *function, size_t i);

/* Does a definition in the code after take that many? false also when there is none. */
bool gate_taken_by_change(const struct gate_check *check, const char *name, size_t len,
			  size_t arguments);

/* A member that token i names, in a function or outside (NULL): has its structure such a one? */
void gate_check_member(struct gate_check *check, const struct gate_chunk *chunk,
		       const struct cdef *function, size_t i);

/* A name that token i uses in a function, no member: is it a variable that only others declare? */
void gate_check_local(struct gate_check *check, const struct gate_chunk *chunk,
		      const struct cdef *function, size_t i);

#endif
