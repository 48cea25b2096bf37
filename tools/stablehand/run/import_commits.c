// SPDX-License-Identifier: GPL-2.0-only
#include "run/import_commits.h"

#include <git2.h>
#include <string.h>

#include "deliver/export.h"
#include "deliver/written_before.h"
#include "git/start.h"
#include "util/alloc.h"
#include "util/interrupt.h"

static void repository_free(git_repository **repo)
{
	git_repository_free(*repo);
}

static void commit_free(git_commit **commit)
{
	git_commit_free(*commit);
}

/* What `git notes` has of it, as git format-patch puts it behind the message's end. */
static void add_notes(git_repository *repo, const git_oid *id, struct buf *mail)
{
	git_note *note;
	const char *at;

	if (git_note_read(&note, repo, NULL, id))
		return;
	buf_puts(mail, "\nNotes:\n");
	for (at = git_note_message(note); *at;) {
		size_t len = strcspn(at, "\n");

		buf_puts(mail, len ? "    " : "");
		buf_add(mail, at, len);
		buf_puts(mail, "\n");
		at += len + (at[len] == '\n');
	}
	buf_puts(mail, "\n");
	git_note_free(note);
}

/*
 * The mail as `port` would write it. No line of the message is "---", so the first one ends it;
 * the signature at the end names a version of ours, and goes.
 */
static int write_mail(git_repository *repo, const git_oid *id, struct buf *mail,
		      struct error **err)
{
	static const char separator[] = "\n---\n";
	_cleanup_buf_ struct buf text = { 0 };
	const char *ends, *at = NULL, *signature;

	if (export_mail(repo, id, "PATCH", 1, 1, &text, err))
		return -1;
	ends = memmem(buf_str(&text), text.len, separator, sizeof(separator) - 1);
	for (signature = ends; signature; signature++) {
		signature = memmem(signature, text.data + text.len - signature, WRITTEN_SIGNATURE,
				   sizeof(WRITTEN_SIGNATURE) - 1);
		if (!signature)
			break;
		at = signature;
	}
	if (!ends || !at)
		return error_set(err, ERROR_BUG, "the mail of a commit without its parts");
	ends += sizeof(separator) - 1;
	buf_add(mail, text.data, ends - text.data);
	add_notes(repo, id, mail);
	buf_add(mail, ends, at - ends);
	return 0;
}

static int add_commit(struct incoming *incoming, git_repository *repo, git_commit *commit,
		      struct error **err)
{
	_cleanup_buf_ struct buf mail = { 0 };
	char hex[GIT_OID_HEXSZ + 1];
	_cleanup_free_ char *source = NULL;
	struct incoming_patch *added;

	git_oid_tostr(hex, sizeof(hex), git_commit_id(commit));
	source = xasprintf("commit %s", hex);
	if (write_mail(repo, git_commit_id(commit), &mail, err) ||
	    incoming_add(incoming, source, "", buf_str(&mail), mail.len, err))
		return error_wrap(err, "%.12s", hex);
	added = &incoming->patches[incoming->patch_count - 1];
	/* A backport says whose it is. */
	if (added->patch->upstream && !added->patch->upstream_claimed)
		return 0;
	return incoming_set_header(added, "X-Upstream-Commit", hex, err);
}

static int add_one(struct incoming *incoming, git_repository *repo, git_object *object,
		   const char *revision, struct error **err)
{
	_cleanup_(commit_free) git_commit *commit = NULL;

	if (git_object_peel((git_object **)&commit, object, GIT_OBJECT_COMMIT))
		return error_git(err, ERROR_INPUT, "%s is not a commit", revision);
	if (!git_commit_parentcount(commit))
		return error_set(err, ERROR_INPUT, "%s has no parent", revision);
	if (git_commit_parentcount(commit) > 1)
		return error_set(err, ERROR_INPUT, "%s is a merge, which has no patch of its own: name "
				 "the commits that it brings", revision);
	return add_commit(incoming, repo, commit, err);
}

static int walk(struct incoming *incoming, git_repository *repo, git_revwalk *walk,
		const char *revision, struct error **err)
{
	size_t merges = 0, count = 0;
	git_oid id;

	while (!git_revwalk_next(&id, walk)) {
		_cleanup_(commit_free) git_commit *commit = NULL;

		if (interrupt_pending())
			return interrupt_error(err);
		if (git_commit_lookup(&commit, repo, &id))
			return error_git(err, ERROR_INPUT, "%s", revision);
		if (git_commit_parentcount(commit) > 1) {
			merges++;
			continue;
		}
		if (++count > IMPORT_MAX_COMMITS)
			return error_set(err, ERROR_INPUT, "%s: more than %u commits", revision,
					 IMPORT_MAX_COMMITS);
		if (add_commit(incoming, repo, commit, err))
			return -1;
	}
	if (merges)
		incoming_note(incoming, NOTE_LEFT_OUT, revision, "%zu %s", merges,
			      merges == 1 ? "merge" : "merges");
	if (!count)
		return error_set(err, ERROR_INPUT, "%s: no commits", revision);
	return 0;
}

static int add_range(struct incoming *incoming, git_repository *repo, const git_revspec *spec,
		     const char *revision, struct error **err)
{
	git_revwalk *walker;
	int rc;

	if (spec->flags & GIT_REVSPEC_MERGE_BASE)
		return error_set(err, ERROR_INPUT, "%s: a commit, or A..B", revision);
	if (git_revwalk_new(&walker, repo))
		return error_git(err, ERROR_ENVIRONMENT, "%s", revision);
	git_revwalk_sorting(walker, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
	rc = git_revwalk_push(walker, git_object_id(spec->to)) ||
	     git_revwalk_hide(walker, git_object_id(spec->from));
	rc = rc ? error_git(err, ERROR_INPUT, "%s", revision) :
		  walk(incoming, repo, walker, revision, err);
	git_revwalk_free(walker);
	return rc;
}

int import_commits(struct incoming *incoming, const char *repository, const char *revision,
		   struct error **err)
{
	_cleanup_(repository_free) git_repository *repo = NULL;
	git_revspec spec = { 0 };
	int rc;

	libgit2_start();
	if (git_repository_open_ext(&repo, repository, 0, NULL))
		return error_git(err, ERROR_INPUT, "%s", repository);
	if (git_revparse(&spec, repo, revision))
		return error_git(err, ERROR_INPUT, "%s in %s", revision, repository);
	if (spec.flags & GIT_REVSPEC_SINGLE)
		rc = add_one(incoming, repo, spec.from, revision, err);
	else
		rc = add_range(incoming, repo, &spec, revision, err);
	git_object_free(spec.from);
	git_object_free(spec.to);
	return rc;
}
