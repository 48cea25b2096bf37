/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which commit between two releases broke a test, by the same builds and VMs as ever.
 *
 * The commits are the first parents of the bad release's, down to the good one, of a repository
 * or of the store, when it has a history of the branch. Each that is looked at becomes the base
 * of the branch: it is built in the branch's work folder and boots like it. The test is run
 * 1 + COMPARISON_REPEATS times, as soon as it contradicts itself no further; such a commit is
 * skipped, and so is one that does not build, does not boot, or does not have the test.
 *
 * Nothing is noted of how far it is: builds are kept by their trees, and records by what was run,
 * so that the same question, asked again after kill -9, finds them and goes on.
 */
#ifndef RUN_BISECT_H
#define RUN_BISECT_H

#include "result/bisect.h"
#include "run/context.h"
#include "util/error.h"

struct bisect_options {
	const char *branch, *test;
	const char *good, *bad;		/* releases, or with a repository tags or commits, too */
	const char *git;		/* a repository; NULL: the store */
	const char *variant;		/* a boot variant; NULL: the branch's first one */
	unsigned jobs;			/* of make; 0: by the machine */
};

/*
 * Find it. ERROR_INPUT: there is no such branch, release, commit or test, no history between the
 * two; the good one is bad already, the bad one is good, or the test contradicts itself there.
 * The caller releases *ret_bisect, also after an error.
 */
int bisect_run(struct context *context, const struct bisect_options *options,
	       struct bisect *ret_bisect, struct error **err);

#endif
