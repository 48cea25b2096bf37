/* SPDX-License-Identifier: GPL-2.0-only */
/* A queue of patches on top of a release: commits. */
#ifndef RUN_RC_APPLY_H
#define RUN_RC_APPLY_H

#include <git2.h>

#include "kernel/release.h"
#include "run/rc_queue.h"
#include "util/error.h"

struct rc_apply_options {
	git_repository *repo;		/* the store */
	const char *branch;		/* for messages */
	const struct rc_queue *queue;
	const struct release *base;
	const char *makefile_version;	/* "6.1.193-rc1": what the Makefile is made to say */
	const char *version, *key;	/* of the release; 64 hex digits over base and queue */
};

/*
 * Apply all patches, in order, exactly, and write the version. The last commit's message has
 * `version`, "sha256: <key>" and the announcement, if there is one (rc_apply_announcement()).
 * The objects are in the store afterwards, no reference is moved. ERROR_INPUT names the first
 * patch that does not apply, and why; nothing was written then.
 */
int rc_apply(const struct rc_apply_options *options, git_oid *ret_commit, struct error **err);

/* The announcement that the commit of a release names: 1 and *ret; 0: none; -1. */
int rc_apply_announcement(git_repository *repo, const git_oid *commit, struct announcement *ret,
			  struct error **err);

#endif
