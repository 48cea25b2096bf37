/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a project knows and means: accepted.conf in its folder, in git-config syntax, written by
 * `stablehand accept` and fit to be kept under version control. A finding that is accepted is
 * still told, but does not count.
 *
 *	[accepted "6.1.y-4f2a91c03b"]
 *		text = fix/0001-guard.patch: refused: ...
 *		signature = ...
 *		on = 2026-12-01
 *		until = 2027-01-31	; or not there: for good
 *		reason = 6.1 has no such function; agreed with its maintainer
 */
#ifndef RUN_ACCEPTED_H
#define RUN_ACCEPTED_H

#include <stddef.h>

#include "result/night.h"
#include "run/context.h"
#include "util/error.h"

#define ACCEPTED_CONF "accepted.conf"

/* All texts are allocated; all but key may be NULL: then the entry does not hold. */
struct acceptance {
	char *key, *reason, *on, *signature, *text;
	char *until;			/* NULL: for good */
};

struct acceptances {
	struct acceptance *items;	/* in the order of the file */
	size_t count, alloc;
};

/*
 * Read the file; none: nothing is accepted. ERROR_INPUT: it cannot be read, or a date is none. The
 * caller releases *ret.
 */
int accepted_read(const struct context *context, struct acceptances *ret, struct error **err);

/*
 * Accept a finding from today on, until a date ("2027-01-31"; NULL: for good), in place of
 * what was accepted of it before. ERROR_INPUT: the reason is empty or has several lines, the
 * date is none or is past.
 */
int accepted_add(const struct context *context, const struct night_finding *finding,
		 const char *reason, const char *until, struct error **err);

/* Drop it again. ERROR_INPUT: it is not there. */
int accepted_drop(const struct context *context, const char *key, struct error **err);

/*
 * Mark the findings that are accepted on a day ("2026-12-01"). One whose failure is another one
 * by now, or whose date is past, counts, and says why.
 */
void accepted_apply(const struct acceptances *accepted, const char *today,
		    struct night_finding *findings, size_t count);

/* Today's date in UTC, for accepted_apply(). */
void accepted_today(char ret_today[11]);

void acceptances_release(struct acceptances *accepted);

#endif
