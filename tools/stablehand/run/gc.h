/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What nobody needs any more leaves the disk; and what could be made again, the least recently
 * used first, as far as a limit asks for it.
 *
 * Always stays: the database; of each branch the newest release and that of the last good night,
 * the builds of their bases and ports with what was tested with them (selftests, logs of the
 * VMs), and all that somebody works on (run/gc_locks.h). The rest goes in this order:
 *
 *	1. without a limit, too: what was killed left; releases older than the newest `keep` with
 *	   their ports, indexes and objects; builds of trees that are of no release that stays,
 *	   not used for two weeks; logs that no build cites and jobs, not used for a month
 *	2. these builds, logs, jobs, downloads and indexes, whenever they were used
 *	3. all releases but the newest, with what goes with them
 *	4. what costs time to make again: builds of older releases and of single patches, lists of
 *	   packages; of ccache's folder, by ccache itself, as much as is needed; work folders
 *
 * The removal of a thing cannot be seen half-done: folders are renamed before they are emptied,
 * a release leaves by its references, its objects after that (git/store_gc.h). So a run that
 * was killed has removed some things, and the next one goes on.
 */
#ifndef RUN_GC_H
#define RUN_GC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "result/stored.h"
#include "run/context.h"
#include "util/error.h"

#define GC_KEEP 2		/* releases of a branch */

struct gc_options {
	size_t keep;		/* releases of a branch, the newest ones; at least 1 */
	uint64_t limit;		/* bytes of all that is kept; 0: none */
	bool dry_run;		/* only tell */
};

/*
 * Do it. *ret_removed: what was removed, or would be, each thing with the reason; the caller
 * releases it, also after an error, when it holds what was removed until then. That more is
 * needed than the limit allows is a result (stored_is_over()).
 */
int gc_run(struct context *context, const struct gc_options *options, struct stored *ret_removed,
	   struct error **err);

#endif
