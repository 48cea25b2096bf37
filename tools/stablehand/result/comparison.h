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

/* What a test showed when it was first run in a state. */
struct test_record {
	enum outcome outcome;
	double seconds;		/* it ran */
	char *message;		/* one line, or "" */
	char *kernel_log;	/* complaints of the kernel, each with a newline behind; or "" */
	char *log;		/* path of the boot's console log; "" for none */
	char *host;		/* the machine that the VM ran on: "node, CPU"; NULL: not known */
	char *output;		/* what the test wrote; NULL: not read */
};

struct test_row {
	char *test;
	struct test_record *base, *ported;	/* NULL: not run; owned */
	enum comparison comparison;
	char *reason;		/* why it is not "same"; "" if it is */
};

struct comparison_table {
	struct test_row *rows;	/* by test name */
	size_t count, alloc;
	size_t totals[COMPARISON_COUNT];
	size_t new_and_bad;	/* tests that only ported has, and that do not pass there */
	size_t base_outcomes[OUTCOME_COUNT], ported_outcomes[OUTCOME_COUNT];
};

/*
 * Compare the records of two states. Free with comparison_release().
 *
 * Outcomes are ordered by how much a test showed: pass, then skip, then fail,
 * timeout and not-built alike, then crash. Between equal outcomes, a complaint
 * (WARN, BUG, KASAN ...) that only one state's kernel log has decides: a test
 * that still passes but now makes the kernel WARN has regressed.
 */
void comparison_make(const struct attempts *base, const struct attempts *ported,
		     struct comparison_table *ret_table);

/*
 * The machines that the tests of a table ran on, each once, separated by "; ". NULL: of none of
 * them it is known. The caller's.
 */
char *comparison_hosts(const struct comparison_table *table);

/* Free what it holds and zero it. */
void test_row_release(struct test_row *row);
void comparison_release(struct comparison_table *table);

/* When the rows are there: count them. */
void comparison_count(struct comparison_table *table);

/*
 * By the same order, of any two outcomes with what the kernel complained of (lines, or "")
 * meanwhile: below 0: the latter is worse; above: better; 0: alike.
 */
int outcome_direction(enum outcome before, const char *before_log, enum outcome after,
		      const char *after_log);

/* Does it show a difference that a further attempt has to confirm? */
bool comparison_wants_repeat(const struct test_row *row);

/*
 * Has it something to look at: did it show a difference, not pass or be skipped, or make the
 * kernel complain?
 */
bool test_row_is_notable(const struct test_row *row);

/* "same", "fixed", "regressed", "flaky", "unknown". The comparison of that name, or -1. */
const char *comparison_name(enum comparison comparison);
int comparison_from_name(const char *name);

#endif
