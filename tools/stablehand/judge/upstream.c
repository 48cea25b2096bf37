// SPDX-License-Identifier: GPL-2.0-only
#include "judge/upstream.h"

#include "index/history_index.h"
#include "judge/history.h"
#include "util/alloc.h"

#define NEWEST "refs/newest/*"	/* the newest release of each branch */

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
	}
}

/* How many branches have the commit? */
static int count_branches(git_repository *repo, const git_oid *id, size_t *ret_count,
			  struct error **err)
{
	git_reference_iterator *references;
	git_reference *reference;

	*ret_count = 0;
	if (git_reference_iterator_glob_new(&references, repo, NEWEST))
		return error_git(err, ERROR_ENVIRONMENT, "reading the releases in the store");
	while (!git_reference_next(&reference, references)) {
		if (git_reference_type(reference) == GIT_REFERENCE_DIRECT)
			*ret_count += git_graph_descendant_of(repo, git_reference_target(reference),
							      id) == 1;
		git_reference_free(reference);
	}
	git_reference_iterator_free(references);
	return 0;
}

static int look_for_itself(struct proving *proving, size_t patch, struct error **err)
{
	git_commit *commit;
	git_oid id;
	size_t count;

	if (git_oid_fromstr(&id, proving->patches[patch]->upstream) ||
	    git_commit_lookup(&commit, proving->repo, &id))
		return 0;
	git_commit_free(commit);
	if (count_branches(proving->repo, &id, &count, err))
		return -1;
	if (count > 1)
		proving->proofs[patch] = xasprintf("%zu branches in the store have it", count);
	return 0;
}

int upstream_prove(git_repository *repo, const struct patch *const *patches, size_t count,
		   char ***ret_proofs, struct error **err)
{
	struct proving proving = { .repo = repo, .patches = patches, .count = count };
	bool any = false;
	int rc = 0;

	proving.proofs = xcalloc(count + 1, sizeof(*proving.proofs));
	for (size_t i = 0; i < count; i++)
		any |= patches[i]->upstream_claimed;
	if (any)
		rc = history_each(repo, look_in, &proving, err);
	for (size_t i = 0; i < count && !rc; i++)
		if (patches[i]->upstream_claimed && !proving.proofs[i])
			rc = look_for_itself(&proving, i, err);
	if (rc) {
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
