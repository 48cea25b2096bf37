/* SPDX-License-Identifier: GPL-2.0-only */
/* One run at a time works on a branch. */
#ifndef RUN_BRANCH_LOCK_H
#define RUN_BRANCH_LOCK_H

#include "run/context.h"
#include "util/error.h"

/*
 * Take the branch's lock, telling whom we wait for. It goes with the file descriptor,
 * which the caller closes.
 */
int branch_lock(const struct context *context, const char *branch, int *ret_fd, struct error **err);

#endif
