/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is what is kept as it was written? The store of kernels, published builds, the results. What
 * is damaged is put aside: the store and the builds are made again when they are needed, the
 * results come from their copy.
 */
#ifndef RUN_KEPT_CHECK_H
#define RUN_KEPT_CHECK_H

#include "git/store_check.h"
#include "run/context.h"
#include "util/error.h"

struct kept_report {
	bool mended;			/* what was damaged was put aside */
	struct store_report store;
	size_t builds;			/* that were looked at */
	char **damaged_builds;		/* "builds/0123456789ab...: bzImage is damaged" */
	size_t damaged_build_count, damaged_build_alloc;
	char *results_why;		/* what is wrong with the database; NULL: nothing */
	char *results_said;		/* and what became of it; NULL: nothing was done */
};

/*
 * Look at the store and the results; with `mend` mend them. Waits for imports that are
 * going on. The caller releases the report, also after an error.
 */
int kept_check(const struct context *context, bool mend, struct kept_report *ret_report,
	       struct error **err);

/* And at all builds, each file by its hash; with `mend` damaged ones are removed. */
int kept_check_builds(const struct context *context, bool mend, struct kept_report *report,
		      struct error **err);

/* Is anything damaged? */
bool kept_is_damaged(const struct kept_report *report);

/* Fits _cleanup_(). */
void kept_report_release(struct kept_report *report);

#endif
