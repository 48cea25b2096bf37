/* SPDX-License-Identifier: GPL-2.0-only */
/* One patch onto a tree, all of it or nothing, without a work tree. */
#ifndef ADAPT_APPLY_H
#define ADAPT_APPLY_H

#include <git2.h>

#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"
#include "verdict/verdict.h"

struct adapt_context;

struct apply_result {
	enum verdict verdict;		/* clean, moved, adapted or refused */
	struct evidence_list evidence;	/* about whole files, when refused */
	struct hunk_outcome_list hunks;	/* of every file, in the order of the patch */
	size_t dropped;			/* files left out: what they are about is not here */
	git_oid tree;			/* with the patch; when refused, the tree as it was */
};

/*
 * Apply a patch to the tree `base`. Every file is looked at, so that all
 * that is wrong is said at once. Refused: a file that is not there (for the
 * first 20 with the only other file of that name, if there is just one), that
 * would be made and is there, that is a symbolic link, a submodule or a
 * folder, a deleted file whose content is another, a hunk that cannot be
 * placed. Objects that cannot be read or written are an error, and so is an
 * interruption, which is looked for before each file. With `adapting` (else NULL),
 * what is modified is adapted, where that is possible, also when its hunks can
 * be placed, and a file that is not there is looked for under another name. If
 * it is proven that the tree has nothing of what the file is about, its hunks are
 * dropped, which the evidence says: they have no outcome, and the verdict is adapted.
 * The caller releases *ret_result, which is untouched on failure.
 */
int apply_patch(git_repository *repo, const git_oid *base, const struct patch *patch,
		const struct adapt_context *adapting, struct apply_result *ret_result,
		struct error **err);

void apply_result_release(struct apply_result *result);
#define _cleanup_apply_result_ __attribute__((cleanup(apply_result_release)))

#endif
