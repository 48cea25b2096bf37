/* SPDX-License-Identifier: GPL-2.0-only */
/* Apply one patch to a tree, all of it or nothing, without a work tree. */
#ifndef ADAPT_APPLY_H
#define ADAPT_APPLY_H

#include <git2.h>

#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"
#include "verdict/verdict.h"

struct adapt_context;
struct presence_memo;

enum apply_how {
	APPLY_AS_IS,		/* the patch was made for this tree */
	APPLY_UNLESS_THERE,	/* what a file has already does not go in again */
};

struct apply_result {
	enum verdict verdict;		/* clean, moved, adapted or refused; present: all is there */
	struct evidence_list evidence;	/* about whole files, when refused */
	struct hunk_outcome_list hunks;	/* of every file, in the order of the patch */
	size_t dropped;			/* files left out, as their subject does not exist here */
	git_oid tree;			/* with the patch applied; if refused, `base` */
};

/*
 * Apply a patch to the tree `base`. All files are tried, so that everything wrong is reported at
 * once. Refused are: a file that does not exist (the first 20 with the only other file of that
 * name, if there is just one), a file to create that exists, a symbolic link, submodule or
 * directory, a binary file, a file to delete whose content differs, a hunk that cannot be placed. Errors:
 * objects that cannot be read or written, and an interruption, which is checked before each file.
 *
 * APPLY_UNLESS_THERE: hunks that a file has already (place/presence.h) are present and change nothing.
 * Where a file has some of what the patch adds to it, the others are refused. If all of the patch is
 * there, that is the verdict, and the tree is `base`.
 *
 * With `adapting` (else NULL), modified files are adapted where possible, even where all hunks
 * can be placed, and a file that does not exist is searched under another name. If it is proven
 * that nothing of what a file is about exists in the tree, its hunks are dropped: they have no
 * outcome, the evidence tells, and the verdict is adapted.
 *
 * What is there is asked of the memo (NULL: none; place/presence_memo.h).
 *
 * The caller releases *ret_result, which is untouched on failure.
 */
int apply_patch(git_repository *repo, const git_oid *base, const struct patch *patch,
		enum apply_how how, const struct adapt_context *adapting, struct presence_memo *memo,
		struct apply_result *ret_result, struct error **err);

void apply_result_release(struct apply_result *result);
#define _cleanup_apply_result_ __attribute__((cleanup(apply_result_release)))

#endif
