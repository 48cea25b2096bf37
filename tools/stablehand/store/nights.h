/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nights in the store: what was new in each, what a later one compares itself with, and the
 * findings from the night that opened them to the one that closed them. A night is of a
 * project (its absolute path) and a profile.
 */
#ifndef STORE_NIGHTS_H
#define STORE_NIGHTS_H

#include "result/night.h"
#include "store/results.h"

/* What is known of a branch after a night (result/observed.h), for the comparison with the next. */
struct night_observed {
	const char *branch;
	const char *release;		/* or NULL */
	bool good;			/* the night got to the branch's end */
	const char *text;		/* or NULL: nothing that a later night could use */
};

/*
 * Put a night that is over into the store, all of it or nothing, `observed` with it (`count`
 * of them). It gets its id, and with it every finding whose first_night or last_night is 0.
 * Findings that were open and are none of the night's are closed by it.
 */
int results_add_night(struct results *results, const char *project, struct night *night,
		      const struct night_observed *observed, size_t count, struct error **err);

/*
 * The newest nights, at most `max`, the newest first. The findings are listed of the newest
 * alone. The caller releases *ret_nights.
 */
int results_nights(struct results *results, const char *project, const char *profile, size_t max,
		   struct nights *ret_nights, struct error **err);

/* What was known of a branch after the last night that looked at it. */
struct last_observed {
	size_t night;			/* id */
	char *at, *release, *text;	/* release: NULL if it had none */
};

/* 1 and *ret, which the caller releases; 0: there was none; -1. */
int results_last_observed(struct results *results, const char *project, const char *profile,
			  const char *branch, struct last_observed *ret, struct error **err);
void last_observed_release(struct last_observed *last);

/*
 * The findings that are open after the newest night, as that night has them. The array and
 * what it holds are the caller's.
 */
int results_open_findings(struct results *results, const char *project, const char *profile,
			  struct night_finding **ret_findings, size_t *ret_count,
			  struct error **err);

#endif
