/* SPDX-License-Identifier: GPL-2.0-only */
/* What the store knows of branches, as a result, and as web pages. */
#ifndef CMD_KNOWN_RESULT_H
#define CMD_KNOWN_RESULT_H

#include "result/result.h"
#include "run/context.h"

/* What is looked up. */
struct known_question {
	struct context *context;	/* results may be NULL: nothing is known */
	const char *profile, *release;	/* release: NULL for the newest */
};

/* Add what is known of a branch, or that nothing is, with the command that finds out. */
int known_add_branch(const struct known_question *question, const char *branch, bool named,
		     struct result *result, struct error **err);

/*
 * Write a result with its nights (run/texts.h has been called, if it is to have texts) as web
 * pages to a folder; profile: NULL for a result that has none, being of a file.
 */
int known_write_page(struct context *context, const char *profile, const struct result *result,
		     const char *folder, struct error **err);

/* The page of all branches of the project, with texts and nights, where [nightly] page says. */
int known_nightly_page(struct context *context, const char *profile, struct error **err);

#endif
