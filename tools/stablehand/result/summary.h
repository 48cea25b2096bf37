/* SPDX-License-Identifier: GPL-2.0-only */
/* Counts over a whole result, and what they come to. */
#ifndef RESULT_SUMMARY_H
#define RESULT_SUMMARY_H

#include <stddef.h>

#include "result/result.h"

struct summary {
	size_t branches, failures;	/* failures: branches without an answer */
	size_t not_fetched;		/* of all branches; not in failures unless named */
	size_t landed, refused, other;	/* patches by verdict */
	size_t blocked, unreadable;
	size_t builds_ok, builds_failed;
	size_t steps_ok, steps_failed;	/* patches built by themselves */
	size_t tests, comparisons[COMPARISON_COUNT];
	size_t behaviour[CELL_COUNT];	/* cells of behaviour tests */
	size_t new_and_bad;		/* tests that only ported has, and that do not pass */
	size_t untested;		/* states whose tests could not run */
};

struct summary result_summary(const struct result *result);

/*
 * 0 when all is well, 1 for a finding: a patch that is refused, blocked or unreadable, a failed build, a
 * regression, a new test that does not pass, tests that could not run, a branch that was interrupted
 * before all was done; and when
 * a branch has no answer, the exit code of its error. A branch that is not
 * fetched counts when it was named, or when there is no other.
 */
int result_exit_code(const struct result *result);

#endif
