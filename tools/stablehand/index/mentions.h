/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a commit known to a release: its history of commits and the changelog of
 * its package. What is found is evidence; that nothing is found means little,
 * since most histories here are one commit (an archive) or shallow.
 */
#ifndef INDEX_MENTIONS_H
#define INDEX_MENTIONS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"
#include "verdict/evidence.h"

/* A commit that is looked for. */
struct mention {
	const char *id;		/* lower-case hex, 12 to 40 digits; or NULL */
	const char *title;	/* its subject; or NULL */

	/* Filled in. */
	bool found;		/* by id, or by its title in history or changelog */
	bool found_by_id;	/* it is an ancestor, its id is quoted, or its patch-id is there */
	bool reverted;		/* something that reverts it was met */
	struct evidence_list evidence;	/* the first few finds */
};

struct mentions {
	struct mention *items;
	size_t count, alloc;

	/* Filled in. */
	size_t commits;		/* that are known */
	bool whole;		/* nothing is missing, and all begins at one commit: */
	git_oid root;
};

/* Add one; NULL and short ids count as not known. The texts are not copied. */
struct mention *mentions_add(struct mentions *mentions, const char *id, const char *title);

/*
 * Look for all of them at once: is the id an ancestor of `release`; does a
 * message of the history quote it ("commit <id> upstream.", "[ Upstream commit
 * <id> ]", "(cherry picked from commit <id>)") or have the title; does the
 * changelog (a blob; NULL: there is none) name the title. Errors: objects
 * that are there but cannot be read, Ctrl-C.
 */
int mentions_search(git_repository *repo, const git_oid *release, const git_oid *changelog,
		    struct mentions *mentions, struct error **err);

void mentions_release(struct mentions *mentions);

#endif
