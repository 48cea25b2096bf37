/* SPDX-License-Identifier: GPL-2.0-only */
/* The releases of other branches, in which a patch may have been made, and earlier ones. */
#ifndef RUN_OTHER_RELEASES_H
#define RUN_OTHER_RELEASES_H

#include "adapt/original.h"
#include "port/resolution.h"
#include "run/context.h"
#include "util/error.h"

struct other_releases {
	struct adapt_source *items;	/* the newest first */
	char **versions;
	size_t count, alloc, version_alloc;
};

/* The newest in the store of every branch of the project but this one. */
int other_releases_find(const struct context *context, const char *branch,
			struct other_releases *others, struct error **err);

/*
 * Those of this branch on which one of the resolutions was made, as far as they are in the
 * store. In no order.
 */
int other_releases_resolved(const struct context *context, const char *branch,
			    const struct resolution_set *resolutions,
			    struct other_releases *others, struct error **err);

void other_releases_release(struct other_releases *others);
#define _cleanup_other_releases_ __attribute__((cleanup(other_releases_release)))

#endif
