/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder in which a person settles a conflict: its files, and a file that
 * says what they belong to.
 */
#ifndef CMD_ANSWER_H
#define CMD_ANSWER_H

#include <git2.h>

#include "port/conflict.h"
#include "util/error.h"

/*
 * Write the files of a conflict below folder, which must not hold any yet.
 * patch and branch are names, for messages.
 */
int answer_write(const char *folder, const struct conflict *conflict, const char *branch,
		 const char *patch, struct error **err);

/* Is the folder one that answer_write() made for this very conflict? */
int answer_check(const char *folder, const struct conflict *conflict, struct error **err);

/*
 * The tree that the files make of conflict->rest. A file that is not in the
 * folder stays as it is there; one that is new is added, unless its name is that
 * of a backup or hidden. ERROR_INPUT for what is no regular file, a conflict
 * marker that is left (with its line), or when nothing was changed.
 */
int answer_read(git_repository *repo, const char *folder, const struct conflict *conflict,
		git_oid *ret_tree, struct error **err);

/* The paths of the conflict's files below folder: NULL-terminated, to be freed with config_free_strings(). */
char **answer_paths(const char *folder, const struct conflict *conflict);

#endif
