/* SPDX-License-Identifier: GPL-2.0-only */
/* Which tests run through the functions that a series changes. */
#ifndef RUN_COVERAGE_H
#define RUN_COVERAGE_H

#include "run/branch_run.h"
#include "run/walk.h"

/*
 * Add what runs the selftests and the series' behaviour tests on the ported builds of
 * the branch, each function that the series changes being watched, in each boot variant
 * that the series calls for, as far as that is not known from before, and fills the
 * coverage of the series. These runs have keys of their own: being watched, a test may
 * take longer than its outcome allows for. run must live as long as the chain's graph.
 */
void coverage_add(struct chain *chain, const struct branch_run *run);

#endif
