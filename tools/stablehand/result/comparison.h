/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Base against ported, test by test. A difference counts only when it shows
 * each time: the test is repeated COMPARISON_REPEATS times in both states, and
 * as soon as either state contradicts itself the verdict is flaky.
 */
#ifndef RESULT_COMPARISON_H
#define RESULT_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "result/attempts.h"

#define COMPARISON_REPEATS 3

enum comparison {
	COMPARISON_SAME,
	COMPARISON_FIXED,
	COMPARISON_REGRESSED,
	COMPARISON_FLAKY,
	COMPARISON_UNKNOWN,	/* one side has not run, or a difference is not confirmed yet */
	COMPARISON_COUNT,
};

struct test_row {
	char *test;
	const struct record *base, *ported;	/* first attempts; NULL: not run; not owned */
	enum comparison comparison;
	char *reason;		/* why it is not "same"; "" if it is */
	bool needs_repeat;	/* a difference that a further attempt has to confirm */
};

struct comparison_table {
	struct test_row *rows;	/* by test name */
	size_t count, alloc;
	size_t totals[COMPARISON_COUNT];
	size_t new_and_bad;	/* tests that only ported has, and that do not pass there */
	size_t base_outcomes[OUTCOME_COUNT], ported_outcomes[OUTCOME_COUNT];
};

/*
 * Compare the records of two states. The table points into both, which must
 * outlive it. Free with comparison_release().
 *
 * Outcomes are ordered by how much a test showed: pass, then skip, then fail,
 * timeout and not-built alike, then crash. Between equal outcomes, a complaint
 * (WARN, BUG, KASAN ...) that only one state's kernel log has decides: a test
 * that still passes but now makes the kernel WARN has regressed.
 */
void comparison_make(const struct attempts *base, const struct attempts *ported,
		     struct comparison_table *ret_table);

void comparison_release(struct comparison_table *table);

/* "same", "fixed", "regressed", "flaky", "unknown". */
const char *comparison_name(enum comparison comparison);

#endif
