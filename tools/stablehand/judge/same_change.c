// SPDX-License-Identifier: GPL-2.0-only
#include "judge/same_change.h"

#include <string.h>

#include "series/patch_id.h"
#include "util/alloc.h"
#include "util/text.h"

#define SHOWN_BYTES 200

struct telling {
	struct mention *mention;
	struct evidence_list *evidence;
};

static void tell(const struct history_commit *commit, const char *what,
		 struct evidence_list *evidence)
{
	_cleanup_free_ char *title = text_excerpt(commit->title, strlen(commit->title),
						  SHOWN_BYTES);

	evidence_add(evidence, EVIDENCE_COMMIT, NULL, 0, "commit %.12s here (\"%s\") %s",
		     git_oid_tostr_s(&commit->id), title, what);
}

static void on_revert(const struct history_commit *commit, void *data)
{
	struct telling *telling = data;

	if (!telling->mention->reverted)
		tell(commit, "reverts that", telling->evidence);
	telling->mention->reverted = true;
}

int same_change_find(git_repository *repo, const git_oid *release, const struct patch *patch,
		     struct patch_ids **ids, struct mention *mention,
		     struct evidence_list *evidence, struct error **err)
{
	struct telling telling = { .mention = mention, .evidence = evidence };
	struct history_commit made, undone;
	git_oid id;

	if (mention->found_by_id || mention->reverted || !patch_id_of(patch, false, &id))
		return 0;
	if (!*ids && patch_ids_open(repo, release, ids, err))
		return -1;
	if (!patch_ids_find(*ids, &id, &made))
		return 0;
	mention->found = mention->found_by_id = true;
	tell(&made, "makes the same change (equal patch-id)", evidence);
	if (*made.title)
		history_index_find(patch_ids_history(*ids), HISTORY_REVERTS, made.title, on_revert,
				   &telling);
	if (!mention->reverted && patch_id_of(patch, true, &id) &&
	    patch_ids_find(*ids, &id, &undone) && undone.number < made.number) {
		tell(&undone, "takes it back", evidence);
		mention->reverted = true;
	}
	return 0;
}
