/* SPDX-License-Identifier: GPL-2.0-only */
/* How the check of users (users.c) is split: what it shares with that of structures' members. */
#ifndef GATES_USERS_PARTS_H
#define GATES_USERS_PARTS_H

#include "gates/check_parts.h"

#define FILES_MAX 400	/* that have a name, and in which it is looked for */
#define NAMES_MAX 32	/* of a change */
#define GATE_PARAMETERS_MAX 16	/* whose types are looked at */

/* A file as it is after the change. */
struct user_file {
	const char *path;	/* the caller's */
	struct buf text;
	struct ctokens tokens;
	struct cdefs defs;
};

/*
 * Read the file if it has both words. false: it has not, is no C of the kernel, or is not there
 * any more. The caller releases *ret_file either way.
 */
bool user_file_read(struct gate_check *check, const char *path, const char *name, size_t len,
		    const char *other, size_t other_len, struct user_file *ret_file);
void user_file_release(struct user_file *file);

/* Call look() for each file that has both words, as far as FILES_MAX. */
void gate_each_user(struct gate_check *check, const char *name, size_t len, const char *other,
		    size_t other_len, void (*look)(const struct user_file *file, void *data),
		    void *data);

/*
 * Is the name that of another structure, or (structure: false) of anything else that can be
 * called, in a file that the change leaves alone?
 */
bool gate_is_defined_elsewhere(struct gate_check *check, const char *name, size_t len,
			       bool structure);

/*
 * A structure that the change touches: uses of members that it has no more, and calls by members
 * that are pointers to functions and take another number of arguments than before.
 */
void gate_check_structure(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *def);

/*
 * Does a function, with the same number of parameters as before, take or return values of another
 * kind?
 */
bool gate_has_other_types(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *def);

/* Such a function: calls and declarations that do not fit. */
void gate_check_signature(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *def);

/* Members that structure `old` had and `def` has with values of another kind. */
void gate_check_member_types(struct gate_check *check, const struct gate_chunk *chunk,
			     const struct cdef *old, const struct cdef *def);

/*
 * Members that are pointers to functions whose parameters are others than before, in number or
 * type: what the branch's files fill in for them.
 */
void gate_check_callbacks(struct gate_check *check, const struct gate_chunk *chunk,
			  const struct cdef *old, const struct cdef *def);

/* Is token i a variable "struct TAG" or "struct TAG *" of the function? */
bool gate_is_of_structure(const struct ctokens *tokens, const struct locals *locals, size_t i,
			  const char *tag, size_t len);

#endif
