/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A night: the sources are asked, all that is not known yet is judged, ported, built and tested,
 * and what is new since the night before is told.
 *
 * What is done is kept under its key as of any other command, so a night in which nothing has
 * changed builds and boots nothing, and one that was killed is gone on with by the next. A night
 * is written to the store at its end, in one piece: what the next one compares itself with is
 * the last that got there.
 */
#ifndef RUN_NIGHTLY_H
#define RUN_NIGHTLY_H

#include "result/night.h"
#include "run/context.h"
#include "util/error.h"

struct nightly_options {
	const char *profile;
	const char *arguments;		/* as given, a JSON array, for the event */
	const char *tests;		/* only these, separated by commas; or NULL */
	bool base_too;			/* also branches that nothing is ported to */
	bool patient;			/* give tests the time that they need */
	unsigned jobs;			/* instead of [limits] cores; 0: that */
};

/*
 * Have a night of the branches (`count` names; none: all of kernels/). Findings of branches that
 * are not named stay open. ERROR_ENVIRONMENT: another night of the project is going on, and
 * whose. After Ctrl-C no night is written. The caller releases *ret_night.
 */
int nightly_run(struct context *context, const struct nightly_options *options,
		char *const *branches, size_t count, struct night *ret_night, struct error **err);

#endif
