/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the content of a patch in a tree already? All hunks of all files have to be there
 * (place/presence.h), a file that it adds with that content or grown since, a file that it
 * removes gone. A file that is not there is looked for under its name elsewhere.
 */
#ifndef JUDGE_PRESENT_H
#define JUDGE_PRESENT_H

#include <git2.h>

#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"

struct presence_memo;

enum present {
	PRESENT_NO,		/* no hunk is */
	PRESENT_PARTLY,		/* some are */
	PRESENT_YES,		/* all are, and one adds text, or a file is the patch's result */
	PRESENT_UNPROVEN,	/* all are, but none adds text */
};

/*
 * Look. What is there is added to the evidence, line by line; when only a
 * part is, also what is not. Hunks are asked of the memo (place/presence_memo.h; NULL: none).
 * Errors: objects that cannot be read.
 */
int present_check(git_repository *repo, const git_tree *tree, const struct patch *patch,
		  struct presence_memo *memo, struct evidence_list *evidence, enum present *ret_present, struct error **err);

#endif
