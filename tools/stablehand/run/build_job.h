/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The jobs that use a branch's work tree and O= folder, and the machine's compilers:
 *
 *	build		a state: kernel, modules, selftests (kernel/build.h)
 *	step		the tree after one patch (kernel/step.h)
 *	restore		the folders brought to a tree, nothing kept
 *	check		folders with W=1, sparse, checksums (kernel/check.h)
 *	external	what tests bring along, built against a state (kernel/external.h)
 *
 * Each publishes what it makes in <cache>/builds/, where whoever wants it looks first:
 * a job is only made for what is not there.
 */
#ifndef RUN_BUILD_JOB_H
#define RUN_BUILD_JOB_H

#include <stdbool.h>

#include "kernel/build.h"
#include "kernel/external.h"
#include "run/job_kinds.h"

enum build_job_kind {
	BUILD_JOB_BUILD,
	BUILD_JOB_STEP,
	BUILD_JOB_RESTORE,
	BUILD_JOB_CHECK,
	BUILD_JOB_EXTERNAL,
	BUILD_JOB_COUNT
};

struct build_job {
	enum build_job_kind kind;
	struct build_options options;	/* known_only is not looked at */
	const char *key;		/* that the build has to have; NULL: not known */
	char *const *folders;		/* check: NULL-terminated */
	const char *folder;		/* external: with the sources, absolute */
	const struct external_item *items;
	size_t item_count;
};

extern const struct job_kind build_job_kinds[BUILD_JOB_COUNT];

/* Make the job. ERROR_INPUT when a fragment of the configuration cannot be read. */
int build_job_new(const struct build_job *build, struct job **ret_job, struct error **err);

/*
 * Was what the job published made by it, or found? (As build_result.cached; kernel
 * and selftests.)
 */
bool build_job_cached(const json_t *values);
bool build_job_selftests_cached(const json_t *values);

#endif
