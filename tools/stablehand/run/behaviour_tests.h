/* SPDX-License-Identifier: GPL-2.0-only */
/* The behaviour tests of every series on a branch (vm/behaviour.h). */
#ifndef RUN_BEHAVIOUR_TESTS_H
#define RUN_BEHAVIOUR_TESTS_H

#include "run/branch_run.h"
#include "run/port_branch.h"
#include "run/walk.h"

/*
 * For each series of the result that has behaviour tests and landed, or all of
 * them with `behaviour` or `base_too`: add what makes the trees of its states, builds
 * them and what the tests bring along, runs what is not known yet, and puts the
 * matrix into that of the series. `porting` says how series are ported here; it is
 * copied. run must live as long as the chain's graph.
 */
void behaviour_add(struct chain *chain, const struct branch_run *run,
		   const struct porting *porting);

#endif
