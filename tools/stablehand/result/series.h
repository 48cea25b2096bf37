/* SPDX-License-Identifier: GPL-2.0-only */
/* One series on one branch. */
#ifndef RESULT_SERIES_H
#define RESULT_SERIES_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "kernel/code_size.h"
#include "result/behaviour.h"
#include "result/build.h"
#include "result/check.h"
#include "result/coverage.h"
#include "result/patch.h"
#include "result/steps.h"

struct series_result {
	char *name;
	struct patch_result *patches;	/* those that series.conf gives the branch, in order */
	size_t patch_count, patch_alloc;
	size_t kept_from_stable;	/* of them: series.conf keeps them from profile stable */
	bool landed;			/* every patch that is needed became a commit, one did */
	bool partly;			/* not every one, but what did is written, built, tested */
	bool whole;			/* makes sense as a whole only: never partly */
	git_oid base_commit, base_tree;
	git_oid commit, tree;		/* after the last commit made; the base's when none was */
	char **written;			/* paths of the patches written; NULL-terminated; or NULL */
	char *aside;			/* where the patches of an earlier run were moved; or NULL */
	struct state_result ported;
	bool knows_sizes;		/* base and ported are there to be compared; then */
	struct code_sizes sizes;
	struct steps_result steps;	/* empty: not asked for, or none is kept */
	struct check_comparison check;	/* not made: not asked for, or not known */
	struct comparison_table **comparisons;	/* one for each variant; NULL: not made */
	size_t comparison_count;
	struct coverage_result coverage;	/* empty: not asked for, or not known */
	struct behaviour_result behaviour;	/* empty: no behaviour tests, or not asked for */
};

/* Is there a port, of the whole series or of a part? */
bool series_has_port(const struct series_result *series);

/* How many of its patches are refused, blocked or unreadable? */
size_t series_missing(const struct series_result *series);

/* Forget the comparison in one of the variants. */
void series_drop_comparison(struct series_result *series, size_t variant);

/* Free what it holds and zero it. */
void series_result_release(struct series_result *series);

#endif
