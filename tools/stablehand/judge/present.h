/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the content of a patch in a tree already? For each hunk, one of:
 *
 *  - its whole new side, context included, is in the file below the function
 *    that its @@ line names (without a usable @@ line: once in the file);
 *  - in that function, each run of added lines is there, in order and
 *    without a gap; either the lines on both sides of it are those of the
 *    patch, or those on one side are (or it is three lines with words long)
 *    and it has an identifier that is nowhere else in the function. No run of
 *    removed lines is there.
 *
 * In both cases the old side must not be in that function as well. Hunks that
 * only remove lines, or add nothing but punctuation, prove nothing: a branch
 * that never had the lines looks the same. Why this is safe: present.c.
 */
#ifndef JUDGE_PRESENT_H
#define JUDGE_PRESENT_H

#include <git2.h>

#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"

enum present {
	PRESENT_NO,		/* no hunk is */
	PRESENT_PARTLY,		/* some are */
	PRESENT_YES,		/* all are, and at least one adds text */
	PRESENT_UNPROVEN,	/* all are, but none adds text */
};

/*
 * Look. What is there is added to the evidence, line by line; when only a
 * part is, also what is not. Errors: objects that cannot be read.
 */
int present_check(git_repository *repo, const git_tree *tree, const struct patch *patch,
		  struct evidence_list *evidence, enum present *ret_present, struct error **err);

#endif
