/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a patch the commit that the first line of its mail says? */
#ifndef RUN_IMPORT_CLAIMS_H
#define RUN_IMPORT_CLAIMS_H

#include "door/incoming.h"
#include "run/context.h"
#include "run/import_source.h"
#include "util/error.h"

/*
 * Look for the commits that only a first line names (patch->upstream_claimed) in the repository
 * of the options or of the project. One that is there with the patch's subject is what it is
 * upstream: X-Upstream-Commit says so from then on, which is told. Without a repository nothing
 * is looked for.
 */
int import_check_claims(struct context *context, const struct import_options *options,
			struct incoming *incoming, struct error **err);

#endif
