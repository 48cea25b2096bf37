/* SPDX-License-Identifier: GPL-2.0-only */
/* A shell in a test VM, to look at a state by hand. */
#ifndef RUN_SHELL_H
#define RUN_SHELL_H

#include "run/branch_run.h"

/*
 * Boot a state that was built (the ported one of the first series, else base;
 * or options->state) in the first variant, or options->variant, with the
 * selftests in /tests, and connect standard input and output to its console
 * until its shell ends. ERROR_INPUT when there is no such build.
 */
int shell_run(const struct branch_run *run, struct error **err);

#endif
