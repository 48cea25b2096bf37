// SPDX-License-Identifier: GPL-2.0-only
/* The changes of a step against their commits upstream, and what came later there. */
#include <stdlib.h>
#include <string.h>

#include "gates/gates.h"
#include "git/tree.h"
#include "index/history_index.h"
#include "index/mentions.h"
#include "judge/backport.h"
#include "run/review_parts.h"
#include "series/patch_of_trees.h"
#include "syntax/identifier.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/progress.h"
#include "util/text.h"

#define ID_DIGITS_MIN 8
#define TITLE_MIN 11

git_commit *review_upstream_of(const struct review_run *run, const struct review_change *change)
{
	size_t len = change->upstream ? strlen(change->upstream) : 0;
	git_commit *commit;
	git_oid id;

	if (len < ID_DIGITS_MIN || git_oid_fromstrn(&id, change->upstream, len) ||
	    git_commit_lookup_prefix(&commit, run->repo, &id, len))
		return NULL;
	return commit;
}

void review_name_change(struct review_finding *finding, const struct review_change *change)
{
	finding->commit = xstrdup(change->id);
	finding->title = xstrdup(change->title);
	finding->upstream = xstrdup(change->upstream);
}

/* A change and its original, both with their trees. */
struct pair {
	const struct review_change *change;
	git_tree *before, *after, *original_before, *original_after;
	struct patch *backport, *original;
};

static void pair_release(struct pair *pair)
{
	git_tree_free(pair->before);
	git_tree_free(pair->after);
	git_tree_free(pair->original_before);
	git_tree_free(pair->original_after);
	patch_free(pair->backport);
	patch_free(pair->original);
}

/* 0: both were read; 1: one changes nothing that can be compared; -1. */
static int pair_read(const struct review_run *run, const struct review_change *change,
		     git_commit *original, struct pair *pair, struct error **err)
{
	_cleanup_error_ struct error *why = NULL;
	git_commit *parent = NULL;
	int rc;

	*pair = (struct pair){ .change = change };
	if (git_commit_parentcount(original) != 1 || git_commit_parent(&parent, original, 0))
		return 1;
	rc = git_tree_lookup(&pair->before, run->repo, &change->before) ||
	     git_tree_lookup(&pair->after, run->repo, &change->after) ||
	     git_commit_tree(&pair->original_before, parent) ||
	     git_commit_tree(&pair->original_after, original);
	git_commit_free(parent);
	if (rc)
		return error_git(err, ERROR_ENVIRONMENT, "reading %.12s", change->id);
	if (patch_of_trees(run->repo, &change->before, &change->after, change->id,
			   &pair->backport, &why) ||
	    patch_of_trees(run->repo, git_tree_id(pair->original_before),
			   git_tree_id(pair->original_after), change->upstream, &pair->original, &why)) {
		if (why->kind == ERROR_INPUT)
			return 1;
		error_move(err, &why);
		return -1;
	}
	return 0;
}

static void take_differences(struct review_run *run, const struct pair *pair,
			     const struct backport_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct backport_finding *from = &findings->items[i];
		struct review_finding *finding = review_add(run->review);
		bool possible = from->doubtful ||
				(from->fault == BACKPORT_LEFT_OUT && pair->change->noted);

		*finding = (struct review_finding){
			.kind = from->fault == BACKPORT_MISPLACED ? REVIEW_MISPLACED :
				REVIEW_LEFT_OUT,
			.sureness = possible ? REVIEW_POSSIBLE : REVIEW_LIKELY,
			.harm = REVIEW_HARM_RUN,
			.path = xstrdup(from->path),
			.line = from->line,
			.text = xasprintf("%s%s", from->text, pair->change->noted ?
					  "; its message says that something was changed" : ""),
		};
		review_name_change(finding, pair->change);
	}
}

/* Files of both sides, as the gates take them. */
struct sides {
	struct gate_file *files;
	struct buf *texts;
	size_t count;
};

static void sides_release(struct sides *sides)
{
	for (size_t i = 0; i < 4 * sides->count; i++)
		buf_release(&sides->texts[i]);
	free(sides->texts);
	free(sides->files);
}

static void read_side(const git_tree *tree, const char *path, struct buf *buf,
		      const char **ret_text, size_t *ret_len)
{
	if (!path || !tree_read(tree, path, buf))
		return;
	*ret_text = buf_str(buf);
	*ret_len = buf->len;
}

static void sides_read(const struct pair *pair, struct sides *sides)
{
	const struct patch *backport = pair->backport;

	*sides = (struct sides){
		.files = xcalloc(backport->file_count + 1, sizeof(*sides->files)),
		.texts = xcalloc(4 * (backport->file_count + 1), sizeof(*sides->texts)),
	};
	for (size_t i = 0; i < backport->file_count; i++) {
		const struct patch_file *changed = &backport->files[i];
		struct gate_file *file = &sides->files[sides->count];
		struct buf *texts = &sides->texts[4 * sides->count];

		if (!changed->new_path || !path_is_c_file(changed->new_path))
			continue;
		*file = (struct gate_file){ .path = changed->new_path };
		sides->count++;
		read_side(pair->before, changed->old_path, &texts[0], &file->before,
			  &file->before_len);
		read_side(pair->after, changed->new_path, &texts[1], &file->after,
			  &file->after_len);
		read_side(pair->original_before, changed->old_path, &texts[2],
			  &file->source_before, &file->source_before_len);
		read_side(pair->original_after, changed->new_path, &texts[3], &file->source_after,
			  &file->source_after_len);
	}
}

/*
 * What is odd in the backport, and not in its original: names are not asked for, as the step as a
 * whole was.
 */
static int check_oddities(struct review_run *run, const struct pair *pair, struct error **err)
{
	static const struct gates gates = { 0 };
	_cleanup_findings_ struct finding_list findings = { 0 };
	_cleanup_(sides_release) struct sides sides = { 0 };

	sides_read(pair, &sides);
	if (!gates_check(&gates, sides.files, sides.count, &findings))
		return interrupt_error(err);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *from = &findings.items[i];
		struct review_finding *finding = review_add(run->review);

		*finding = (struct review_finding){
			.kind = REVIEW_CODE,
			.sureness = from->refuses ? REVIEW_LIKELY : REVIEW_POSSIBLE,
			.harm = REVIEW_HARM_RUN,
			.reason = xstrdup(reason_name(from->reason)),
			.path = xstrdup(from->path),
			.line = from->line,
			.name = xstrdup(from->name),
			.text = xasprintf("%s (not so upstream)", from->text),
		};
		review_name_change(finding, pair->change);
	}
	return 0;
}

static int compare_change(struct review_run *run, const struct review_change *change,
			  struct error **err)
{
	_cleanup_backport_findings_ struct backport_findings findings = { 0 };
	_cleanup_(pair_release) struct pair pair = { 0 };
	git_commit *original = review_upstream_of(run, change);
	int rc;

	run->review->unnamed += !change->upstream;
	run->review->absent += change->upstream && !original;
	if (!original)
		return 0;
	rc = pair_read(run, change, original, &pair, err);
	git_commit_free(original);
	if (rc)
		return rc < 0 ? -1 : 0;
	run->review->compared++;
	if (backport_compare(&(struct backport_question){
				     .repo = run->repo,
				     .original = pair.original,
				     .backport = pair.backport,
				     .original_after = pair.original_after,
				     .before = pair.before,
				     .after = pair.after,
			     }, &findings, err))
		return -1;
	take_differences(run, &pair, &findings);
	return check_oddities(run, &pair, err);
}

int review_compare(struct review_run *run, struct error **err)
{
	int rc = 0;

	if (!run->count)
		return 0;
	progress_start("comparing %zu commits with upstream", run->count);
	for (size_t i = 0; !rc && i < run->count; i++) {
		progress_update(i, run->count, 0, run->changes[i].title);
		rc = interrupt_pending() ? interrupt_error(err) :
		     compare_change(run, &run->changes[i], err);
	}
	progress_end(rc ? "stopped" : NULL);
	return rc;
}
