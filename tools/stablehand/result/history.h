/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was ever seen of a test, or of a patch: each record, verdict and build with the event that
 * made it, the oldest first; and between which releases a test got worse. All texts are owned;
 * "or NULL" says which may be missing, the others may be "".
 */
#ifndef RESULT_HISTORY_H
#define RESULT_HISTORY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* What made something known. */
struct history_event {
	long id;		/* 0: none was noted, as the run was killed */
	char *at;		/* UTC */
	char *program, *command;
};

struct history_verdict {
	char *branch, *release, *series, *patch;
	char *verdict, *need, *risk;
	char *commit;		/* or NULL */
	struct history_event first, last;	/* that saw it so */
	size_t count;		/* events */
};

struct history_build {
	char *key, *branch, *release, *state, *status;
	char *series;		/* or NULL: base */
	char *folder;		/* or NULL: it was removed */
	double seconds;
	struct history_event made;
};

struct history_record {
	char *test, *branch, *release, *state, *variant;
	char *series;		/* or NULL: base */
	char *run_key;
	char *build_key, *build_status;	/* or NULL */
	int attempt;		/* from 1 */
	char *outcome;		/* outcome_name() */
	double seconds;
	char *message;		/* one line */
	char *kernel_log;	/* complaints */
	char *boot;		/* path of the console's log */
	char *seen;		/* UTC, when it was kept */
	struct history_event made;
	bool newest;		/* the newest event that saw this state and variant saw this run */
};

/* A test of a state got worse from one release to the next that was tested. */
struct history_regression {
	char *test, *branch, *state, *variant;
	char *series;		/* or NULL */
	char *good, *bad;	/* releases: the last good, the first bad; may be the same */
	char *was, *is;		/* outcomes */
	char *message;		/* of the first bad one */
	char *boot;
	struct history_event good_made, bad_made;
	char *fixed;		/* the first release that was good again, or the older one that the
				 * branch went back to; NULL: none was */
};

struct history {
	char *name;		/* as asked for */
	bool of_test;		/* else of patches */
	struct history_verdict *verdicts;
	struct history_build *builds;
	struct history_record *records;
	struct history_regression *regressions;
	size_t verdict_count, verdict_alloc, build_count, build_alloc;
	size_t record_count, record_alloc, regression_count, regression_alloc;
	bool cut;		/* there are more: the oldest are left out */
};

/*
 * From the records, in the order of the events that made them: where did a test of a state get
 * worse? Runs that contradict themselves (flaky) say nothing, nor does one that was skipped.
 */
void history_find_regressions(struct history *history);

/* The object that is printed with --json. A new reference. */
json_t *history_to_json(const struct history *history);

/* Free what they hold and zero them. Fit _cleanup_(). */
void history_event_release(struct history_event *event);
void history_release(struct history *history);

#endif
