/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a commit known to a release: its history of commits and the changelog of
 * its package. What is found is evidence; that nothing is found means little,
 * since most histories here are one commit (an archive) or shallow.
 */
#ifndef PORT_MENTIONS_H
#define PORT_MENTIONS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "port/verdict.h"
#include "util/error.h"

/* Commits looked at, from the release back along first parents. */
#define MENTIONS_MAX_COMMITS 20000u

/* A commit that is looked for. */
struct mention {
	const char *id;		/* lower-case hex, 12 to 40 digits; or NULL */
	const char *title;	/* its subject; or NULL */

	/* Filled in. */
	bool found;		/* by id, or by its title in history or changelog */
	bool reverted;		/* something that reverts it was met */
	struct evidence_list evidence;	/* the first few finds */
};

struct mentions {
	struct mention *items;
	size_t count, alloc;

	/* Filled in. */
	size_t commits;		/* looked at */
	bool to_root;		/* the walk ended at a commit without parents */
	git_oid root;		/* which one */
};

/* Add one; NULL and short ids count as not known. The texts are not copied. */
struct mention *mentions_add(struct mentions *mentions, const char *id, const char *title);

/*
 * Look for all of them at once: is the id an ancestor of `release`; does a
 * message of the walk quote it ("commit <id> upstream.", "[ Upstream commit
 * <id> ]", "(cherry picked from commit <id>)") or have the title; does the
 * changelog (a blob; NULL: there is none) name the title. Errors: objects
 * that are there but cannot be read, Ctrl-C.
 */
int mentions_search(git_repository *repo, const git_oid *release, const git_oid *changelog,
		    struct mentions *mentions, struct error **err);

void mentions_release(struct mentions *mentions);

#endif
