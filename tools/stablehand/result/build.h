/* SPDX-License-Identifier: GPL-2.0-only */
/* A state of a branch, base or ported: how it was built, and where it was tested. */
#ifndef RESULT_BUILD_H
#define RESULT_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/build.h"
#include "result/attempts.h"
#include "result/code.h"
#include "result/comparison.h"
#include "result/seen.h"

/* The tests of one state in one boot variant. */
struct test_run {
	char *run_key;			/* of its records; NULL: tests not asked for */
	char *made_by;			/* what the records depend on, in lines; or NULL */
	/*
	 * What `alone` and the comparisons are made from (branch_compare()). No part of the
	 * JSON: the store has the records.
	 */
	struct attempts attempts;
	char *not_run;			/* why tests did not run although asked for; or NULL */
	struct comparison_table alone;	/* its outcomes, where there is nothing to compare with */
	struct seen seen;
};

/* One tree that was built and perhaps run. */
struct state_result {
	char *state;			/* "base", "ported" */
	bool has_build;
	struct build_result build;
	struct test_run *runs;		/* one for each of the branch's variants; NULL: none yet */
	size_t run_count;
	bool knows_sources;		/* the build tells which files it read */
	char **not_built;		/* files of the series' patches that it did not; then */
	size_t not_built_count, not_built_alloc;
	char **new_warnings;		/* of the compiler, that base's log does not have */
	size_t new_warning_count, new_warning_alloc;
	struct code_result code;	/* against base; of the ported state only */
	struct seen seen;		/* the build and what belongs to it */
};

/* Why a state's tests did not run, of the first variant that tells; or NULL. */
const char *state_not_run(const struct state_result *state);

/* Free what it holds and zero it. */
void test_run_release(struct test_run *run);
void state_result_release(struct state_result *state);

#endif
