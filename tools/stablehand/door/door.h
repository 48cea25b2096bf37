/* SPDX-License-Identifier: GPL-2.0-only */
/* What people name as a source, told apart, and read by who can. */
#ifndef DOOR_DOOR_H
#define DOOR_DOOR_H

#include "door/incoming.h"
#include "util/error.h"

enum door_kind {
	DOOR_FILE,		/* a path that is there, and not one of a folder */
	DOOR_FOLDER,
	DOOR_MESSAGE_ID,	/* "<x@y>", "x@y", a URL of an archive that ends in one */
	DOOR_COMMITS,		/* a commit, or A..B */
};

struct door_options {
	const char *repository;	/* of commits; NULL: none is known */
};

/*
 * What a word names. A path that is there is one; what has an '@' is a message id, unless it is
 * "x@{...}", as revisions have it; all else is a commit or a range.
 */
enum door_kind door_kind(const char *source);

/* Add what a source has. ERROR_INPUT says what was wrong with it, ERROR_ENVIRONMENT what lacks. */
int door_read(const struct door_options *options, const char *source,
		struct incoming *incoming, struct error **err);

#endif
