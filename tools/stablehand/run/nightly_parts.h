/* SPDX-License-Identifier: GPL-2.0-only */
/* How run/nightly.h is split; nothing else needs this. */
#ifndef RUN_NIGHTLY_PARTS_H
#define RUN_NIGHTLY_PARTS_H

#include "result/observed.h"
#include "result/result.h"
#include "run/nightly.h"
#include "run/pipeline.h"

/* What is known of a branch from the nights before. */
struct nightly_known {
	struct observations list;
	size_t night;			/* id; 0: nothing is known */
};

/*
 * Run the tests of base once more that show worse than in the nights before: what passes then
 * is flaky, and not what the new release brought; the observation becomes the new one and says
 * so. What fails again says that it was seen twice. options: as the night was asked for. Errors:
 * what ends a run (Ctrl-C), not that the tests could not be run again.
 */
int nightly_confirm(struct context *context, const struct pipeline_options *options,
		    const struct branch_result *branch, const struct observations *known,
		    struct observations *now, struct error **err);

#endif
