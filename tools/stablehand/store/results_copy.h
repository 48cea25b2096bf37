/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The database is all that cannot be made again by work alone: a copy of it is kept, and taken
 * when the database is damaged.
 */
#ifndef STORE_RESULTS_COPY_H
#define STORE_RESULTS_COPY_H

#include <stdbool.h>

#include "store/results.h"

/*
 * Is the database at `path` as SQLite wrote it (PRAGMA quick_check)? 1; 0 and *ret_why, one
 * line, which the caller frees; 1 as well when there is none. -1: it cannot be looked at.
 */
int results_check(const char *path, char **ret_why, struct error **err);

/*
 * Put a damaged database aside as <path>.damaged-<time> and the copy, when there is a whole
 * one, in its place. *ret_said: what was done, one line, which the caller frees. Nobody may have
 * it open: the caller holds the lock under which it is opened (run/context.h).
 */
int results_restore(const char *path, char **ret_said, struct error **err);

/*
 * Copy an open database (VACUUM INTO) to <path>.copy, unless the copy is younger than an hour.
 * The copy appears whole. That it cannot be made (a full disk, a damaged database) is no error.
 */
void results_copy(struct results *results, const char *path);

#endif
