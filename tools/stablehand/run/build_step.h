/* SPDX-License-Identifier: GPL-2.0-only */
/* Builds as steps of a chain: kept results are used, missing ones are made by a job. */
#ifndef RUN_BUILD_STEP_H
#define RUN_BUILD_STEP_H

#include "kernel/check.h"
#include "kernel/external.h"
#include "run/build_job.h"
#include "run/walk.h"

struct build_step {
	/* What is to be built, as for the job. key is not looked at. */
	struct build_job job;

	/* Where the result goes, which is the caller's; one of these, by the kind. */
	struct build_result *build;	/* build, step */
	struct check_result *check;
	struct external_result *external;
	const struct build_result *kernel;	/* external: filled when the step begins */

	/*
	 * Called when the step begins; returns whether it has to be done at all, and may
	 * still change the step. NULL: yes.
	 */
	bool (*wanted)(struct build_step *step, void *data);

	/* Called when the result is there; or NULL. */
	int (*then)(void *data, struct error **err);

	/* Called when it failed, then() included; or NULL. */
	void (*failed)(void *data);

	void *data;
};

/*
 * Add a copy of the step to the chain. What it points to must live until the step has
 * ended; options.state is copied.
 */
void build_step_add(struct chain *chain, const struct build_step *step);

#endif
