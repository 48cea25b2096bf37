/* SPDX-License-Identifier: GPL-2.0-only */
/* The references of the store of kernels, told apart, with the objects that they lead to. */
#ifndef RUN_STORED_REFS_H
#define RUN_STORED_REFS_H

#include <git2.h>
#include <stdbool.h>

#include "git/store_objects.h"
#include "result/stored.h"
#include "run/context.h"
#include "util/error.h"

enum stored_ref_kind {
	STORED_REF_RELEASE,
	STORED_REF_CHANGELOG,		/* of a release */
	STORED_REF_PORT,
	STORED_REF_NEWEST,		/* names a release */
	STORED_REF_OTHER,
	STORED_REF_WORK,		/* none, but a tree that a work folder holds */
};

struct stored_ref {
	enum stored_ref_kind kind;
	char *name;			/* "refs/ports/6.1.y/fix"; or "work/6.1.y" */
	char *branch;			/* "6.1.y"; NULL: of none */
	char *what;			/* version or series; or NULL */
	git_oid oid;
	const struct stored_ref *base;	/* of a port: the release that it is for; NULL: not there */
	bool newest;			/* a release: the newest of its branch */
	bool pinned;			/* a release: stays, whatever its age */
	bool gone;			/* removed, or to be */
};

struct stored_refs {
	git_repository *repo;		/* the context's */
	struct store_objects *objects;	/* NULL: they cannot be told apart; a note says why */
	struct stored_ref *items;
	size_t count, alloc;
};

/*
 * Read them, and the trees that work folders hold (kernel/worktree.h), from which the next state
 * is reached. None when there is no store. What cannot be told is a note of `stored`. The caller
 * holds the lock of imports if objects are to be dropped. Errors: the store cannot be read.
 */
int stored_refs_load(struct context *context, struct stored *stored, struct stored_refs *ret_refs,
		     struct error **err);

/*
 * Mark the objects by who leads to them, and add what each holds to `stored`: a release what only
 * it leads to, a port what no release leads to, then what is shared, and what nothing leads to.
 */
int stored_refs_measure(struct stored_refs *refs, struct stored *stored, struct error **err);

/* Mark the objects that references which are not gone lead to. 1; 0: some are missing; -1. */
int stored_refs_mark_left(struct stored_refs *refs, struct error **err);

/* Fits _cleanup_(). */
void stored_refs_release(struct stored_refs *refs);

#endif
