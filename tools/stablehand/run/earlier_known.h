/* SPDX-License-Identifier: GPL-2.0-only */
/* What the store knows of the release before one, for the comparison of both bases. */
#ifndef RUN_EARLIER_KNOWN_H
#define RUN_EARLIER_KNOWN_H

#include "result/earlier.h"
#include "run/context.h"

/*
 * Compare a branch, whose result is of the store, with an earlier release of it: with the one
 * that is named (ERROR_INPUT: nothing is known of it), or (NULL) the newest one before it whose
 * tests were run. 1 and *ret, 0: there is none; -1. The attempts of the branch's base are loaded
 * into it. The caller frees *ret with earlier_release().
 */
int earlier_known(struct context *context, const char *profile, struct branch_result *branch,
		  const char *release, struct earlier *ret, struct error **err);

#endif
