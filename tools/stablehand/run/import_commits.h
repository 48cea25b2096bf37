/* SPDX-License-Identifier: GPL-2.0-only */
/* Commits of a git repository become patches. */
#ifndef RUN_IMPORT_COMMITS_H
#define RUN_IMPORT_COMMITS_H

#include "door/incoming.h"
#include "util/error.h"

#define IMPORT_MAX_COMMITS 1000u

/*
 * Add a commit, or those of "A..B", the oldest first: each as a mail with its id, author, date
 * and message, its note (refs/notes/commits) below the message, and X-Upstream-Commit, unless its
 * message names another commit upstream. Merges have no diff of their own: a range leaves them
 * out, which is told; one alone is ERROR_INPUT, as is what the repository does not have.
 */
int import_commits(struct incoming *incoming, const char *repository, const char *revision,
		   struct error **err);

#endif
