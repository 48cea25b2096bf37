/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a patch in a branch by what history, changelog and version say, where its content
 * is not found: because it was changed later, or is not there?
 *
 *  present  They say that it is there and was not reverted, and nothing of what it
 *           replaces is there: no hunk of it fits, and none of the lines that it
 *           removes is in its place (judge/old_side.h). Of a title alone this is believed when
 *           it is long enough to be no other commit's.
 *  refused  They say that it is there, or was reverted, and content says that it is
 *           not. Both are quoted.
 *
 * By version: the release that a commit first was in, as its mail or a history says, is contained in the
 * one that the branch descends from (index/kernel_version.h). A version that a file's
 * name tells is none.
 */
#ifndef JUDGE_CONTAINED_H
#define JUDGE_CONTAINED_H

#include <git2.h>
#include <stdbool.h>

#include "index/kernel_version.h"
#include "judge/history.h"
#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/verdict.h"

/* Bytes of a title by which alone a commit is recognised. */
#define CONTAINED_TITLE_MIN 20u

struct presence_memo;

/* What is said about a patch; nothing belongs to it. */
struct contained_claim {
	bool named;		/* in history or changelog, by id or title */
	bool named_by_id;
	bool reverted;		/* in history or changelog */
	const char *version;	/* contained_by_version(); or NULL */
	bool partly;		/* a part of its content is there */
};

/*
 * "first released in v5.18, which 6.1.190 contains", allocated; NULL: neither its mail, nor
 * else a history says such a release.
 */
char *contained_by_version(const struct patch *patch, const struct first_release *by_history,
			   const struct kernel_version *here);

/*
 * Decide; memo as for apply_patch(). *verdict becomes present or refused, or stays where there is no claim.
 * Errors: objects that cannot be read or written, Ctrl-C.
 */
int contained_decide(git_repository *repo, const git_tree *tree, const struct patch *patch,
		     const struct contained_claim *claim, struct presence_memo *memo,
		     struct evidence_list *evidence,
		     enum verdict *verdict, struct error **err);

#endif
