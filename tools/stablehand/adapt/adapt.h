/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carry a change from one version of a file to another: do to B_OLD what turns A_OLD into
 * A_NEW. Bytes in, bytes out.
 *
 * Each change between the two versions of A is carried by itself. The definition around it
 * (function, structure, ...) is looked up in B and its lines are aligned with those of B
 * (adapt/alignment.h), which gives the change its place. If the replaced lines are the same
 * there, the new ones are taken as they are; if they differ, the change is merged with B's
 * lines token by token. Names that do not exist in B are replaced by their counterparts: as
 * learned from both files, or by a rule (adapt/renamings.h). Whatever remains in doubt is
 * refused.
 */
#ifndef ADAPT_ADAPT_H
#define ADAPT_ADAPT_H

#include <stdbool.h>
#include <stddef.h>

#include "adapt/bytes.h"
#include "adapt/file_tree.h"
#include "adapt/renamings.h"
#include "adapt/rung.h"
#include "place/presence.h"
#include "util/buf.h"
#include "util/error.h"

struct adapt_options {
	struct adapt_bytes a_old, a_new, b_old;
	/* The name of B_OLD, whose suffix tells the language; NULL: as in its tree, or unknown. */
	const char *name;
	/* The trees that the files are from; NULL: not known. */
	const struct adapt_tree *tree_a, *tree_b;
	const struct renamings *renamings;	/* rules; or NULL */
	bool part;	/* of a patch: the caller puts the names of all of it to the gates */
};

/* One change between A_OLD and A_NEW and what became of it. */
struct adapt_change {
	size_t a_line, a_count;		/* lines of A_OLD that it replaces, from 0 */
	size_t n_line, n_count;		/* by these of A_NEW */
	size_t b_line, b_count;		/* lines of B_OLD that were replaced */
	bool there;			/* B has it already: nothing is done */
	bool part;			/* what it adds was split off from the change next to it */
	bool placed;			/* one of several places, found with the first */
	int deeper;			/* tabs that B's code is further in */
	enum rung rung;
	char *text;			/* what had to be done, or why it is refused; or NULL */
};

struct adapt_result {
	struct adapt_change *changes;
	size_t change_count;
	bool adapted;			/* no change is refused */
	enum presence presence;		/* of all changes in B; there or gone: B stays as it is */
	enum rung rung;			/* the boldest */
	struct buf content;		/* of B, when adapted */
};

/*
 * Do it. Refusals are results. Error: a file that is too large (64 MB).
 * The caller releases *ret_result, untouched on failure.
 */
int adapt_file(const struct adapt_options *options, struct adapt_result *ret_result,
	       struct error **err);

void adapt_result_release(struct adapt_result *result);
#define _cleanup_adapt_result_ __attribute__((cleanup(adapt_result_release)))

#endif
