/* SPDX-License-Identifier: GPL-2.0-only */
/* How bisect_run() is split (run/bisect.h); nothing else needs this. */
#ifndef RUN_BISECT_PARTS_H
#define RUN_BISECT_PARTS_H

#include <git2.h>

#include "kernel/branch.h"
#include "result/attempts.h"
#include "run/bisect.h"

/* The commits in question. */
struct bisect_line {
	git_repository *repo;		/* where they are */
	bool own;			/* it is not the context's */
	git_oid good;
	git_oid *commits;		/* after it, the oldest first; the last is the bad one */
	size_t count, alloc;
};

/* Find them. The caller releases *ret_line, also after an error. */
int bisect_line_find(struct context *context, const struct bisect_options *options,
		     struct bisect_line *ret_line, struct error **err);
void bisect_line_release(struct bisect_line *line);

/* Id, subject, author and date of a commit. */
int bisect_describe(git_repository *repo, const git_oid *id, struct bisect_commit *ret_commit,
		    struct error **err);

/* What came of a commit. */
struct bisect_outcome {
	char *test;			/* its whole name; NULL: it was not run */
	enum outcome outcome;		/* of all attempts */
	char *kernel_log;		/* of the first one */
	char *skip;			/* why nothing can be said; or NULL */
	char *message;			/* of the first attempt; or NULL */
	size_t attempts;
	char *build, *log;		/* or NULL */
};

/* Build a commit as the base of the branch, and run the test on it in a boot variant. */
int bisect_try(struct context *context, const struct bisect_options *options,
	       const struct branch *branch, const char *variant, const struct bisect_line *line,
	       const git_oid *id, struct bisect_outcome *ret_outcome, struct error **err);
void bisect_outcome_release(struct bisect_outcome *outcome);

#endif
