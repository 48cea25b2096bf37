/* SPDX-License-Identifier: GPL-2.0-only */
/* How quoted_add() is split; nothing outside door/ needs this. */
#ifndef DOOR_QUOTED_PARTS_H
#define DOOR_QUOTED_PARTS_H

#include <stdbool.h>

#include "door/quoted.h"
#include "util/buf.h"

/* A line that was quoted, its marks taken off, without its newline. */
struct quoted_line {
	const char *text;
	size_t len;
	size_t number;		/* in the mail, from 1 */
};

struct quoted_lines {
	struct quoted_line *items;
	size_t count, alloc;
};

/* What was done to make a diff whole. */
struct quoted_mended {
	size_t context;		/* lines that became those of a tree */
	size_t known;		/* added lines that a tree has */
	size_t guessed;		/* added lines that were indented by the lines above */
	size_t against;		/* hunks behind whose guessed lines the next one stands elsewhere */
	size_t left_out;	/* lines behind a hunk that are no part of a diff */
	bool near;		/* a hunk was taken at the nearest of several places */
	char *tree;		/* name of the tree; NULL: nothing had to be looked for */
};

/*
 * Write the diff that lines[from...] hold, mended by the trees, to `diff`. ERROR_INPUT as for
 * quoted_add(). The caller frees ret_mended->tree.
 */
int quoted_mend(const struct quoted_lines *lines, size_t from, const char *where,
		const struct door_trees *trees, struct buf *diff, struct quoted_mended *ret_mended,
		struct error **err);

/*
 * Put the addresses of a text right that an archive has made unreadable, "Name <user@xxxxxxx>",
 * where MAINTAINERS of a tree has that name, user and length of the host. *ret_count: how many
 * were, *ret_left: how many could not be. The caller frees what it returns.
 */
char *quoted_addresses(const char *text, const struct door_trees *trees, size_t *ret_count,
		       size_t *ret_left);

#endif
