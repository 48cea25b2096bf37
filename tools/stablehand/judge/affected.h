/* SPDX-License-Identifier: GPL-2.0-only */
/* How judge.c is split: is what the patch is about in the branch at all? */
#ifndef JUDGE_AFFECTED_H
#define JUDGE_AFFECTED_H

#include <git2.h>
#include <stdbool.h>

#include "index/mentions.h"
#include "index/symbols.h"
#include "judge/withheld.h"
#include "series/patch.h"
#include "syntax/words.h"
#include "util/error.h"
#include "verdict/evidence.h"

/* A patch and what is known about the branch; nothing belongs to it. */
struct affected {
	git_repository *repo;
	struct symbols *symbols;	/* of the branch before the series */
	const git_tree *tree;		/* the patch would go here */
	const struct patch *patch;
	const struct words *words;	/* of the patch */
	const struct words *brought;	/* of the patches before it */
	const struct withheld_list *withheld;	/* before it, not ported; or NULL */
	const struct mentions *mentions;
	const struct mention *fixes;	/* what its Fixes: lines name */
	size_t fixes_count;
};

/*
 * See "not-affected" in judge/judge.h. true in *ret_not when the branch is
 * not; what shows it is told then.
 */
int affected_check(const struct affected *affected, struct evidence_list *evidence,
		   bool *ret_not, struct error **err);

/*
 * Identifiers that added lines use and that are nowhere where their file
 * could see them: told, and added to `missing`.
 */
int affected_missing(const struct affected *affected, struct evidence_list *evidence,
		     struct words *missing, struct error **err);

#endif
