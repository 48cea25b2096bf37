/* SPDX-License-Identifier: GPL-2.0-only */
/* What goes into the mails of a delivery: plain lines for who reviews, each with a newline. */
#ifndef REPORT_DELIVERY_TEXT_H
#define REPORT_DELIVERY_TEXT_H

#include <git2.h>
#include <stddef.h>

#include "result/result.h"
#include "util/buf.h"

/* What became of a series on each branch of the result: "6.1.y: 1-4 resolved, 5 refused". */
void delivery_verdicts(const struct result *result, const char *series, struct buf *ret);

/*
 * What was built, run and compared of a tree of a series on a branch, where, and what was not.
 * `known` is what is kept of the branch (NULL: nothing); of another tree than `tree` it says
 * nothing about this one, and is not told. `untested` (or NULL) names the boot variants that
 * tests were not run in.
 */
void delivery_tested(const struct branch_result *known, const char *series, const git_oid *tree,
		     const char *untested, struct buf *ret);

/*
 * What is left of a branch's series: patches that were not ported, and newer branches that lack
 * what goes into this one.
 */
void delivery_open(const struct result *result, size_t branch, const char *series,
		   struct buf *ret);

#endif
