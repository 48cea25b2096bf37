/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kind of value a declaration makes, as far as it can be told by reading: a number, a
 * structure, or pointers to one of these. Everything else is unknown, and fits.
 */
#ifndef GATES_TYPES_PARTS_H
#define GATES_TYPES_PARTS_H

#include "gates/check_parts.h"

#define TYPE_TAG_MAX 64

enum gate_base {
	BASE_UNKNOWN,
	BASE_VOID,
	BASE_NUMBER,	/* of any width, and enumerations */
	BASE_RECORD,	/* a structure or union */
};

struct gate_type {
	enum gate_base base;
	char tag[TYPE_TAG_MAX];	/* of a record; the typedef's name if it has none */
	unsigned pointers;	/* in front of it; an array counts as one */
	bool array;
	bool constant;		/* what the first pointer points to */
};

/*
 * Read the type in the tokens from `first` to `end`, in which a name and the brackets of an array
 * may follow it; typedefs are looked up in the branch as it is after the change.
 */
struct gate_type gate_type_read(struct gate_check *check, const struct ctokens *tokens,
				size_t first, size_t end);

/* That of the variable or parameter of a function; unknown when several have the name. */
struct gate_type gate_type_of_local(struct gate_check *check, const struct ctokens *tokens,
				    const struct locals *locals, size_t token);

/* That of an expression from `first` to `end`: a variable, &variable, *variable, a literal. */
struct gate_type gate_type_of_value(struct gate_check *check, const struct ctokens *tokens,
				    const struct locals *locals, size_t first, size_t end);

/* That of parameter k behind the bracket at `open`. */
struct gate_type gate_parameter_type(struct gate_check *check, const struct ctokens *tokens,
				     size_t open, size_t k);

/* Would a compiler of the kernel reject (or warn of) such a value where that type is expected? */
bool gate_type_rejects(const struct gate_type *type, const struct gate_type *value);

/* Does either not take the other? */
bool gate_types_differ(const struct gate_type *a, const struct gate_type *b);

/* It does not take the value now, and did before. */
bool gate_type_rejects_now(const struct gate_type *was, const struct gate_type *now,
			   const struct gate_type *value);

#endif
