/* SPDX-License-Identifier: GPL-2.0-only */
/* The releases that a check of patches for one branch asks about. */
#ifndef RUN_LINT_RELEASES_H
#define RUN_LINT_RELEASES_H

#include <stddef.h>

#include "deliver/lint.h"
#include "run/context.h"

struct lint_releases {
	struct lint_release *items;	/* the branch's own first, then those of newer ones */
	git_oid *changelogs;
	char **names;			/* that the items point to */
	size_t count;			/* 0: the store has no release of the branch */
};

/*
 * Find the newest release in the store of a branch (one of the project, else none is found) and
 * of each newer branch that is still supported.
 */
int lint_releases_find(const struct context *context, const char *branch,
		       struct lint_releases *ret, struct error **err);

void lint_releases_release(struct lint_releases *releases);
#define _cleanup_lint_releases_ __attribute__((cleanup(lint_releases_release)))

#endif
