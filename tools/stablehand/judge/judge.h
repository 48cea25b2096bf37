/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does a branch need a patch, and does it have what the patch needs? Each patch of a
 * series is judged before it is placed, and what was placed again. The first of these
 * that holds decides:
 *
 *  present       The content is there (judge/present.h); a mention alone is not
 *                enough. A patch that only removes lines needs a mention as well.
 *  superseded    The rule kept beside the patch holds (judge/rules.h).
 *  not-affected  No mention of the patch or of a commit that it Fixes is found,
 *                and one of these shows that what it is about is absent:
 *                - the rule kept beside the patch says what it is about, and that
 *                  is not in the release (judge/rules.h);
 *                - all commits that its Fixes: lines name are absent, from a
 *                  history that goes back to before the touched files existed
 *                  (from any other history, absence is told and proves nothing);
 *                - it is about an identifier that is nowhere in the tree: one
 *                  that its title names, that its lines use, that neither it nor
 *                  an earlier patch of the series declares, and that is not a
 *                  function (a helper that a fix wants is a missing
 *                  prerequisite, and functions are renamed: the fault may well
 *                  be there without it). None of the lines that it removes is
 *                  in the file here: else what it changes is there;
 *                - none of its files is there, none has a namesake, and the
 *                  functions that its hunks name are nowhere in the tree; nor
 *                  is an identifier of the code that it changes somewhere
 *                  where the file could not see it: then code and functions
 *                  may have got other names;
 *                - it only removes, and what it removes is not in its files.
 *
 *  Where history, changelog or version say that the branch has the patch, but its
 *  content is not found, judge/contained.h decides between present and refused.
 *
 * Else it is placed. What lands is refused after all when a gate refuses the code
 * (gates/gates.h): above all where an identifier in added lines is declared neither by
 * the patch, nor by an earlier one, nor anywhere that the file can see: a missing
 * prerequisite.
 *
 * Told besides, from the histories in the store (judge/history.h): later fixes of
 * a patch that the branch lacks, which make its risk high, and the commits that
 * brought what is missing.
 *
 * A mention is the commit's id among the ancestors or quoted in a message, or
 * its title in a message or in the changelog (index/mentions.h), or a commit of the branch's own
 * with the patch's patch-id (judge/same_change.h), which is asked for where content does not tell.
 */
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "adapt/apply.h"
#include "index/cve_table.h"
#include "judge/withheld.h"
#include "series/patch.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"
#include "verdict/verdict.h"

struct presence_memo;

struct judge_options {
	git_repository *repo;
	git_oid release;		/* the commit */
	git_oid base_tree;		/* its tree */
	const git_oid *changelog;	/* a blob; NULL: none */
	const char *rules_path;		/* NULL or not there: no rules */
	const struct cve_table *cves;	/* the kernel's CVE data; NULL: none */
	const struct patch *const *patches;	/* the whole series, in order */
	size_t patch_count;

	/*
	 * The patches that were not ported, as far as the series has come; what one of them
	 * brings is not absent from the branch. NULL: none.
	 */
	const struct withheld_list *withheld;
	struct presence_memo *presences;	/* of the patches' files; or NULL */
};

struct judge;

/*
 * Look into history and changelog for the whole series at once. What the
 * options point to has to live as long as the judge. The caller frees it.
 */
int judge_new(const struct judge_options *options, struct judge **ret_judge, struct error **err);

/*
 * Judge patch `index` on `tree` (that which the patches before it left). When
 * it is not to be placed (there, not needed, or refused) *ret_decided is set, and *ret_verdict with it. Facts
 * are added to the evidence in both cases.
 */
int judge_patch(struct judge *judge, size_t index, const git_oid *tree,
		struct evidence_list *evidence, bool *ret_decided, enum verdict *ret_verdict,
		struct error **err);

/*
 * Judge what became of it on `tree`, `placed` being the tree with it (the same
 * when it was refused): *verdict may become refused; *ret_risk is
 * that of a patch that stays landed.
 */
int judge_placed(struct judge *judge, size_t index, const git_oid *tree, const git_oid *placed,
		 const struct hunk_outcome_list *hunks, struct evidence_list *evidence,
		 enum verdict *verdict, enum risk *ret_risk, struct error **err);

/*
 * Tell in the evidence what the message (subject and body) of patch `index`, which was placed,
 * names that the branch does not have (judge/message_names.h).
 */
int judge_message(struct judge *judge, size_t index, const char *message,
		  struct evidence_list *evidence, struct error **err);

/* Patch `index` is part of the tree: from now on its identifiers count as brought. */
void judge_landed(struct judge *judge, size_t index);

/*
 * From now on patch `index` is what became of it (`placed`, which is the
 * judge's then): its identifiers and its hunks are judged, not those of the
 * patch as it was given.
 */
void judge_take_placed(struct judge *judge, size_t index, struct patch *placed);

/*
 * The names that were missing when patch `index` was last placed (judge_placed()): of a
 * variable or label with the path of its file in the patch, else with none; `called` are those
 * that are there with other arguments. They are the judge's.
 */
const struct words *judge_missing(const struct judge *judge, size_t index);

/* Is patch `index`, which was judged, present in part? */
bool judge_is_partly_present(const struct judge *judge, size_t index);

/* Does a Fixes: line of patch `index` name another patch of the series, by id or title? */
bool judge_fixes(const struct judge *judge, size_t index, const struct patch *other);

/*
 * Does the branch need patch `index`, of which the verdict is known, on `tree` (that
 * which the patches before it left)? What says so is added to the evidence. Rules:
 * judge/need.h. Errors: objects that cannot be read.
 */
int judge_need(struct judge *judge, size_t index, const git_oid *tree, enum verdict verdict,
	       struct evidence_list *evidence, enum need *ret_need, struct error **err);

/* NULL-safe. */
void judge_free(struct judge *judge);

#endif
