/* SPDX-License-Identifier: GPL-2.0-only */
/* Faults in what a stable branch ships: a step between releases, a queue, a range of commits. */
#ifndef RUN_REVIEW_H
#define RUN_REVIEW_H

#include "result/review.h"
#include "run/context.h"
#include "util/error.h"

#define REVIEW_COMMITS_MAX 5000u

struct review_options {
	const char *what;	/* "6.1.190..6.1.192", "6.1.y"; with git "A..B" of that repository */
	const char *queue;	/* a quilt folder, a folder of patches, or a mailbox, laid over the newest
				 * release of the branch; or NULL */
	const char *git;	/* a repository; or NULL */
};

/*
 * Review. Releases that the store does not have are fetched. Commits upstream are looked for in the
 * repository of [upstream] (run/project_conf.h), in that of `git`, and in the store. Nothing is
 * written but indexes in the store. ERROR_INPUT: what is named is not there, or no step. The
 * caller releases *ret_review, which is sorted.
 */
int review(struct context *context, const struct review_options *options,
	   struct review *ret_review, struct error **err);

#endif
