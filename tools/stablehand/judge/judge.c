// SPDX-License-Identifier: GPL-2.0-only
#include "judge/judge_parts.h"

#include <string.h>

#include "gates/tree.h"
#include "judge/affected.h"
#include "judge/contained.h"
#include "judge/message_names.h"
#include "judge/missing.h"
#include "judge/need.h"
#include "judge/present.h"
#include "judge/risk.h"
#include "judge/rules.h"
#include "judge/same_change.h"
#include "place/patch_words.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

static int check_rule(const struct judge *judge, const struct patch *patch, const git_tree *tree,
		      struct evidence_list *evidence, bool *ret_holds, struct error **err)
{
	_cleanup_rule_ struct rule rule = { 0 };
	int found;

	*ret_holds = false;
	if (!judge->options.rules_path)
		return 0;
	found = rule_read(judge->options.rules_path, patch->name, &rule, err);
	if (found <= 0)
		return found;
	return rule_check(&rule, judge->options.repo, tree, evidence, ret_holds, err);
}

static int check_subject(struct judge *judge, const struct patch *patch,
			 struct evidence_list *evidence, bool *ret_absent, struct error **err)
{
	_cleanup_subject_rule_ struct subject_rule rule = { 0 };
	int found;

	*ret_absent = false;
	if (!judge->options.rules_path)
		return 0;
	found = subject_rule_read(judge->options.rules_path, patch->name, &rule, err);
	if (found <= 0)
		return found;
	return subject_rule_check(&rule, &judge->symbols, evidence, ret_absent, err);
}

static const struct patch *as_placed(const struct judge *judge, size_t index)
{
	const struct patch *placed = judge->patches[index].placed;

	return placed ? placed : judge->options.patches[index];
}

void judge_landed(struct judge *judge, size_t index)
{
	words_of_patch(&judge->brought, as_placed(judge, index));
}

void judge_take_placed(struct judge *judge, size_t index, struct patch *placed)
{
	struct judged *judged = &judge->patches[index];

	words_release(&judged->words);
	judged->words = (struct words){ 0 };
	patch_free(judged->placed);
	judged->placed = placed;
	words_of_patch(&judged->words, placed);
}

static struct affected describe(struct judge *judge, size_t index, const git_tree *tree)
{
	const struct judged *judged = &judge->patches[index];

	return (struct affected){
		.repo = judge->options.repo,
		.symbols = &judge->symbols,
		.tree = tree,
		.patch = as_placed(judge, index),
		.words = &judged->words,
		.brought = &judge->brought,
		.withheld = judge->options.withheld,
		.mentions = &judge->mentions,
		.fixes = judge->mentions.items + judged->mention + 1,
		.fixes_count = judged->fixes_count,
	};
}

/* Is the patch that commit? Either id may be abbreviated; id and title may be NULL. */
static bool is_commit(const struct patch *patch, const char *id, const char *title)
{
	size_t len = id && patch->upstream ? strlen(patch->upstream) : 0;

	if (len && strlen(id) < len)
		len = strlen(id);
	return (len && !strncmp(patch->upstream, id, len)) ||
	       (patch->subject && title && !strcmp(patch->subject, title));
}

/* Is the fix one of the series' own patches? */
static bool is_in_series(const struct judge *judge, const struct later_fix *fix)
{
	for (size_t i = 0; i < judge->options.patch_count; i++)
		if (is_commit(judge->options.patches[i], fix->id, fix->title))
			return true;
	return false;
}

bool judge_fixes(const struct judge *judge, size_t index, const struct patch *other)
{
	const struct judged *judged = &judge->patches[index];

	for (size_t i = 0; i < judged->fixes_count; i++)
		if (is_commit(other, judged->fixes[i].id, judged->fixes[i].title))
			return true;
	return false;
}

bool judge_is_partly_present(const struct judge *judge, size_t index)
{
	return judge->patches[index].partly;
}

const struct words *judge_missing(const struct judge *judge, size_t index)
{
	return &judge->patches[index].missing;
}

/*
 * Is it about what the series itself brings: does it fix an earlier patch that the branch has,
 * gets or should get, or change a file that one which was not ported makes? Then nothing that is
 * absent shows that the branch is not affected.
 */
static bool builds_on_series(const struct judge *judge, size_t index)
{
	const struct patch *patch = judge->options.patches[index];

	for (size_t i = 0; i < index; i++)
		if (!judge->patches[i].left_out &&
		    judge_fixes(judge, index, judge->options.patches[i]))
			return true;
	for (size_t i = 0; i < patch->file_count; i++)
		if (patch->files[i].old_path &&
		    withheld_any_makes(judge->options.withheld, patch->files[i].old_path))
			return true;
	return false;
}

/* Tell the commits known to fix patch `index` that this branch lacks; gives their number. */
static size_t tell_later_fixes(const struct judge *judge, size_t index,
			       struct evidence_list *evidence)
{
	size_t count = 0;

	for (size_t i = 0; i < judge->later.count; i++) {
		const struct later_fix *fix = &judge->later.items[i];
		_cleanup_free_ char *title = text_excerpt(fix->title, strlen(fix->title), 200);
		_cleanup_free_ char *text = xasprintf("missing later fix: %.12s (\"%s\")", fix->id,
						      title);

		if (fix->patch != index || judge->mentions.items[judge->later_mention + i].found ||
		    is_in_series(judge, fix))
			continue;
		count++;
		evidence_add_reason(evidence, EVIDENCE_COMMIT, REASON_MISSING_FIX, NULL, 0, text);
	}
	return count;
}

/*
 * History, changelog or version say that the branch has it, or that it was reverted: *verdict is
 * present or refused, unless they say nothing.
 */
static int judge_by_history(struct judge *judge, size_t index, const git_tree *tree,
			    struct evidence_list *evidence, enum verdict *verdict,
			    struct error **err)
{
	const struct judged *judged = &judge->patches[index];
	const struct mention *mention = &judge->mentions.items[judged->mention];
	const struct contained_claim claim = {
		.named = mention->found,
		.named_by_id = mention->found_by_id,
		.reverted = mention->reverted,
		.version = judged->contained,
		.partly = judged->partly,
	};

	return contained_decide(judge->options.repo, tree, judge->options.patches[index], &claim,
				judge->options.presences, evidence, verdict, err);
}

/* VERDICT_CLEAN in *verdict: it is to be placed. */
static int judge_on(struct judge *judge, size_t index, const git_tree *tree,
		    struct evidence_list *evidence, enum verdict *verdict, struct error **err)
{
	const struct patch *patch = judge->options.patches[index];
	struct judged *judged = &judge->patches[index];
	struct mention *mention = &judge->mentions.items[judged->mention];
	struct affected affected = describe(judge, index, tree);
	bool has_it, holds, not_affected;
	enum present present;

	evidence_move(evidence, &mention->evidence);
	if (present_check(judge->options.repo, tree, patch, judge->options.presences, evidence,
			  &present, err) ||
	    (present != PRESENT_YES &&
	     same_change_find(judge->options.repo, &judge->options.release, patch,
			      &judge->patch_ids, mention, evidence, err)))
		return -1;
	judged->partly = present == PRESENT_PARTLY;
	has_it = (mention->found || judged->contained) && !mention->reverted;
	if (present == PRESENT_YES || (present == PRESENT_UNPROVEN && has_it)) {
		if (present == PRESENT_UNPROVEN && judged->contained)
			evidence_add(evidence, EVIDENCE_COMMIT, NULL, 0, "%s", judged->contained);
		tell_later_fixes(judge, index, evidence);
		*verdict = VERDICT_PRESENT;
		return 0;
	}
	if (check_rule(judge, patch, tree, evidence, &holds, err))
		return -1;
	if (holds) {
		*verdict = VERDICT_SUPERSEDED;
		return 0;
	}
	words_of_patch(&judged->words, patch);
	*verdict = VERDICT_CLEAN;
	if (judge_by_history(judge, index, tree, evidence, verdict, err))
		return -1;
	if (*verdict == VERDICT_PRESENT)
		tell_later_fixes(judge, index, evidence);
	if (*verdict != VERDICT_CLEAN)
		return 0;
	if (check_subject(judge, patch, evidence, &not_affected, err))
		return -1;
	if (!not_affected && present != PRESENT_PARTLY && !builds_on_series(judge, index) &&
	    affected_check(&affected, evidence, &not_affected, err))
		return -1;
	if (!not_affected && present == PRESENT_UNPROVEN && !builds_on_series(judge, index)) {
		evidence_add(evidence, EVIDENCE_NOTE, NULL, 0,
			     "it only removes, and what it removes is not in this branch");
		not_affected = true;
	}
	if (not_affected)
		*verdict = VERDICT_NOT_AFFECTED;
	return 0;
}

int judge_patch(struct judge *judge, size_t index, const git_oid *tree,
		struct evidence_list *evidence, bool *ret_decided, enum verdict *ret_verdict,
		struct error **err)
{
	enum verdict verdict;
	git_tree *on;
	int rc;

	if (git_tree_lookup(&on, judge->options.repo, tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	rc = judge_on(judge, index, on, evidence, &verdict, err);
	git_tree_free(on);
	if (rc)
		return -1;
	judge->patches[index].left_out = verdict == VERDICT_NOT_AFFECTED ||
					 verdict == VERDICT_SUPERSEDED;
	*ret_decided = verdict != VERDICT_CLEAN;
	if (*ret_decided)
		*ret_verdict = verdict;
	return 0;
}

/* *ret_risk is none when a gate refuses. */
static int check_gates(struct judge *judge, size_t index, const git_tree *tree,
		       const git_oid *placed, struct evidence_list *evidence,
		       struct words *missing, bool *ret_refused, enum risk *ret_risk,
		       struct error **err)
{
	_cleanup_findings_ struct finding_list findings = { 0 };
	git_tree *after;
	int rc;

	if (git_tree_lookup(&after, judge->options.repo, placed))
		return error_git(err, ERROR_ENVIRONMENT, "reading the ported tree");
	rc = gates_check_trees(&judge->symbols, &judge->brought, tree, after,
			       as_placed(judge, index), &findings, err);
	git_tree_free(after);
	if (rc)
		return -1;
	*ret_risk = RISK_NONE;
	finding_list_tell(&findings, evidence, ret_risk);
	*ret_refused = finding_list_refuses(&findings);
	for (size_t i = 0; i < findings.count; i++)
		if (findings.items[i].reason == REASON_MISSING_NAME ||
		    findings.items[i].reason == REASON_MISSING_MEMBER)
			words_add(missing, findings.items[i].name);
	missing_keep(judge->options.patches[index], &findings, &judge->patches[index].missing);
	return 0;
}

static int placed_on(struct judge *judge, size_t index, const git_tree *tree,
		     const git_oid *placed, const struct hunk_outcome_list *hunks,
		     struct evidence_list *evidence, enum verdict *verdict, enum risk *ret_risk,
		     struct error **err)
{
	const struct patch *patch = as_placed(judge, index);
	struct judged *judged = &judge->patches[index];
	struct affected affected = describe(judge, index, tree);
	enum risk of_gates = RISK_NONE;
	bool refused = *verdict == VERDICT_REFUSED;
	_cleanup_words_ struct words missing = { 0 };

	words_release(&judged->missing);
	/* A patch that was refused left no code to look at. */
	if (refused ? affected_missing(&affected, evidence, &missing, err) :
	    check_gates(judge, index, tree, placed, evidence, &missing, &refused, &of_gates, err))
		return -1;
	for (size_t i = 0; i < missing.count; i++)
		words_add(&judged->missing, missing.items[i]->text);
	if (missing.count && history_tell_origins(judge->options.repo, &missing, evidence, err))
		return -1;
	if (refused) {
		*verdict = VERDICT_REFUSED;
		return 0;
	}
	*ret_risk = of_gates;
	if (tell_later_fixes(judge, index, evidence)) {
		evidence_add_risk(evidence, RISK_HIGH, REASON_MISSING_FIX, NULL, 0,
				  "known later fixes are missing");
		*ret_risk = RISK_HIGH;
	}
	if (risk_assess(judge->options.repo, tree, patch, hunks, evidence, ret_risk, err))
		return -1;
	return 0;
}

int judge_placed(struct judge *judge, size_t index, const git_oid *tree, const git_oid *placed,
		 const struct hunk_outcome_list *hunks, struct evidence_list *evidence,
		 enum verdict *verdict, enum risk *ret_risk, struct error **err)
{
	git_tree *on;
	int rc;

	if (git_tree_lookup(&on, judge->options.repo, tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	rc = placed_on(judge, index, on, placed, hunks, evidence, verdict, ret_risk, err);
	git_tree_free(on);
	return rc;
}

int judge_message(struct judge *judge, size_t index, const char *message,
		  struct evidence_list *evidence, struct error **err)
{
	const struct message_question question = {
		.symbols = &judge->symbols,
		.message = message,
		.patch = as_placed(judge, index),
		.words = &judge->patches[index].words,
		.brought = &judge->brought,
	};
	_cleanup_words_ struct words missing = { 0 };
	_cleanup_buf_ struct buf text = { 0 };

	if (message_names_missing(&question, &missing, err))
		return -1;
	for (size_t i = 0; i < missing.count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", missing.items[i]->text);
	if (missing.count) {
		buf_puts(&text, ": named in the message, but not in this branch");
		evidence_add_reason(evidence, EVIDENCE_NOTE, REASON_MESSAGE_NAME, NULL, 0,
				    buf_str(&text));
	}
	return 0;
}

int judge_need(struct judge *judge, size_t index, const git_oid *tree, enum verdict verdict,
	       struct evidence_list *evidence, enum need *ret_need, struct error **err)
{
	const struct judged *judged = &judge->patches[index];
	struct need_question question = {
		.repo = judge->options.repo,
		.patch = judge->options.patches[index],
		.verdict = verdict,
		.version = judge->has_version ? &judge->version : NULL,
		.fixes = judge->mentions.items + judged->mention + 1,
		.fixed_releases = judge->releases + judged->mention + 1,
		.fixes_count = judged->fixes_count,
		.cves = judge->options.cves,
	};
	git_tree *on;
	int rc;

	if (git_tree_lookup(&on, judge->options.repo, tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	question.tree = on;
	rc = need_assess(&question, evidence, ret_need, err);
	git_tree_free(on);
	return rc;
}
