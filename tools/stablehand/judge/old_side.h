/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is what a patch changes still in a tree as it was before? Hunk by hunk:
 *
 *  - one that removes lines: each run of them is there, one line behind the other, below
 *    the function that the @@ line names, between the lines with text that the patch has
 *    around them; one of these two may differ where a line of the run is nowhere else in
 *    the file. Runs without a letter or digit say nothing, nor do lines that the patch
 *    adds again to the same file: they may be here because it moved them;
 *  - one that only adds: its context is there, nothing in between, below that function;
 *  - a file that is removed: it is there with that content.
 *
 * This shows that the change is not there. That nothing is found shows nothing.
 */
#ifndef JUDGE_OLD_SIDE_H
#define JUDGE_OLD_SIDE_H

#include <git2.h>
#include <stddef.h>

#include "series/patch.h"
#include "util/error.h"

#define OLD_SIDE_PLACES_MAX 4u

struct old_side_place {
	enum old_side_kind {
		OLD_SIDE_REMOVED,	/* the line is one that the patch removes */
		OLD_SIDE_ADDED_BEHIND,	/* the line that it adds others behind */
		OLD_SIDE_FILE,		/* the file, which it removes */
	} kind;
	char *path;
	size_t line;		/* from 1; of a file: 0 */
	char *text;		/* of the line, printable; of a file: NULL */
};

struct old_side {
	size_t hunks;		/* that say something; a file that is removed is one */
	size_t here;
	size_t removing;	/* of the hunks, those that remove something */
	struct old_side_place places[OLD_SIDE_PLACES_MAX];	/* the first of what is here */
	size_t place_count;
};

/* "removed by the patch, still here: ...": what is at a place, for people. Allocated. */
char *old_side_text(const struct old_side_place *place);

/* Look. Errors: objects that cannot be read. The caller releases *ret_side. */
int old_side_find(git_repository *repo, const git_tree *tree, const struct patch *patch,
		  struct old_side *ret_side, struct error **err);

void old_side_release(struct old_side *side);
#define _cleanup_old_side_ __attribute__((cleanup(old_side_release)))

#endif
