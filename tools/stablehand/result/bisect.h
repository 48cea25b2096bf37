/* SPDX-License-Identifier: GPL-2.0-only */
/* Which commit broke a test: what was looked at, and what was found. All texts are owned. */
#ifndef RESULT_BISECT_H
#define RESULT_BISECT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum bisect_verdict {
	BISECT_GOOD,
	BISECT_BAD,
	BISECT_SKIPPED,		/* neither: it does not build, the test contradicts itself, ... */
};

/* "good", "bad", "skipped". */
const char *bisect_verdict_name(enum bisect_verdict verdict);

struct bisect_commit {
	char *id;		/* 40 hex digits */
	char *subject, *author;	/* "Name <mail>" */
	char *date;		/* of the author, UTC */
};

/* A commit that was built and tested. */
struct bisect_step {
	struct bisect_commit commit;
	enum bisect_verdict verdict;
	char *why;		/* "fail: exit 254", "does not build: ..."; or "" */
	size_t attempts;	/* how often the test was run */
	char *build;		/* key; or NULL */
	char *log;		/* console of the first boot, or the log of the build; or NULL */
};

struct bisect {
	char *branch, *test, *variant;
	char *good, *bad;	/* as asked for */
	size_t commits;		/* after the good one, to the bad one */
	struct bisect_step *steps;	/* in their order: the good one, the bad one, then others */
	size_t step_count, step_alloc;
	struct bisect_commit *found;	/* those that may be the first bad one; one: it is that */
	size_t found_count, found_alloc;
};

/* The object that is printed with --json. A new reference. */
json_t *bisect_to_json(const struct bisect *bisect);

/* Fits _cleanup_(). */
void bisect_release(struct bisect *bisect);

#endif
