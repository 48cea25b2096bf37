/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A patch that is quoted in a reply: behind "> ", interrupted by what is answered, and perhaps
 * with its white space lost, as some archives show mails (each run of it became one space, none
 * is left at the start of a line, and addresses end in "@xxxxxxxxxx").
 *
 * Marks are taken off and what is not quoted is left out. When the diff is whole then, that is
 * all. Else its context and the lines that it removes are looked for in the trees that are known,
 * without regard to white space, and become what stands there: all hunks of a file have to be
 * found in one tree, each in one place, or in places that are the same. An added line that some
 * tree has behind the same line becomes what it is there; the others are indented as kernel code
 * is (door/indent.h), which is a guess: it is told, and how many lines it was.
 */
#ifndef DOOR_QUOTED_H
#define DOOR_QUOTED_H

#include <git2.h>

#include "door/incoming.h"
#include "util/error.h"

/* A tree that the patch may have been made for. */
struct door_tree {
	git_repository *repo;
	git_oid id;		/* of the tree */
	const char *name;	/* for people: "6.1.192-2" */
};

struct door_trees {
	struct door_tree *items;	/* asked in this order */
	size_t count;
};

/*
 * Add the patch that is quoted in `text` (decoded, UTF-8). where: for messages; subject: of the
 * mail, used when none is quoted, or "". ERROR_INPUT when no diff is quoted, a hunk is not
 * whole, or its lines are in no tree.
 */
int quoted_add(struct incoming *incoming, const char *where, const char *subject,
	       const char *text, const struct door_trees *trees, struct error **err);

/* Has the text a diff that is quoted? */
bool quoted_has_diff(const char *text);

#endif
