/* SPDX-License-Identifier: GPL-2.0-only */
/* How review.c is split. */
#ifndef RUN_REVIEW_PARTS_H
#define RUN_REVIEW_PARTS_H

#include <git2.h>

#include "run/review.h"
#include "series/patch.h"

struct staging;

/* A commit of the step, or a patch of the queue that applied. */
struct review_change {
	char *id;		/* hex; of a queue, where the patch came from */
	char *title;
	char *upstream;		/* the commit upstream that it names, hex; or NULL */
	bool noted;		/* its message says what was changed: "[ name: ... ]" */
	git_oid before, after;	/* trees */
};

struct review_run {
	struct context *context;
	const struct review_options *options;
	git_repository *repo;		/* where all objects are read; the context's or the staging's */
	struct staging *staging;	/* of a queue; or NULL */
	git_repository *git, *upstream;	/* opened here; or NULL */
	git_oid before, after;		/* trees */
	git_oid tip;			/* the commit whose history tells what the branch has */
	git_oid base;			/* the one that the step begins at */
	bool has_changelog;
	git_oid changelog;		/* of the release */
	bool has_upstream_tip;
	git_oid upstream_tip;
	struct review_change *changes;	/* the oldest first */
	size_t count, alloc;
	struct review *review;
};

/* Find the two trees: of releases, which are fetched if need be, or of revisions. */
int review_find_step(struct review_run *run, struct error **err);

/* Open the repository of `git` and of [upstream], and see their objects. */
int review_open_repositories(struct review_run *run, struct error **err);

/* Read the commits of the step, as far as its history is there. */
int review_read_commits(struct review_run *run, struct error **err);

/* Lay the queue over the release; patches that do not apply are findings. */
int review_read_queue(struct review_run *run, struct error **err);

/* Hold the changes against their commits upstream. */
int review_compare(struct review_run *run, struct error **err);

/* Look for later fixes and reverts upstream that the branch does not have. */
int review_find_fixes(struct review_run *run, struct error **err);

/* The commit upstream that a change names, when some repository has it. The caller frees it. */
git_commit *review_upstream_of(const struct review_run *run, const struct review_change *change);

/* Fill in what a finding says of the change that it is about. */
void review_name_change(struct review_finding *finding, const struct review_change *change);

#endif
