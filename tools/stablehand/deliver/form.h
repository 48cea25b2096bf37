/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The forms in which maintainers take patches: a table. Each is data (struct form) and, where that
 * is not enough, functions in a file of its own, form_NAME.c; the rest is shared.
 *
 * A form first says the message of each commit its way. From these messages commits are made
 * (the same trees, authors and dates, each on the one before), so that a mail is a commit in
 * every form. Where the message stays, so does the commit.
 */
#ifndef DELIVER_FORM_H
#define DELIVER_FORM_H

#include "deliver/delivery.h"

struct form;

/* A delivery on its way through a form. */
struct form_work {
	const struct form *form;
	const struct delivery *delivery;
	git_oid *commits;		/* one for each patch, with the form's messages */
	char **full_ids;		/* of the commits upstream, 40 digits; NULL: not known */
	struct delivery_files *files;
};

struct form {
	const char *name;		/* "stable", as --form has it */
	const char *summary;		/* who takes it, for help */
	const char *bug_help;		/* what --bug is there; NULL: it takes none */
	bool has_series_conf;		/* its patches have places there (--series-conf) */

	/* Has the delivery what the form needs (ERROR_INPUT)? NULL: nothing special. */
	int (*check)(const struct delivery *delivery, struct error **err);
	/* Write the message of patch number i; NULL: it is that of the port. */
	int (*message)(const struct form_work *work, size_t i, struct buf *message,
		       struct error **err);
	/* Write the files. */
	int (*write)(const struct form_work *work, struct error **err);
};

/* All forms, in the order shown; ends with NULL. */
extern const struct form *const forms[];

/* The form of that name, or NULL. */
const struct form *form_find(const char *name);

/*
 * Make the files of a delivery. ERROR_INPUT says what the form needs and the delivery has not: a
 * commit upstream whose id is abbreviated and that no history in the store has, an author that no
 * mail carries. The caller releases *files, which was empty.
 */
int form_write(const struct form *form, const struct delivery *delivery,
	       struct delivery_files *files, struct error **err);

#endif
