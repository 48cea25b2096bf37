/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is new: what is known of a branch by now against what was known after the night before.
 *
 * Two kinds of regression are told apart. A test of base is held against the same test of base
 * in the night before: what is worse came with the release (or with what runs the tests, where
 * the release is the same). A test of ported is held against base of the same night: what is
 * worse was brought by the patches.
 *
 * What the night did not look at stays as it was known. A finding is there while something that
 * is known is bad; so it is closed by a look that finds it good again, never by not looking.
 */
#ifndef RESULT_NIGHT_NEWS_H
#define RESULT_NIGHT_NEWS_H

#include "result/branch.h"
#include "result/night.h"
#include "result/observed.h"

/* What the night before left of a branch. Nothing belongs to it. */
struct night_before {
	const struct observations *known;	/* NULL: there is none */
	size_t night;				/* its id */
	const struct night_finding *open;	/* all findings that are open, of any branch */
	size_t open_count;
};

/*
 * Add a branch to a night, with its news and findings. now: what was observed
 * (observe_branch()); it becomes what is known, with what `before` knew beside it. A finding
 * that was open before keeps its first night; one that was not looked at its last, too.
 */
void night_add_branch(struct night *night, const struct branch_result *branch,
		      const struct night_before *before, struct observations *now);

/* When all branches are there and findings are accepted: count and sort. */
void night_finish(struct night *night);

#endif
