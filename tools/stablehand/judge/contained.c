// SPDX-License-Identifier: GPL-2.0-only
/*
 * A wrong "present" loses a fix silently, a wrong refusal is seen. Content decides wherever
 * it says anything: only a patch of which neither the old nor the new lines are there is
 * believed to be there.
 */
#include "judge/contained.h"

#include <string.h>

#include "adapt/apply.h"
#include "judge/old_side.h"
#include "util/alloc.h"

char *contained_by_version(const struct patch *patch, const struct first_release *by_history,
			   const struct kernel_version *here)
{
	_cleanup_free_ char *from = NULL, *to = NULL;
	struct kernel_version first = by_history->version;

	if ((!patch->upstream_version || !kernel_version_read(patch->upstream_version, &first)) &&
	    !by_history->known)
		return NULL;
	if (kernel_version_contains(here, &first) != KERNEL_CONTAINS_YES)
		return NULL;
	from = kernel_version_text(&first);
	to = kernel_version_text(here);
	return xasprintf("first released in %s, which %s contains", from, to);
}

/* Tell what of the state before the patch is there. *ret_is: something. */
static int tell_old_side(git_repository *repo, const git_tree *tree, const struct patch *patch,
			 struct evidence_list *evidence, bool *ret_is, struct error **err)
{
	_cleanup_old_side_ struct old_side side = { 0 };

	if (old_side_find(repo, tree, patch, &side, err))
		return -1;
	for (size_t i = 0; i < side.place_count; i++) {
		const struct old_side_place *place = &side.places[i];
		_cleanup_free_ char *text = old_side_text(place);

		evidence_add(evidence, place->line ? EVIDENCE_LINE : EVIDENCE_FILE, place->path,
			     place->line, "%s", text);
	}
	*ret_is = side.place_count;
	return 0;
}

/* Tell which hunks fit as they are. */
static int tell_fitting(git_repository *repo, const git_tree *tree, const struct patch *patch,
			struct presence_memo *memo, struct evidence_list *evidence, bool *ret_is, struct error **err)
{
	_cleanup_apply_result_ struct apply_result applied = { 0 };
	size_t told = 0;

	if (apply_patch(repo, git_tree_id(tree), patch, APPLY_UNLESS_THERE, NULL, memo, &applied, err))
		return -1;
	for (size_t i = 0; i < applied.hunks.count; i++) {
		const struct hunk_outcome *hunk = &applied.hunks.items[i];

		if (hunk->verdict != VERDICT_CLEAN && hunk->verdict != VERDICT_MOVED)
			continue;
		*ret_is = true;
		if (told++ < OLD_SIDE_PLACES_MAX)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "the hunk at line %zu of the patch would apply here: what it "
				     "changes is as it was", hunk->patch_line);
	}
	return 0;
}

int contained_decide(git_repository *repo, const git_tree *tree, const struct patch *patch,
		     const struct contained_claim *claim, struct presence_memo *memo,
		     struct evidence_list *evidence,
		     enum verdict *verdict, struct error **err)
{
	bool old = false;

	if (!claim->named && !claim->reverted && !claim->version)
		return 0;
	if (claim->version)
		evidence_add(evidence, EVIDENCE_COMMIT, NULL, 0, "%s", claim->version);
	if (tell_old_side(repo, tree, patch, evidence, &old, err) ||
	    (!old && tell_fitting(repo, tree, patch, memo, evidence, &old, err)))
		return -1;
	if (!old && !claim->reverted &&
	    (claim->named_by_id || claim->version ||
	     strlen(patch->subject) >= CONTAINED_TITLE_MIN)) {
		evidence_add(evidence, EVIDENCE_NOTE, NULL, 0, claim->partly ?
			     "the rest was changed later: neither its old nor its new lines are here" :
			     "neither what it removes nor what it adds is here: changed later");
		*verdict = VERDICT_PRESENT;
		return 0;
	}
	evidence_add(evidence, EVIDENCE_NOTE, NULL, 0,
		     claim->reverted ?
		     "it was reverted here: whether this branch wants it is for a person to say" :
		     "%s say that it is in this branch, but %s: reverted, changed later, or "
		     "another commit of that title",
		     claim->version ? "version or history" : "history or changelog",
		     claim->partly ? "a part of its content is not" : "its content is not");
	*verdict = VERDICT_REFUSED;
	return 0;
}
