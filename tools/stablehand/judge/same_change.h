/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Has a branch a commit of its own that makes the very change of a patch, by patch-id, whatever
 * its title is and whatever it quotes?
 */
#ifndef JUDGE_SAME_CHANGE_H
#define JUDGE_SAME_CHANGE_H

#include <git2.h>

#include "index/mentions.h"
#include "index/patch_ids.h"
#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"

/*
 * Look, unless it is known by its id or was reverted. *ids are those of the release, opened here
 * when first needed; the caller frees them. The mention becomes found, as by its id, when there
 * is such a commit, and reverted, when one reverts that commit by title, or one nearer to the tip
 * takes the change back. Both are told in the evidence. Errors: the history cannot be read,
 * Ctrl-C.
 */
int same_change_find(git_repository *repo, const git_oid *release, const struct patch *patch,
		     struct patch_ids **ids, struct mention *mention,
		     struct evidence_list *evidence, struct error **err);

#endif
