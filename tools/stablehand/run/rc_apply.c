// SPDX-License-Identifier: GPL-2.0-only
#include "run/rc_apply.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/apply.h"
#include "git/repo.h"
#include "git/staging.h"
#include "git/tree.h"
#include "index/kernel_version.h"
#include "series/author.h"
#include "series/commit_message.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/interrupt.h"
#include "util/progress.h"
#include "util/text.h"

#define NAME "stablehand"
#define EMAIL "import@stablehand.invalid"
#define SHA256_LINE "\nsha256: "

struct applying {
	const struct rc_apply_options *options;
	struct staging *staging;
	git_repository *repo;	/* the staging's */
	git_oid parent, tree;	/* where we are */
	int64_t when;		/* of the base: the same for all commits, however often they are made */
};

/* A commit on top, whose author is the patch's, if it names one that can be. */
static int commit(struct applying *a, const struct patch *patch, const char *message,
		  struct error **err)
{
	git_signature *author = NULL, *committer = NULL;
	const git_commit *parents[1];
	git_commit *parent = NULL;
	git_tree *tree = NULL;
	int rc = -1;

	if (git_signature_new(&committer, NAME, EMAIL, a->when, 0) ||
	    git_commit_lookup(&parent, a->repo, &a->parent) ||
	    git_tree_lookup(&tree, a->repo, &a->tree)) {
		error_git(err, ERROR_ENVIRONMENT, "writing a commit");
		goto done;
	}
	if (!patch || !patch->author_name ||
	    git_signature_new(&author, patch->author_name, patch->author_email,
			      patch->has_date ? patch->date : a->when,
			      patch->has_date ? patch->date_offset : 0))
		author = NULL;
	parents[0] = parent;
	rc = git_commit_create(&a->parent, a->repo, NULL, author ? author : committer, committer,
			       NULL, message, tree, 1, (void *)parents);
	if (rc)
		rc = error_git(err, ERROR_ENVIRONMENT, "writing a commit");
done:
	git_signature_free(author);
	git_signature_free(committer);
	git_commit_free(parent);
	git_tree_free(tree);
	return rc;
}

/* Why a patch does not apply: of the first place that is wrong. */
static char *why_refused(const struct apply_result *result)
{
	for (size_t i = 0; i < result->hunks.count; i++) {
		const struct hunk_outcome *hunk = &result->hunks.items[i];

		if (hunk->verdict == VERDICT_REFUSED)
			return xasprintf("%s: hunk at %zu: %.*s", hunk->path, hunk->wanted,
					 hunk->reason ? (int)strcspn(hunk->reason, "\n") : 0,
					 hunk->reason ? hunk->reason : "");
	}
	for (size_t i = 0; i < result->evidence.count; i++) {
		const struct evidence *fact = &result->evidence.items[i];

		return xasprintf("%s%s%s", fact->path ? fact->path : "", fact->path ? ": " : "",
				 fact->text);
	}
	return xstrdup("it does not fit");
}

static int apply_one(struct applying *a, const struct rc_patch *item, struct error **err)
{
	struct apply_result result = {0};
	_cleanup_free_ char *subject = message_subject(item->patch), *message = NULL, *why = NULL;
	int rc;

	if (apply_patch(a->repo, &a->tree, item->patch, APPLY_AS_IS, NULL, NULL, &result, err))
		return -1;
	if (result.verdict == VERDICT_REFUSED) {
		why = why_refused(&result);
		rc = error_set(err, ERROR_INPUT, "patch %s, \"%s\", does not apply to %s and those "
			       "before it: %s", item->name, subject, a->options->base->version, why);
	} else {
		git_oid_cpy(&a->tree, &result.tree);
		message = xasprintf("%s\n\n%s", subject, item->patch->body);
		rc = commit(a, item->patch, message, err);
	}
	apply_result_release(&result);
	return rc;
}

static int apply_all(struct applying *a, struct error **err)
{
	const struct rc_queue *queue = a->options->queue;
	int rc = 0;

	progress_start("%s: applying %zu patches to %s", a->options->branch, queue->count,
		       a->options->base->version);
	for (size_t i = 0; i < queue->count && !rc; i++) {
		progress_update(i, queue->count, 0, queue->patches[i].name);
		rc = interrupt_pending() ? interrupt_error(err) :
					   apply_one(a, &queue->patches[i], err);
	}
	progress_end(rc ? "failed" : NULL);
	return rc;
}

/* The line "NAME = ..." of a Makefile gets another value; false: it has no such line. */
static bool set_value(struct buf *makefile, const char *name, const char *value)
{
	const char *text = buf_str(makefile), *at = text;
	_cleanup_buf_ struct buf changed = {0};
	size_t len = strlen(name);

	while (strncmp(at, name, len) || at[len + strspn(at + len, " \t")] != '=') {
		at = strchr(at, '\n');
		if (!at++)
			return false;
	}
	buf_add(&changed, text, at - text);
	buf_printf(&changed, "%s =%s%s", name, *value ? " " : "", value);
	buf_puts(&changed, at + strcspn(at, "\n"));
	buf_clear(makefile);
	buf_add(makefile, changed.data, changed.len);
	return true;
}

/* The top Makefile, which the patches of a queue leave alone, says what the tree is. */
static int write_version(struct applying *a, struct error **err)
{
	const char *version = a->options->makefile_version;
	const char *extra = strstr(version, "-rc");
	_cleanup_buf_ struct buf makefile = {0};
	_cleanup_free_ char *sublevel = NULL;
	struct kernel_version number;
	git_tree_update update = {
		.action = GIT_TREE_UPDATE_UPSERT, .path = "Makefile", .filemode = GIT_FILEMODE_BLOB,
	};
	git_tree *tree;
	bool there;
	int rc = 0;

	if (git_tree_lookup(&tree, a->repo, &a->tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading the patched tree");
	there = tree_read(tree, "Makefile", &makefile) && kernel_version_read(version, &number);
	sublevel = xasprintf("%u", there ? number.stable : 0);
	if (!there || strlen(buf_str(&makefile)) != makefile.len ||
	    !set_value(&makefile, "SUBLEVEL", sublevel) ||
	    !set_value(&makefile, "EXTRAVERSION", extra ? extra : ""))
		rc = error_set(err, ERROR_INPUT, "the top Makefile states no SUBLEVEL and EXTRAVERSION");
	else if (git_blob_create_from_buffer(&update.id, a->repo, makefile.data, makefile.len) ||
		 git_tree_create_updated(&a->tree, a->repo, tree, 1, &update))
		rc = error_git(err, ERROR_ENVIRONMENT, "writing the top Makefile");
	git_tree_free(tree);
	return rc;
}

/* As the header of the mail had it: what is read again is judged again, by the same reader. */
static void write_announcement(const struct announcement *from, struct buf *message)
{
	_cleanup_buf_ struct buf name = {0};

	if (!from->message_id)
		return;
	for (const char *at = from->name; *at; at++)
		buf_printf(&name, "%s%c", strchr("\"\\", *at) ? "\\" : "", *at);
	buf_printf(message, "\nFrom: \"%s\" <%s>\nMessage-ID: <%s>\nSubject: %s\n", buf_str(&name),
		   from->email, from->message_id, from->subject);
}

static int finish(struct applying *a, struct error **err)
{
	const struct rc_apply_options *o = a->options;
	_cleanup_buf_ struct buf message = {0};

	buf_printf(&message, "%s\n\n%zu patches on top of %s\n%s%s\n", o->version, o->queue->count,
		   o->base->version, SHA256_LINE, o->key);
	write_announcement(&o->queue->announcement, &message);
	return write_version(a, err) || commit(a, NULL, buf_str(&message), err) ? -1 : 0;
}

static int start(struct applying *a, struct error **err)
{
	git_commit *base;

	if (staging_new(a->options->repo, &a->staging, err))
		return -1;
	a->repo = staging_repo(a->staging);
	git_oid_cpy(&a->parent, &a->options->base->commit);
	if (git_commit_lookup(&base, a->repo, &a->parent))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", a->options->base->ref);
	git_oid_cpy(&a->tree, git_commit_tree_id(base));
	a->when = git_commit_time(base);
	git_commit_free(base);
	return 0;
}

int rc_apply(const struct rc_apply_options *options, git_oid *ret_commit, struct error **err)
{
	struct applying a = {.options = options};
	int rc = start(&a, err);

	if (!rc)
		rc = apply_all(&a, err) || finish(&a, err) ||
		     staging_finish_publish(a.staging, err) ? -1 : 0;
	if (!rc)
		git_oid_cpy(ret_commit, &a.parent);
	staging_free(a.staging);
	return rc;
}

int rc_apply_announcement(git_repository *repo, const git_oid *commit, struct announcement *ret,
			  struct error **err)
{
	const char *message, *at;
	git_commit *found;
	int there = 0;

	if (git_commit_lookup(&found, repo, commit))
		return error_git(err, ERROR_ENVIRONMENT, "reading a release");
	message = git_commit_message(found);
	at = strcmp(git_commit_committer(found)->email, EMAIL) ? NULL : strstr(message, SHA256_LINE);
	at = at ? strstr(at, "\n\nFrom: ") : NULL;
	if (at)
		there = !announcement_read(at + 2, strlen(at + 2), ret, NULL);
	git_commit_free(found);
	return there;
}
