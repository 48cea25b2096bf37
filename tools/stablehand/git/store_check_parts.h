/* SPDX-License-Identifier: GPL-2.0-only */
/* A look at a store, for the files that do it (git/store_check.h); nothing else needs this. */
#ifndef GIT_STORE_CHECK_PARTS_H
#define GIT_STORE_CHECK_PARTS_H

#include <git2.h>
#include <stdbool.h>

#include "git/store_check.h"

struct seen_tree;

struct store_check {
	const char *path;
	bool mend;
	struct store_report *report;
	git_repository *repo;		/* NULL: it cannot be opened, and is not to be mended */
	struct seen_tree *seen;		/* trees with all that is below them; a hash table */
};

/* Add "WHAT: WHY" to the report. */
void store_check_tell(struct store_check *check, const char *what, const char *why);

/* With `mend`, move a file of the store (its name from there) to damaged/. */
int store_check_aside(struct store_check *check, const char *name, struct error **err);

/* The packs and their indexes, by their checksums; what is missing of the two. */
int store_check_packs(struct store_check *check, struct error **err);

/* Objects that are files of their own: each is read. */
int store_check_loose(struct store_check *check, struct error **err);

/* What each reference leads to: is all of it there? */
int store_check_reach(struct store_check *check, struct error **err);

/* Free what was noted on the way. */
void store_check_release(struct store_check *check);

#endif
