// SPDX-License-Identifier: GPL-2.0-only
#include "port/port.h"

#include <string.h>

#include "git/ahead.h"
#include "git/repo.h"
#include "git/staging.h"
#include "port/adapt_series.h"
#include "port/apply.h"
#include "port/judge.h"
#include "port/message.h"
#include "port/tree.h"
#include "port/tree_diff.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define AHEAD 32	/* patches whose files are read at least so much before their turn */

static void init_patch(struct port_patch *ported, const struct patch *patch)
{
	ported->name = xstrdup(patch->name);
	ported->subject = message_subject(patch);
	ported->upstream = xstrdup(patch->upstream);
	ported->upstream_version = xstrdup(patch->upstream_version);
	if (patch->upstream)
		evidence_add(&ported->evidence, EVIDENCE_COMMIT, NULL, 0, "upstream %s%s%s%s",
			     patch->upstream, patch->upstream_version ? " (" : "",
			     patch->upstream_version ? patch->upstream_version : "",
			     patch->upstream_version ? ")" : "");
}

/* Say of each hunk where it went, for those who read evidence only. */
static void tell_hunks(const struct hunk_outcome_list *hunks, struct evidence_list *evidence)
{
	for (size_t i = 0; i < hunks->count; i++) {
		const struct hunk_outcome *hunk = &hunks->items[i];

		if (hunk->verdict == VERDICT_REFUSED)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk at line %zu of the patch: %s", hunk->patch_line,
				     hunk->reason);
		else if (hunk->verdict == VERDICT_MOVED)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk of line %zu moved by %+zd", hunk->wanted,
				     (ssize_t)hunk->line - (ssize_t)hunk->wanted);
		else if (hunk->verdict == VERDICT_ADAPTED)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk of line %zu adapted: %s", hunk->wanted, hunk->reason);
		else if (hunk->verdict == VERDICT_RESOLVED)
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk of the resolution, made for line %zu", hunk->wanted);
		else
			evidence_add(evidence, EVIDENCE_HUNK, hunk->path, hunk->line,
				     "hunk at its line");
	}
}

static int sign(const char *name, const char *email, int64_t when, int offset,
		git_signature **ret_signature, struct error **err)
{
	if (git_signature_new(ret_signature, name, email, when, offset))
		return error_git(err, ERROR_INPUT, "%s <%s> cannot be part of a commit", name, email);
	return 0;
}

static int make_commit(const struct port_options *options, const struct patch *patch,
		       const git_commit *release, const git_oid *parent_id, const git_oid *tree_id,
		       struct port_patch *ported, struct error **err)
{
	git_signature *author = NULL, *committer = NULL;
	git_commit *parent = NULL;
	git_tree *tree = NULL;
	_cleanup_free_ char *message = message_compose(patch, ported->deviation.note,
						       options->committer_name,
						       options->committer_email);
	const char *name = patch->author_name, *email = patch->author_email;
	int64_t when = patch->has_date ? patch->date : git_commit_time(release);
	int offset = patch->has_date ? patch->date_offset : git_commit_time_offset(release);
	const git_commit *parents[1];
	int rc = -1;

	if (!name) {
		name = options->committer_name;
		email = options->committer_email;
		evidence_add(&ported->evidence, EVIDENCE_NOTE, NULL, 0,
			     "the patch names no author: the committer stands for it");
	}
	if (sign(name, email, when, offset, &author, err) ||
	    sign(options->committer_name, options->committer_email, when, offset, &committer, err))
		goto done;
	if (git_commit_lookup(&parent, options->repo, parent_id) ||
	    git_tree_lookup(&tree, options->repo, tree_id)) {
		error_git(err, ERROR_ENVIRONMENT, "reading what was just written");
		goto done;
	}
	parents[0] = parent;
	rc = git_commit_create(&ported->commit, options->repo, NULL, author, committer, NULL,
			       message, tree, 1, (void *)parents);
	if (rc) {
		rc = error_git(err, ERROR_ENVIRONMENT, "writing a commit");
		goto done;
	}
	git_oid_cpy(&ported->tree, tree_id);
	ported->has_commit = true;
done:
	git_signature_free(author);
	git_signature_free(committer);
	git_commit_free(parent);
	git_tree_free(tree);
	return rc;
}

/* One patch on its way: what the steps of port_one() share. */
struct porting {
	const struct port_options *options;
	struct judge *judge;		/* or NULL */
	struct adapt_series *adapting;	/* or NULL */
	size_t index;
	const git_oid *tree;		/* it goes there */
	struct port_patch *ported;
	git_oid placed_tree;
	const char *said;		/* by who resolved it; "" or NULL: nothing */
};

static int judge_one(struct porting *porting, const struct hunk_outcome_list *hunks,
		     struct evidence_list *evidence, struct error **err)
{
	struct port_patch *ported = porting->ported;

	if (!porting->judge)
		return 0;
	return judge_placed(porting->judge, porting->index, porting->tree, &porting->placed_tree,
			    hunks, evidence, &ported->verdict, &ported->risk, err);
}

/* By the rules alone. */
static int place_one(struct porting *porting, struct evidence_list *evidence, struct error **err)
{
	struct port_patch *ported = porting->ported;
	struct apply_result applied;

	if (apply_patch(porting->options->repo, porting->tree,
			porting->options->patches[porting->index], NULL, &applied, err))
		return -1;
	ported->verdict = applied.verdict;
	evidence_move(evidence, &applied.evidence);
	ported->hunks = applied.hunks;
	git_oid_cpy(&porting->placed_tree, &applied.tree);
	tell_hunks(&ported->hunks, evidence);
	return judge_one(porting, &ported->hunks, evidence, err);
}

/* The hunks of a difference to the very tree, as outcomes. */
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

/* Of what was adapted, the judge has seen the result: that its lines fit there says nothing. */
static void drop_low_risk(struct evidence_list *evidence)
{
	size_t kept = 0;

	for (size_t i = 0; i < evidence->count; i++) {
		struct evidence *item = &evidence->items[i];

		if (item->kind == EVIDENCE_RISK && !strncmp(item->text, "low:", 4)) {
			free(item->path);
			free(item->text);
		} else {
			evidence->items[kept++] = *item;
		}
	}
	evidence->count = kept;
}

/* An adapted hunk wants a look, whatever else the judge found. */
static void raise_risk(struct porting *porting, struct evidence_list *evidence)
{
	struct port_patch *ported = porting->ported;

	for (size_t i = 0; porting->judge && i < ported->hunks.count; i++) {
		const struct hunk_outcome *hunk = &ported->hunks.items[i];

		if (hunk->risk <= ported->risk)
			continue;
		drop_low_risk(evidence);
		ported->risk = hunk->risk;
		evidence_add(evidence, EVIDENCE_RISK, hunk->path, hunk->line, "%s: %s",
			     risk_name(hunk->risk), hunk->reason);
	}
}

/*
 * By what a person settled. Why it was refused without that (`refusal`) is
 * told only when it stays so.
 */
static int resolve_one(struct porting *porting, struct evidence_list *refusal, struct error **err)
{
	const struct port_options *options = porting->options;
	struct port_patch *ported = porting->ported;
	struct hunk_outcome_list whole = { 0 };
	struct resolution_result resolved;
	int rc;

	if (resolution_take(options->repo, porting->tree, options->patches[porting->index],
			    options->resolutions, options->branch, porting->adapting,
			    porting->index, &ported->evidence, &resolved, err))
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
	git_oid_cpy(&porting->placed_tree, &resolved.applied.tree);
	porting->said = resolved.taken->note;
	tell_hunks(&ported->hunks, &ported->evidence);
	list_hunks(resolved.placed, &whole);
	if (porting->judge)
		judge_take_placed(porting->judge, porting->index, TAKE_PTR(resolved.placed));
	rc = judge_one(porting, &whole, &ported->evidence, err);
	if (!rc && ported->verdict != VERDICT_REFUSED)
		raise_risk(porting, &ported->evidence);
	if (!rc && (ported->risk == RISK_LOW || ported->risk == RISK_MEDIUM) &&
	    strcmp(resolved.taken->branch, options->branch)) {
		drop_low_risk(&ported->evidence);
		ported->risk = RISK_MEDIUM;
		evidence_add(&ported->evidence, EVIDENCE_RISK, NULL, 0,
			     "medium: settled on %s and taken here by its lines: nobody has looked "
			     "at it on this branch", resolved.taken->branch);
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

/* How an adapted or resolved port differs, and the note about it. */
static int tell_deviation(struct porting *porting, struct error **err)
{
	const struct patch *patch = porting->options->patches[porting->index];
	struct port_patch *ported = porting->ported;
	_cleanup_patch_ struct patch *placed = NULL;
	char *drafted;

	if (ported->verdict != VERDICT_ADAPTED && ported->verdict != VERDICT_RESOLVED)
		return 0;
	if (tree_diff_patch(porting->options->repo, porting->tree, &porting->placed_tree,
			    patch->name, &placed, err))
		return -1;
	deviation_compare(patch, placed, &ported->deviation);
	drafted = ported->deviation.note;
	if (porting->said && *porting->said)
		ported->deviation.note = in_one_line(porting->said);
	else if (ported->verdict == VERDICT_RESOLVED)
		ported->deviation.note = drafted ? xasprintf("resolved by hand: %s", drafted) :
					 xstrdup("resolved by hand");
	else
		return 0;
	free(drafted);
	return 0;
}

/* What the patch became on this branch is judged, not what it was. */
static int judge_adapted(struct porting *porting, struct evidence_list *evidence,
			 struct error **err)
{
	struct hunk_outcome_list whole = { 0 };
	struct patch *placed;
	int rc;

	if (!porting->judge)
		return 0;
	if (tree_diff_patch(porting->options->repo, porting->tree, &porting->placed_tree,
			    porting->ported->name, &placed, err))
		return -1;
	list_hunks(placed, &whole);
	judge_take_placed(porting->judge, porting->index, placed);
	rc = judge_one(porting, &whole, evidence, err);
	hunk_outcome_list_release(&whole);
	return rc;
}

/*
 * By the engine. Why it was refused without that (`refusal`) is told only when it
 * stays so, with why it could not be adapted.
 */
static int adapt_one(struct porting *porting, struct evidence_list *refusal, struct error **err)
{
	struct port_patch *ported = porting->ported;
	_cleanup_evidence_ struct evidence_list evidence = { 0 };
	struct apply_result applied;

	if (adapt_series_apply(porting->adapting, porting->index, porting->tree, &applied, err))
		return -1;
	if (git_oid_equal(&applied.tree, &porting->placed_tree) &&
	    applied.verdict != VERDICT_REFUSED) {
		/* Nothing was adapted; perhaps it says why. */
		evidence_move(refusal, &applied.evidence);
		apply_result_release(&applied);
		return 0;
	}
	evidence_move(&evidence, &applied.evidence);
	hunk_outcome_list_release(&ported->hunks);
	ported->hunks = applied.hunks;
	if (applied.verdict == VERDICT_REFUSED &&
	    adapt_series_apply_rest(porting->adapting, porting->index, porting->tree,
				    &ported->hunks, &ported->has_rest, &ported->rest, err))
		return -1;
	tell_hunks(&ported->hunks, &evidence);
	git_oid_cpy(&porting->placed_tree, &applied.tree);
	if (applied.verdict != VERDICT_REFUSED) {
		ported->verdict = VERDICT_ADAPTED;
		if (judge_adapted(porting, &evidence, err))
			return -1;
		if (ported->verdict != VERDICT_REFUSED)
			raise_risk(porting, &evidence);
	}
	evidence_list_release(refusal);
	evidence_move(refusal, &evidence);
	return 0;
}

/* What differs from where it was made, of what landed and was judged. */
static int compare_source(struct porting *porting, struct evidence_list *evidence,
			  struct error **err)
{
	struct port_patch *ported = porting->ported;
	enum risk risk = ported->risk;

	if (!porting->judge || !porting->adapting || !verdict_landed(ported->verdict) ||
	    ported->verdict == VERDICT_RESOLVED)
		return 0;
	if (adapt_series_compare(porting->adapting, porting->index, porting->tree, &ported->hunks,
				 evidence, &risk, err))
		return -1;
	if (risk > ported->risk)
		drop_low_risk(evidence);
	ported->risk = risk;
	return 0;
}

static int port_one(const struct port_options *options, const git_commit *release,
		    struct judge *judge, struct adapt_series *adapting, size_t index,
		    struct port_result *result, struct error **err)
{
	const struct patch *patch = options->patches[index];
	struct port_patch *ported = &result->patches[index];
	_cleanup_evidence_ struct evidence_list found = { 0 };
	struct porting porting = {
		.options = options, .judge = judge, .adapting = adapting, .index = index,
		.tree = &result->tree,
		.ported = ported,
	};
	bool decided = false;

	if (judge && judge_patch(judge, index, &result->tree, &ported->evidence, &decided,
				 &ported->verdict, err))
		return error_wrap(err, "%s", patch->name);
	if (decided)
		return 0;
	if (place_one(&porting, &found, err))
		return error_wrap(err, "%s", patch->name);
	if (ported->verdict == VERDICT_REFUSED && options->resolutions &&
	    resolve_one(&porting, &found, err))
		return error_wrap(err, "%s", patch->name);
	if (ported->verdict == VERDICT_REFUSED && adapting && adapt_one(&porting, &found, err))
		return error_wrap(err, "%s", patch->name);
	if (compare_source(&porting, &found, err))
		return error_wrap(err, "%s", patch->name);
	evidence_move(&ported->evidence, &found);
	if (ported->verdict == VERDICT_REFUSED) {
		result->landed = false;
		return 0;
	}
	if (tell_deviation(&porting, err) ||
	    make_commit(options, patch, release, &result->commit, &porting.placed_tree, ported, err))
		return error_wrap(err, "%s", patch->name);
	if (adapting)
		adapt_series_landed(adapting, patch);
	git_oid_cpy(&result->commit, &ported->commit);
	git_oid_cpy(&result->tree, &ported->tree);
	return 0;
}

/* Begin to read the files of the patches from number `from` up to `to`. */
static struct ahead *read_ahead(const struct port_options *options, const git_oid *tree_id,
				size_t from, size_t to)
{
	git_oid *ids = NULL;
	size_t count = 0, alloc = 0;
	git_filemode_t mode;
	git_tree *tree;

	if (git_tree_lookup(&tree, options->repo, tree_id))
		return NULL;
	for (size_t i = from; i < to && i < options->patch_count; i++)
		for (size_t f = 0; f < options->patches[i]->file_count; f++) {
			const char *path = options->patches[i]->files[f].old_path;
			git_oid id;

			if (path && tree_lookup(tree, path, &id, &mode) &&
			    mode != GIT_FILEMODE_COMMIT)
				*ARRAY_ADD(ids, count, alloc) = id;
		}
	git_tree_free(tree);
	return ahead_start(options->repo, ids, count);
}

static void finish_ahead(struct ahead **ahead)
{
	ahead_finish(*ahead);
}

static void free_adapting(struct adapt_series **adapting)
{
	adapt_series_free(*adapting);
}

static struct adapt_series *begin_adapting(const struct port_options *options,
					   const struct port_result *result)
{
	struct adapt_series_options adapting = {
		.repo = options->repo,
		.base_tree = result->base_tree,
		.sources = options->sources,
		.source_count = options->source_count,
		.renamings = options->renamings,
		.patches = options->patches,
		.patch_count = options->patch_count,
	};

	return options->source_count ? adapt_series_new(&adapting) : NULL;
}

static int port_all(const struct port_options *options, const git_commit *release,
		    struct judge *judge, struct port_result *result, struct error **err)
{
	_cleanup_(free_adapting) struct adapt_series *adapting = begin_adapting(options, result);
	_cleanup_(finish_ahead) struct ahead *ahead = NULL;
	const char *refused = NULL;
	bool any = !options->patch_count;

	for (size_t i = 0; i < options->patch_count; i++) {
		struct port_patch *ported = &result->patches[i];

		if (interrupt_pending())
			return interrupt_error(err);
		if (i % AHEAD == 0) {
			ahead_finish(ahead);
			ahead = read_ahead(options, &result->base_tree, i ? i + AHEAD : 0, i + 2 * AHEAD);
		}
		init_patch(ported, options->patches[i]);
		if (refused) {
			ported->verdict = VERDICT_REFUSED;
			evidence_add(&ported->evidence, EVIDENCE_DEPENDS, NULL, 0,
				     "depends on %s, which was refused", refused);
			continue;
		}
		if (port_one(options, release, judge, adapting, i, result, err))
			return -1;
		if (ported->verdict == VERDICT_REFUSED)
			refused = options->patches[i]->name;
		any |= ported->has_commit;
	}
	result->landed &= any;
	return 0;
}

static int port_judged(const struct port_options *options, const git_commit *release,
		       struct port_result *result, struct error **err)
{
	struct judge_options judging = {
		.repo = options->repo,
		.release = options->release,
		.base_tree = result->base_tree,
		.changelog = options->changelog,
		.rules_path = options->rules_path,
		.patches = options->patches,
		.patch_count = options->patch_count,
	};
	struct judge *judge = NULL;
	int rc = 0;

	if (options->judge && options->patch_count)
		rc = judge_new(&judging, &judge, err);
	if (!rc)
		rc = port_all(options, release, judge, result, err);
	judge_free(judge);
	return rc;
}

static int set_ref(git_repository *repo, const char *ref, const struct port_result *result,
		   struct error **err)
{
	if (result->landed && result->patch_count)
		return repo_ref_set(repo, ref, &result->commit, "port", err);
	if (repo_ref_exists(repo, ref) && git_reference_remove(repo, ref))
		return error_git(err, ERROR_ENVIRONMENT, "removing %s", ref);
	return 0;
}

/* Objects, the caller's own, then the reference, which is what makes it count. */
static int settle(const struct port_options *options, const char *ref,
		  const struct port_result *result, struct error **err)
{
	bool publish = !options->keep_ref && result->landed;

	if (publish)
		staging_start_publish(result->objects);
	if (options->on_result && options->on_result(result, options->data, err))
		return -1;
	if (publish && staging_finish_publish(result->objects, err))
		return -1;
	return options->keep_ref ? 0 : set_ref(options->repo, ref, result, err);
}

int port_series(const struct port_options *options, struct port_result *ret_result,
		struct error **err)
{
	_cleanup_free_ char *ref = xasprintf("refs/ports/%s/%s", options->branch, options->series);
	struct port_result result = { .landed = true };
	struct port_options staged = *options;
	git_commit *release;
	int valid = 0, rc;

	if (message_check_committer(options->committer_name, options->committer_email, err))
		return -1;
	if (git_reference_name_is_valid(&valid, ref) || !valid || strchr(options->branch, '/') ||
	    strchr(options->series, '/'))
		return error_set(err, ERROR_INPUT, "%s: not usable as the name of a reference", ref);
	if (git_commit_lookup(&release, options->repo, &options->release))
		return error_git(err, ERROR_INPUT, "reading the release of %s", options->branch);
	result.branch = xstrdup(options->branch);
	result.series = xstrdup(options->series);
	git_oid_cpy(&result.base_commit, &options->release);
	git_oid_cpy(&result.base_tree, git_commit_tree_id(release));
	git_oid_cpy(&result.commit, &result.base_commit);
	git_oid_cpy(&result.tree, &result.base_tree);
	result.patches = xcalloc(options->patch_count, sizeof(*result.patches));
	result.patch_count = options->patch_count;
	/* The staging checks what is read, and several times as fast. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	rc = staging_new(options->repo, &result.objects, err);
	if (!rc) {
		staged.repo = staging_repo(result.objects);
		if (!options->keep_ref)
			staging_compress_ahead(result.objects);
		rc = port_judged(&staged, release, &result, err);
	}
	if (!rc)
		rc = settle(options, ref, &result, err);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	git_commit_free(release);
	if (rc)
		port_result_release(&result);
	else
		*ret_result = result;
	return rc;
}

void port_result_release(struct port_result *result)
{
	for (size_t i = 0; i < result->patch_count; i++) {
		struct port_patch *ported = &result->patches[i];

		free(ported->name);
		free(ported->subject);
		free(ported->upstream);
		free(ported->upstream_version);
		evidence_list_release(&ported->evidence);
		hunk_outcome_list_release(&ported->hunks);
		deviation_release(&ported->deviation);
	}
	staging_free(result->objects);
	free(result->patches);
	free(result->branch);
	free(result->series);
	memset(result, 0, sizeof(*result));
}
