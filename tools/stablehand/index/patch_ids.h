/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commits that a branch has of its own (not mainline's, which are in the release that it
 * left from), found by their patch-ids (series/patch_id.h): a change that came under
 * another title, or without its upstream id. Comparing each commit with its parent takes a
 * minute for ten thousands of them, so it is done when first asked for and kept in the
 * store as stablehand-patch-ids/<tip>; a later tip of the same history compares only the commits
 * that are new.
 */
#ifndef INDEX_PATCH_IDS_H
#define INDEX_PATCH_IDS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "index/history_index.h"
#include "util/error.h"

/* Files of a commit beyond which it has no id here, and the bytes of each. */
#define PATCH_IDS_FILES_MAX 2000u
#define PATCH_IDS_FILE_BYTES_MAX (16u << 20)

struct patch_ids;

/*
 * Those of the history of the commit `tip`, made now if need be. Which are the branch's own: all
 * but those that were first in a release of mainline ("v6.1-rc3", "v6.1"), as far as the history
 * tells. That they cannot be kept is no error. Errors: the tip cannot be read, Ctrl-C (what
 * was done until then is kept). The caller frees with patch_ids_free().
 */
int patch_ids_open(git_repository *repo, const git_oid *tip, struct patch_ids **ret_ids,
		   struct error **err);

/* NULL-safe. */
void patch_ids_free(struct patch_ids *ids);

/* The commits that were compared, those without an id included. */
size_t patch_ids_count(const struct patch_ids *ids);

/*
 * Find the commit with that patch-id that is nearest to the tip. What it tells is valid as long
 * as the ids are. false: there is none.
 */
bool patch_ids_find(const struct patch_ids *ids, const git_oid *patch_id,
		    struct history_commit *ret_commit);

/* The history that they are of. */
const struct history_index *patch_ids_history(const struct patch_ids *ids);

#endif
