// SPDX-License-Identifier: GPL-2.0-only
#include "judge/upstream.h"

#include "index/history_index.h"
#include "judge/history.h"
#include "util/alloc.h"

struct proving {
	git_repository *repo;
	const struct patch *const *patches;
	size_t count;
	char **proofs;
	size_t patch;		/* that is looked for */
};

static void on_copy(const struct history_commit *commit, void *data)
{
	struct proving *proving = data;
	char **proof = &proving->proofs[proving->patch];

	if (!*proof)
		*proof = xasprintf("commit %.12s quotes it", git_oid_tostr_s(&commit->id));
}

static void on_fix(const struct history_commit *commit, void *data)
{
	struct proving *proving = data;
	char **proof = &proving->proofs[proving->patch];

	if (!*proof)
		*proof = xasprintf("commit %.12s fixes it", git_oid_tostr_s(&commit->id));
}

/* The commit itself, if the history has it and it is no copy of another. */
static void look_for_itself(struct proving *proving, const struct history_index *index)
{
	const char *id = proving->patches[proving->patch]->upstream;
	struct history_commit tip, commit;
	git_oid oid;

	history_index_commit(index, 0, &tip);
	if (git_oid_fromstr(&oid, id) || git_oid_equal(&oid, &tip.id) ||
	    git_graph_descendant_of(proving->repo, &tip.id, &oid) != 1)
		return;
	for (size_t i = 0; i < history_index_count(index); i++) {
		history_index_commit(index, i, &commit);
		if (git_oid_equal(&commit.id, &oid)) {
			if (!commit.of)
				proving->proofs[proving->patch] =
					xstrdup("a history in the store has it");
			return;
		}
	}
}

static void look_in(const struct history_index *index, void *data)
{
	struct proving *proving = data;

	for (size_t i = 0; i < proving->count; i++) {
		const struct patch *patch = proving->patches[i];

		proving->patch = i;
		if (!patch->upstream_claimed || proving->proofs[i])
			continue;
		history_index_find(index, HISTORY_OF, patch->upstream, on_copy, proving);
		history_index_find(index, HISTORY_FIXES_ID, patch->upstream, on_fix, proving);
		if (!proving->proofs[i])
			look_for_itself(proving, index);
	}
}

int upstream_prove(git_repository *repo, const struct patch *const *patches, size_t count,
		   char ***ret_proofs, struct error **err)
{
	struct proving proving = { .repo = repo, .patches = patches, .count = count };
	bool any = false;

	proving.proofs = xcalloc(count + 1, sizeof(*proving.proofs));
	for (size_t i = 0; i < count; i++)
		any |= patches[i]->upstream_claimed;
	if (any && history_each(repo, look_in, &proving, err)) {
		upstream_free_proofs(proving.proofs, count);
		return -1;
	}
	*ret_proofs = proving.proofs;
	return 0;
}

void upstream_free_proofs(char **proofs, size_t count)
{
	for (size_t i = 0; proofs && i < count; i++)
		free(proofs[i]);
	free(proofs);
}
