/* SPDX-License-Identifier: GPL-2.0-only */
/* How the check of names (names.c) is split: each part looks at one token of the code after. */
#ifndef GATES_NAMES_PARTS_H
#define GATES_NAMES_PARTS_H

#include "gates/check_parts.h"

/* Does the compiler or the preprocessor have it by itself: __func__, __builtin_expect? */
bool gate_is_built_in(const char *name, size_t len);

/* Does a #define, in the change or in the branch, have this name? */
bool gate_is_macro(struct gate_check *check, const char *name, size_t len);

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

/* Where a name is used, as a line of a file of the branch. */
struct gate_use {
	char *path;		/* NULL: nowhere */
	size_t line;		/* from 1 */
};

/*
 * In the tree of gates->index, that after a step: is nothing there that defines the name or might
 * make it, and does all code that has it call it or take its value? false in doubt. *ret_use (the
 * caller's, or NULL) is the first use, if there is any but in `path`.
 */
bool gate_is_only_used(struct gate_check *check, const char *path, const char *name, size_t len,
		       struct gate_use *ret_use);

/* Has a Kconfig file of the branch the option (without CONFIG_)? Without a list of files: any. */
bool gate_is_option(struct symbol_index *index, const char *option, size_t len);

/* Is the line (from 1) of a file's text within code that no configuration builds? */
bool gate_is_never_built(struct symbol_index *index, const char *text, size_t len, size_t line);

/* In that tree, may a macro make the name with "##"? true in doubt (pasted.c). */
bool gate_may_be_pasted(struct gate_check *check, const char *name, size_t len);

#endif
