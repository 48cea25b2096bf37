// SPDX-License-Identifier: GPL-2.0-only
#include "port/port_parts.h"

#include <string.h>

#include "adapt/apply.h"
#include "judge/judge.h"
#include "port/apply_series.h"
#include "port/changed_lines.h"
#include "series/commit_message.h"
#include "series/patch_of_trees.h"
#include "util/alloc.h"

/* One patch on its way: what the steps of port_one_patch() share. */
struct patch_port {
	const struct port_options *options;
	struct judge *judge;		/* or NULL */
	struct adapt_series *adapting;	/* or NULL */
	struct presence_memo *presences;
	size_t index;
	const git_oid *tree;		/* to place it on */
	struct port_patch *ported;
	git_oid placed_tree;
	const struct resolution *taken;	/* NULL: not resolved */
};

static int judge_one(struct patch_port *port, const struct hunk_outcome_list *hunks,
		     struct evidence_list *evidence, struct error **err)
{
	struct port_patch *ported = port->ported;

	if (!port->judge || ported->verdict == VERDICT_PRESENT)
		return 0;
	return judge_placed(port->judge, port->index, port->tree, &port->placed_tree,
			    hunks, evidence, &ported->verdict, &ported->risk, err);
}

/* Place it, without adaptation. */
static int place_one(struct patch_port *port, struct evidence_list *evidence, struct error **err)
{
	struct port_patch *ported = port->ported;
	struct apply_result applied;

	if (apply_patch(port->options->repo, port->tree,
			port->options->patches[port->index], APPLY_UNLESS_THERE, NULL,
			port->presences, &applied, err))
		return -1;
	ported->verdict = applied.verdict;
	evidence_move(evidence, &applied.evidence);
	ported->hunks = applied.hunks;
	git_oid_cpy(&port->placed_tree, &applied.tree);
	port_tell_hunks(port->options->patches[port->index], &ported->hunks, evidence);
	return judge_one(port, &ported->hunks, evidence, err);
}

/* The hunks of a diff to the very tree, as outcomes. */
static void list_hunks(const struct patch *placed, struct hunk_outcome_list *list)
{
	for (size_t i = 0; i < placed->file_count; i++) {
		const struct patch_file *file = &placed->files[i];

		for (size_t j = 0; j < file->hunk_count; j++)
			*ARRAY_ADD(list->items, list->count, list->alloc) = (struct hunk_outcome){
				.path = xstrdup(file->old_path ? file->old_path : file->new_path),
				.patch_line = file->hunks[j].line_number,
				.verdict = VERDICT_CLEAN,
				.wanted = file->hunks[j].old_start,
				.line = file->hunks[j].old_start,
			};
	}
}

/*
 * An adapted hunk needs a review, whatever the judge found: it has seen the result, whose context
 * always matches.
 */
static void raise_risk(struct patch_port *port, struct evidence_list *evidence)
{
	struct port_patch *ported = port->ported;

	for (size_t i = 0; port->judge && i < ported->hunks.count; i++) {
		const struct hunk_outcome *hunk = &ported->hunks.items[i];

		if (hunk->risk <= ported->risk)
			continue;
		evidence_drop_low_risk(evidence);
		ported->risk = hunk->risk;
		/* The hunk's own evidence tells how. */
		if (hunk->verdict == VERDICT_RESOLVED)
			evidence_add_risk(evidence, hunk->risk, REASON_ADAPTED_HUNK, hunk->path,
					  hunk->line, "a hunk of the resolution is adapted");
		else
			evidence_add_risk(evidence, hunk->risk, REASON_ADAPTED_HUNK, hunk->path,
					  hunk->line, "hunk #%zu is adapted",
					  port_hunk_number(port->options->patches[port->index],
							   hunk->patch_line));
	}
}

static void set_risk(struct port_patch *ported, enum risk risk, struct evidence_list *evidence)
{
	if (ported->risk >= risk)
		return;
	evidence_drop_low_risk(evidence);
	ported->risk = risk;
}

/*
 * What was settled by hand fits as it was made for these very lines: that says nothing. Low is
 * what changes the lines that the patch changes; what left hunks out needs a second look, and what
 * was settled for another branch as well.
 */
static void weigh_settled(struct patch_port *port, const struct patch *placed, const char *branch)
{
	struct port_patch *ported = port->ported;
	struct evidence_list *evidence = &ported->evidence;
	struct changed_lines changed =
		changed_lines_compare(port->options->patches[port->index], placed);
	bool elsewhere = strcmp(branch, port->options->branch);
	enum risk risk = elsewhere && changed.lost ? RISK_HIGH : RISK_MEDIUM;

	if (changed.lost) {
		set_risk(ported, risk, evidence);
		evidence_add_risk(evidence, risk, REASON_DROPPED_HUNKS, NULL, 0,
				  "no changed line of %zu hunk%s of the patch is in what was settled: "
				  "hunk #%zu of %s%s", changed.lost, changed.lost == 1 ? "" : "s",
				  changed.number, changed.path, changed.lost == 1 ? "" : ", ...");
	} else if (!changed.same) {
		set_risk(ported, RISK_MEDIUM, evidence);
		evidence_add_risk(evidence, RISK_MEDIUM, REASON_OTHER_LINES, NULL, 0,
				  "what was settled changes other lines than the patch");
	}
	if (elsewhere) {
		set_risk(ported, RISK_MEDIUM, evidence);
		evidence_add_risk(evidence, RISK_MEDIUM, REASON_OTHER_BRANCH, NULL, 0,
				  "settled on %s and taken here by context: nobody has reviewed "
				  "it on this branch", branch);
	}
	if (ported->risk != RISK_LOW)
		return;
	evidence_drop_low_risk(evidence);
	evidence_add_risk(evidence, RISK_LOW, REASON_SAME_LINES, NULL, 0,
			  "settled on this branch, with the changed lines of the patch");
}

/*
 * Apply what a person settled. Why it was refused before (`refusal`) is only told if it stays
 * refused.
 */
static int resolve_one(struct patch_port *port, struct evidence_list *refusal, struct error **err)
{
	const struct port_options *options = port->options;
	struct port_patch *ported = port->ported;
	struct hunk_outcome_list whole = { 0 };
	struct resolution_result resolved;
	struct patch *placed;
	int rc;

	if (resolution_take(options->repo, port->tree, options->patches[port->index],
			    options->resolutions, options->branch, port->adapting,
			    port->index, &ported->evidence, &resolved, err))
		return -1;
	if (!resolved.taken) {
		resolution_result_release(&resolved);
		return 0;
	}
	evidence_list_release(refusal);
	evidence_move(&ported->evidence, &resolved.applied.evidence);
	hunk_outcome_list_release(&ported->hunks);
	ported->hunks = resolved.applied.hunks;
	resolved.applied.hunks = (struct hunk_outcome_list){ 0 };
	ported->verdict = VERDICT_RESOLVED;
	git_oid_cpy(&port->placed_tree, &resolved.applied.tree);
	port->taken = resolved.taken;
	port_tell_hunks(port->options->patches[port->index], &ported->hunks, &ported->evidence);
	placed = resolved.placed;
	list_hunks(placed, &whole);
	if (port->judge)
		judge_take_placed(port->judge, port->index, TAKE_PTR(resolved.placed));
	rc = judge_one(port, &whole, &ported->evidence, err);
	if (!rc && port->judge && ported->verdict != VERDICT_REFUSED) {
		raise_risk(port, &ported->evidence);
		weigh_settled(port, placed, resolved.taken->branch);
	}
	hunk_outcome_list_release(&whole);
	resolution_result_release(&resolved);
	return rc;
}

/* "a  b\nc" as "a b c". */
static char *in_one_line(const char *text)
{
	_cleanup_buf_ struct buf line = { 0 };

	while (*(text += strspn(text, " \t\n"))) {
		size_t len = strcspn(text, " \t\n");

		buf_printf(&line, "%s%.*s", line.len ? " " : "", (int)len, text);
		text += len;
	}
	return xstrdup(buf_str(&line));
}

/* Tell how an adapted or resolved port differs, and draft the note about it. */
static int tell_deviation(struct patch_port *port, struct error **err)
{
	const struct patch *patch = port->options->patches[port->index];
	struct port_patch *ported = port->ported;
	const char *said = port->taken ? port->taken->note : NULL;
	_cleanup_patch_ struct patch *placed = NULL;
	char *drafted;

	if (ported->verdict != VERDICT_ADAPTED && ported->verdict != VERDICT_RESOLVED)
		return 0;
	if (patch_of_trees(port->options->repo, port->tree, &port->placed_tree,
			    patch->name, &placed, err))
		return -1;
	deviation_compare(patch, placed, &ported->deviation);
	drafted = ported->deviation.note;
	if (said && *said && port->taken->message) {
		_cleanup_free_ char *note = in_one_line(said);

		ported->deviation.note = xasprintf("adjusted message; %s", note);
	} else if (said && *said)
		ported->deviation.note = in_one_line(said);
	else if (ported->verdict == VERDICT_RESOLVED)
		ported->deviation.note = drafted ? xasprintf("resolved by hand: %s", drafted) :
					 xstrdup("resolved by hand");
	else
		return 0;
	free(drafted);
	return 0;
}

/* Judge what the patch became on this branch, not what it was. */
static int judge_adapted(struct patch_port *port, struct evidence_list *evidence,
			 struct error **err)
{
	struct hunk_outcome_list whole = { 0 };
	struct patch *placed;
	int rc;

	if (!port->judge)
		return 0;
	if (patch_of_trees(port->options->repo, port->tree, &port->placed_tree,
			    port->ported->name, &placed, err))
		return -1;
	list_hunks(placed, &whole);
	judge_take_placed(port->judge, port->index, placed);
	rc = judge_one(port, &whole, evidence, err);
	hunk_outcome_list_release(&whole);
	return rc;
}

static void tell_dropped(struct patch_port *port, size_t files, struct evidence_list *evidence)
{
	if (!port->judge)
		return;
	evidence_drop_low_risk(evidence);
	port->ported->risk = RISK_HIGH;
	evidence_add_risk(evidence, RISK_HIGH, REASON_DROPPED_FILES, NULL, 0,
			  "the changes to %zu file%s were dropped", files, files == 1 ? "" : "s");
}

/*
 * Adapt it. Why it was refused before (`refusal`) is only told if it stays refused, with the reason
 * why it could not be adapted.
 */
static int adapt_one(struct patch_port *port, struct evidence_list *refusal, struct error **err)
{
	struct port_patch *ported = port->ported;
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	struct apply_result applied;

	if (adapt_series_apply(port->adapting, port->index, port->tree, &applied, err))
		return -1;
	if (git_oid_equal(&applied.tree, &port->placed_tree) &&
	    applied.verdict != VERDICT_REFUSED) {
		/* Nothing was adapted; the evidence may say why. */
		evidence_move(refusal, &applied.evidence);
		apply_result_release(&applied);
		return 0;
	}
	evidence_move(&evidence, &applied.evidence);
	hunk_outcome_list_release(&ported->hunks);
	ported->hunks = applied.hunks;
	if (applied.verdict == VERDICT_PRESENT) {
		port_tell_hunks(port->options->patches[port->index], &ported->hunks, &evidence);
		evidence_list_release(refusal);
		evidence_move(refusal, &evidence);
		ported->verdict = VERDICT_PRESENT;
		return 0;
	}
	if (applied.verdict == VERDICT_REFUSED &&
	    adapt_series_apply_rest(port->adapting, port->index, port->tree,
				    &ported->hunks, &ported->has_rest, &ported->rest, err))
		return -1;
	port_tell_hunks(port->options->patches[port->index], &ported->hunks, &evidence);
	git_oid_cpy(&port->placed_tree, &applied.tree);
	if (applied.verdict != VERDICT_REFUSED) {
		ported->verdict = VERDICT_ADAPTED;
		if (judge_adapted(port, &evidence, err))
			return -1;
		if (ported->verdict != VERDICT_REFUSED)
			raise_risk(port, &evidence);
		if (ported->verdict != VERDICT_REFUSED && applied.dropped)
			tell_dropped(port, applied.dropped, &evidence);
	}
	evidence_list_release(refusal);
	evidence_move(refusal, &evidence);
	return 0;
}

/* Compare what landed and was judged with the source tree. */
static int compare_source(struct patch_port *port, struct evidence_list *evidence,
			  struct error **err)
{
	struct port_patch *ported = port->ported;
	enum risk risk = ported->risk;

	if (!port->judge || !port->options->source_count || !verdict_landed(ported->verdict) ||
	    ported->verdict == VERDICT_RESOLVED)
		return 0;
	if (adapt_series_compare(port->adapting, port->index, port->tree, &ported->hunks,
				 evidence, &risk, err))
		return -1;
	if (risk > ported->risk)
		evidence_drop_low_risk(evidence);
	ported->risk = risk;
	return 0;
}

/* Did it land with more risk than is wanted? Then it is refused; the evidence has the reasons. */
static bool exceeds_risk(const struct port_options *options, struct port_patch *ported)
{
	_cleanup_free_ char *text = NULL;

	if (options->max_risk == RISK_NONE || !verdict_landed(ported->verdict) ||
	    ported->risk <= options->max_risk)
		return false;
	text = xasprintf("%s, but its risk is %s: max-risk allows %s",
			 verdict_name(ported->verdict), risk_name(ported->risk),
			 risk_name(options->max_risk));
	evidence_add_reason(&ported->evidence, EVIDENCE_NOTE, REASON_MAX_RISK, NULL, 0, text);
	ported->verdict = VERDICT_REFUSED;
	ported->risk = RISK_NONE;
	return true;
}

static const char *own_message(const struct patch_port *port)
{
	return port->taken ? port->taken->message : NULL;
}

/* Tell what the message that it gets names in vain. */
static int tell_message(struct patch_port *port, struct error **err)
{
	_cleanup_free_ char *subject = NULL, *body = NULL, *text = NULL;

	message_text(port->options->patches[port->index], own_message(port), &subject, &body);
	text = xasprintf("%s\n\n%s", subject, body);
	free(port->ported->subject);
	port->ported->subject = TAKE_PTR(subject);
	if (!port->judge)
		return 0;
	return judge_message(port->judge, port->index, text, &port->ported->evidence, err);
}

int port_one_patch(const struct port_options *options, const git_commit *release,
		   const struct port_tools *tools, size_t index, struct port_result *result,
		   struct error **err)
{
	const struct patch *patch = options->patches[index];
	struct port_patch *ported = &result->patches[index];
	_cleanup_evidence_ struct evidence_list found = { 0 };
	struct patch_port port = {
		.options = options, .judge = tools->judge, .adapting = tools->adapting,
		.presences = tools->presences,
		.index = index, .tree = &result->tree, .ported = ported,
	};
	bool decided = false;

	if (port.judge && judge_patch(port.judge, index, &result->tree, &ported->evidence, &decided,
				 &ported->verdict, err))
		return error_wrap(err, "%s", patch->name);
	if (decided || port_is_fix_of_withheld(options, tools, index, ported))
		return 0;
	if (place_one(&port, &found, err))
		return error_wrap(err, "%s", patch->name);
	if (ported->verdict == VERDICT_REFUSED && options->resolutions &&
	    resolve_one(&port, &found, err))
		return error_wrap(err, "%s", patch->name);
	if (ported->verdict == VERDICT_REFUSED && options->source_count && adapt_one(&port, &found, err))
		return error_wrap(err, "%s", patch->name);
	if (ported->verdict == VERDICT_PRESENT) {
		evidence_move(&ported->evidence, &found);
		return 0;
	}
	if (compare_source(&port, &found, err))
		return error_wrap(err, "%s", patch->name);
	if (verdict_landed(ported->verdict))
		port_tell_without(options, tools, index, &found, &ported->risk);
	evidence_move(&ported->evidence, &found);
	if (exceeds_risk(options, ported))
		return 0;
	if (ported->verdict == VERDICT_REFUSED) {
		ported->risk = RISK_NONE;
		evidence_drop_risk(&ported->evidence);
		return port_find_blockers(options, tools, index, &result->tree, ported, err);
	}
	if (tell_deviation(&port, err) || tell_message(&port, err) ||
	    port_commit(options, patch, release, own_message(&port), &result->commit,
			&port.placed_tree, ported, err))
		return error_wrap(err, "%s", patch->name);
	if (port.judge)
		judge_landed(port.judge, index);
	if (port.adapting)
		adapt_series_landed(port.adapting, patch);
	git_oid_cpy(&result->commit, &ported->commit);
	git_oid_cpy(&result->tree, &ported->tree);
	return 0;
}
