/* SPDX-License-Identifier: GPL-2.0-only */
/* All that is kept in the cache and in the state folder. */
#ifndef RUN_STORED_LIST_H
#define RUN_STORED_LIST_H

#include "result/stored.h"
#include "run/context.h"
#include "run/stored_refs.h"
#include "util/error.h"

#define STORED_ASIDE ".removed-"	/* begins the name of what is being removed */

/*
 * List it: each build, job, log and so on is a thing; the objects of the store are things by who
 * leads to them (stored_refs_measure()). `refs` were loaded. Opens the results to read, if they
 * are there. What cannot be read counts as far as it can. Errors: the store or the results.
 */
int stored_list(struct context *context, struct stored_refs *refs, struct stored *stored,
		struct error **err);

#endif
