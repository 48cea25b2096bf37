/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said about one patch on one branch. */
#ifndef VERDICT_VERDICT_H
#define VERDICT_VERDICT_H

#include <stdbool.h>

enum verdict {
	VERDICT_NOT_AFFECTED,	/* the branch lacks what the patch is about */
	VERDICT_PRESENT,	/* it is there already */
	VERDICT_SUPERSEDED,	/* something later does its work */
	VERDICT_CLEAN,		/* every hunk on the lines that it names */
	VERDICT_MOVED,		/* every hunk exact, at least one on other lines */
	VERDICT_ADAPTED,	/* context or lines differ */
	VERDICT_RESOLVED,	/* by a recorded resolution */
	VERDICT_REFUSED,
	VERDICT_BLOCKED,	/* needs a patch of the series that was not ported */
	VERDICT_UNREADABLE,	/* the file is no patch that can be read */
	VERDICT_LAST = VERDICT_UNREADABLE
};

/* The word, "not-affected" ... "unreadable". */
const char *verdict_name(enum verdict verdict);

/* Did the patch become a commit (clean, moved, adapted, resolved)? */
bool verdict_landed(enum verdict verdict);

/* Is it one that the branch may need and does not get (refused, blocked, unreadable)? */
bool verdict_is_missing(enum verdict verdict);

/* Does the branch need the patch, whether or not it can be ported? */
enum need {
	NEED_UNKNOWN,		/* nothing shows it either way */
	NEED_NEEDED,
	NEED_NOT_NEEDED,
};

/* The word, "unknown", "needed" or "not-needed". */
const char *need_name(enum need need);

#endif
