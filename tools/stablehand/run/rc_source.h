/* SPDX-License-Identifier: GPL-2.0-only */
/* A source of type rc: the next release of a branch as it is up for review. */
#ifndef RUN_RC_SOURCE_H
#define RUN_RC_SOURCE_H

#include "kernel/source.h"

/*
 * Fits source_options.fetch_rc. The release is the one that the queue (run/rc_queue.h) is for,
 * with its patches, a commit each, and a last commit that gives the Makefile the version. That
 * base is source->base; else, of an announced -rc, the release before it; else the newest of the
 * branch's other sources, which are asked first in any case: they may have the release that was
 * under review, and then that is the answer.
 *
 * Patches apply exactly: every line that a hunk expects is there (place/place.h). ERROR_INPUT
 * names the patch that does not; the store is as it was then. The commits are the same for the
 * same base and queue. The version of a queue that was not announced ends in -rc0; where the
 * store has a version with another content, -g and 12 digits of the queue's hash follow.
 */
int rc_source_fetch(const struct source_options *options, const struct branch_source *source,
		    struct source_result *result, struct error **err);

#endif
