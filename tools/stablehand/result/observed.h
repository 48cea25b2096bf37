/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of a branch after a night, in a flat list: one observation for each patch,
 * build, test in a variant of a state, and so on, each the latest that there is. Comparing two
 * nights is comparing two lists.
 */
#ifndef RESULT_OBSERVED_H
#define RESULT_OBSERVED_H

#include <stdbool.h>
#include <stddef.h>

#include "result/branch.h"
#include "result/night.h"
#include "util/error.h"

/* Texts are allocated; all but `is` may be NULL. */
struct observation {
	enum news_kind kind;		/* of the news if it turns bad */
	char *series, *patch, *test, *variant, *state;
	char *about;			/* what else tells it from others: id of a later fix */
	char *is;			/* verdict, outcome, "ok", "same" ... */
	bool bad;
	bool carried;			/* not of this night: the one before knew it */
	char *release;			/* at which it was seen */
	char *text;			/* one line: what is to be said of it */
	char *kernel_log;		/* lines: of a test of base */
	char *signature;		/* of what is bad */
	bool specific;			/* which names the failure itself: others may be like it */
	char *group;			/* a patch: file name of the one that it waits for */
	char *log;
	char *flaky;			/* of base: what it showed when run again; not kept */
	/* What a bad one was when it was good last; good_release NULL: not known. */
	char *good_is, *good_log, *good_release;
};

struct observations {
	struct observation *items;	/* sorted (observations_sort()) */
	size_t count, alloc;
	bool judged;			/* all verdicts of the branch are there */
};

/* All that a result says of a branch, into an empty list, sorted. */
void observe_branch(const struct branch_result *branch, struct observations *ret);

/* Add one; `is` is copied. The list is to be sorted then. */
struct observation *observe(struct observations *list, enum news_kind kind, const char *is);

/* Sort by what the observations are of; of several of the same thing one stays. */
void observations_sort(struct observations *list);

/* The observation of the same thing in a sorted list, or NULL. */
struct observation *observations_find(const struct observations *list,
				      const struct observation *like);

/* Of a test of base: does it show worse than it once did? Neither is NULL. */
bool observation_is_worse(const struct observation *was, const struct observation *now);

/* As text, and back: ERROR_INPUT as result_from_json(). The caller frees either. */
char *observations_text(const struct observations *list);
int observations_read(const char *text, struct observations *ret, struct error **err);

void observation_release(struct observation *observation);
void observations_release(struct observations *list);

/*
 * A failure's text such that like ones are equal: addresses and numbers replaced, white space
 * one blank, at most 160 bytes. The caller frees it.
 */
char *failure_signature(const char *text);

#endif
