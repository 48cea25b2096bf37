/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What became of the patches upstream after they were ported: a commit that reverts one, in any
 * history of the store. (A later fix that does not go along is evidence of the patch itself:
 * REASON_MISSING_FIX.)
 */
#ifndef RUN_WATCH_H
#define RUN_WATCH_H

#include "result/observed.h"
#include "result/result.h"
#include "run/context.h"

/*
 * Look for reverts of all that was ported, once for all branches, and add what is found to the
 * observations of each branch of the result, in its order, which are sorted again. A patch whose
 * revert is in the same series is left out. Errors: objects that cannot be read, Ctrl-C.
 */
int watch_reverts(struct context *context, const struct result *result,
		  struct observations *observed, struct error **err);

#endif
