/* SPDX-License-Identifier: GPL-2.0-only */
/* Are the tests that were asked for there? Asked before anything is checked out. */
#ifndef RUN_TEST_NAMES_H
#define RUN_TEST_NAMES_H

#include "run/branch_run.h"

/*
 * ERROR_INPUT when a test of --tests can be none of the branch's suite: neither in its release nor
 * in a port of it (both are known) does a file of the suite's folder begin with its name or have
 * a name that its own begins with, and no makefile there mentions it. What make would list is
 * known only after a checkout: what passes here may still be no test.
 */
int test_names_check(const struct branch_run *run, struct error **err);

#endif
