/* SPDX-License-Identifier: GPL-2.0-only */
/* How the check of users (users.c) is split: what it shares with that of structures' members. */
#ifndef GATES_USERS_PARTS_H
#define GATES_USERS_PARTS_H

#include "gates/check_parts.h"

#define FILES_MAX 400	/* that have a name, and in which it is looked for */
#define NAMES_MAX 32	/* of a change */

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

#endif
