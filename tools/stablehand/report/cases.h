/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A result as programs that read test reports see it: suites of cases, each passed, failed, in
 * error or skipped. What JUnit, KTAP and KCIDB have in common is settled here once.
 *
 * The suites of a branch, in this order, those without a case left out:
 *
 *	BRANCH				one case a variant that could not be run, an answer that
 *					is not there
 *	BRANCH/SERIES/patches		the verdicts: skipped where the branch needs no patch
 *	BRANCH/base/build		base
 *	BRANCH/SERIES/build		the ported state, and the steps that were built
 *	BRANCH/base/VARIANT		the outcomes of tests as they were
 *	BRANCH/SERIES/ported/VARIANT
 *	BRANCH/SERIES/compared/VARIANT	what base against ported comes to: failed where it
 *					regressed, skipped where that is not known
 *	BRANCH/SERIES/behaviour/STATE/VARIANT
 *
 * A test that fails on base as well is failed in both states, and passed in "compared".
 */
#ifndef REPORT_CASES_H
#define REPORT_CASES_H

#include <stddef.h>

#include "result/result.h"

enum case_status {
	CASE_PASSED,
	CASE_FAILED,		/* what was tested is at fault */
	CASE_ERROR,		/* nobody can tell: it was not run to its end, or not at all */
	CASE_SKIPPED,		/* not asked for, does not apply, or not known yet */
	CASE_STATUS_COUNT
};

enum suite_kind {
	SUITE_BRANCH,
	SUITE_PATCHES,
	SUITE_BUILD,
	SUITE_STATE,
	SUITE_COMPARED,
	SUITE_BEHAVIOUR,
};

/* Of CASE_ERROR, where more is known. */
enum case_cause {
	CAUSE_OTHER,
	CAUSE_TIMEOUT,		/* stopped at its time limit */
	CAUSE_NOT_BUILT,	/* there is no program to run */
	CAUSE_NOT_RUN,		/* no test of the suite could be: the case stands for all of it */
};

/* All texts are printable UTF-8 of bounded length, whatever the result holds. */
struct report_case {
	char *name;		/* one line, never empty */
	enum case_status status;
	enum case_cause cause;
	double seconds;		/* it took, at least 0; 0: not known */
	char *message;		/* one line: why it has not passed; or "" */
	char *detail;		/* lines: complaints of the kernel, what was seen; or "" */
	const char *compared;	/* of a ported test: "same", "regressed" ...; NULL: with nothing */
};

struct report_suite {
	enum suite_kind kind;
	size_t branch;			/* index in the result */
	const char *series;		/* as the result has it; NULL: none */
	const char *state;		/* "base", "ported", "patch 1"; NULL: none */
	const char *variant;		/* NULL: none */
	const struct seen *seen;	/* when; never NULL */
	char *name;			/* as above; no blank at either end */
	struct report_case *cases;
	size_t count, alloc;
	size_t totals[CASE_STATUS_COUNT];
};

struct report_suites {
	struct report_suite *items;	/* those of a branch stand together */
	size_t count, alloc;
};

/* Bounds of the texts, in bytes. */
#define CASE_LINE_MAX 1000
#define CASE_DETAIL_MAX 16000

/* All suites of a result, which has to outlive them. Free with report_suites_release(). */
void report_suites_make(const struct result *result, struct report_suites *ret);

void report_suites_release(struct report_suites *suites);

/*
 * The first line of a text, and all of it, as printable UTF-8 within the bounds; what is left out
 * is told at the end. NULL is "". The caller frees them.
 */
char *case_line(const char *text);
char *case_lines(const char *text);

/* Of a record: passed, failed, in error or skipped. */
enum case_status case_status_of(enum outcome outcome);

#endif
