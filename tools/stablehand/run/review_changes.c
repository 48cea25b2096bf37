// SPDX-License-Identifier: GPL-2.0-only
/* The commits of a step, and the patches of a queue. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adapt/apply.h"
#include "door/from_files.h"
#include "door/mailbox.h"
#include "door/subject.h"
#include "git/staging.h"
#include "index/history_index.h"
#include "run/review_parts.h"
#include "util/alloc.h"
#include "util/interrupt.h"
#include "util/progress.h"

/*
 * "[ name: dropped the second hunk ]" or "[name: ...]" of whoever took it; what "[ Upstream commit
 * ... ]" says is nothing of what was changed.
 */
static bool has_note(const char *message)
{
	for (const char *line = message; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (*line == '[' && strncasecmp(line, "[ Upstream", 10) &&
		    strncasecmp(line, "[Upstream", 9) &&
		    memchr(line, ':', strcspn(line, "\n")))
			return true;
	}
	return false;
}

static void take_origin(const struct history_commit *commit, void *data)
{
	struct review_change *change = data;

	free(change->upstream);
	change->upstream = xstrdup(commit->of);
}

static int add_commit(struct review_run *run, const struct history_index *index,
		      git_commit *commit, struct error **err)
{
	struct review_change *change;
	git_commit *parent;

	if (git_commit_parent(&parent, commit, 0))
		return error_git(err, ERROR_INPUT, "the parent of %.12s",
				 git_oid_tostr_s(git_commit_id(commit)));
	change = ARRAY_ADD(run->changes, run->count, run->alloc);
	*change = (struct review_change){
		.id = xstrdup(git_oid_tostr_s(git_commit_id(commit))),
		.title = xstrdup(git_commit_summary(commit)),
		.noted = has_note(git_commit_message(commit)),
		.before = *git_commit_tree_id(parent),
		.after = *git_commit_tree_id(commit),
	};
	git_commit_free(parent);
	if (!change->title)
		change->title = xstrdup("");
	history_index_find(index, HISTORY_ID, change->id, take_origin, change);
	return 0;
}

static int walk(struct review_run *run, const struct history_index *index, git_revwalk *walker,
		struct error **err)
{
	git_oid id;

	while (!git_revwalk_next(&id, walker)) {
		git_commit *commit;
		int rc = 0;

		if (interrupt_pending())
			return interrupt_error(err);
		if (git_commit_lookup(&commit, run->repo, &id))
			return error_git(err, ERROR_INPUT, "reading the history of the step");
		if (git_commit_parentcount(commit) == 1 && run->count < REVIEW_COMMITS_MAX)
			rc = add_commit(run, index, commit, err);
		else if (git_commit_parentcount(commit) == 1)
			run->review->cut = true;
		git_commit_free(commit);
		if (rc)
			return -1;
	}
	return 0;
}

/* Releases from archives are one commit each: between them there is no history. */
static bool is_history(const struct review_run *run)
{
	git_oid common;

	return !git_merge_base(&common, run->repo, &run->tip, &run->base) &&
	       git_oid_equal(&common, &run->base);
}

int review_read_commits(struct review_run *run, struct error **err)
{
	struct history_index *index;
	git_revwalk *walker;
	int rc;

	if (!is_history(run)) {
		review_note(run->review, "%s", run->options->git ?
			    "commits were not compared with upstream: the step does not begin at an "
			    "ancestor of its end" :
			    "commits were not compared with upstream: the releases have no history "
			    "(--git PATH A..B looks at one)");
		return 0;
	}
	if (history_index_open(run->repo, &run->tip, &index, err))
		return -1;
	if (git_revwalk_new(&walker, run->repo)) {
		history_index_free(index);
		return error_git(err, ERROR_ENVIRONMENT, "reading the history of the step");
	}
	git_revwalk_sorting(walker, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
	rc = git_revwalk_push(walker, &run->tip) || git_revwalk_hide(walker, &run->base);
	rc = rc ? error_git(err, ERROR_INPUT, "reading the history of the step") :
		  walk(run, index, walker, err);
	git_revwalk_free(walker);
	history_index_free(index);
	run->review->commits = run->count;
	return rc;
}

/* A mail of a mailbox, and its place in its series. */
struct numbered {
	const struct mail *mail;
	unsigned number;
	size_t at;
};

static int compare_numbers(const void *a, const void *b)
{
	const struct numbered *left = a, *right = b;

	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	return left->at < right->at ? -1 : 1;
}

/* The patches of a mailbox, in the order of their numbers; covers and replies are none. */
static int read_mailbox(const char *path, struct incoming *incoming, struct error **err)
{
	_cleanup_mailbox_ struct mailbox mailbox = { 0 };
	_cleanup_free_ struct numbered *mails = NULL;
	_cleanup_buf_ struct buf text = { 0 };
	size_t count = 0;

	if (door_read_file(path, true, &text, err))
		return -1;
	if (!mailbox_is_one(buf_str(&text), text.len))
		return from_patch_file(incoming, path, &text, err);
	if (mailbox_add(&mailbox, path, &text, err))
		return -1;
	mails = xcalloc(mailbox.count + 1, sizeof(*mails));
	for (size_t i = 0; i < mailbox.count; i++) {
		_cleanup_subject_ struct subject subject = { 0 };

		subject_read(mailbox.mails[i].subject, &subject);
		if (!subject.reply && !(subject.of && !subject.number))
			mails[count++] = (struct numbered){ &mailbox.mails[i], subject.number, i };
	}
	if (count)
		qsort(mails, count, sizeof(*mails), compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (incoming_add(incoming, mails[i].mail->where, "", buf_str(&mails[i].mail->text),
				 mails[i].mail->text.len, err))
			return -1;
	return incoming->patch_count ? 0 : error_set(err, ERROR_INPUT, "%s: no patches in it", path);
}

static void tell_refused(struct review_run *run, const struct incoming_patch *incoming,
			 const struct apply_result *result)
{
	struct review_finding *finding = review_add(run->review);
	const char *reason = NULL;

	*finding = (struct review_finding){
		.kind = REVIEW_NOT_APPLIED,
		.sureness = REVIEW_CERTAIN,
		.harm = REVIEW_HARM_BUILD,
		.commit = xstrdup(incoming->source),
		.title = xstrdup(incoming->patch->subject),
		.upstream = xstrdup(incoming->patch->upstream),
	};
	for (size_t i = 0; i < result->hunks.count && !reason; i++) {
		const struct hunk_outcome *hunk = &result->hunks.items[i];

		if (hunk->verdict != VERDICT_REFUSED)
			continue;
		reason = hunk->reason;
		finding->path = xstrdup(hunk->path);
		finding->line = hunk->line;
	}
	if (!reason && result->evidence.count) {
		reason = result->evidence.items[0].text;
		finding->path = xstrdup(result->evidence.items[0].path);
	}
	finding->text = xasprintf("the patch does not apply on top of those before it%s%s",
				  reason ? ": " : "", reason ? reason : "");
}

static int lay_patch(struct review_run *run, const struct incoming_patch *incoming,
		     struct error **err)
{
	const struct patch *patch = incoming->patch;
	_cleanup_apply_result_ struct apply_result result = { 0 };

	if (apply_patch(run->repo, &run->after, patch, APPLY_AS_IS, NULL, NULL, &result, err))
		return error_wrap(err, "%s", incoming->source);
	if (result.verdict == VERDICT_REFUSED) {
		tell_refused(run, incoming, &result);
		return 0;
	}
	*ARRAY_ADD(run->changes, run->count, run->alloc) = (struct review_change){
		.id = xstrdup(incoming->source),
		.title = xstrdup(patch->subject ? patch->subject : incoming->source),
		.upstream = patch->upstream_claimed ? NULL : xstrdup(patch->upstream),
		.noted = has_note(patch->body ? patch->body : ""),
		.before = run->after,
		.after = result.tree,
	};
	run->after = result.tree;
	return 0;
}

int review_read_queue(struct review_run *run, struct error **err)
{
	const char *path = run->options->queue;
	_cleanup_incoming_ struct incoming incoming = { 0 };
	struct stat st;
	int rc;

	if (stat(path, &st))
		return error_errno(err, ERROR_INPUT, "--queue %s", path);
	if (S_ISDIR(st.st_mode) ? from_folder(&incoming, path, err) :
				  read_mailbox(path, &incoming, err))
		return -1;
	if (staging_new(run->context->repo, &run->staging, err))
		return -1;
	run->repo = staging_repo(run->staging);
	progress_start("laying %zu patches over %s", incoming.patch_count, run->review->from);
	rc = 0;
	for (size_t i = 0; !rc && i < incoming.patch_count; i++) {
		progress_update(i, incoming.patch_count, 0, incoming.patches[i].source);
		rc = lay_patch(run, &incoming.patches[i], err);
	}
	progress_end(rc ? "stopped" : NULL);
	run->review->commits = incoming.patch_count;
	return rc;
}
