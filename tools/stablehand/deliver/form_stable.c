// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mails to stable@vger.kernel.org. What its checking bot demands: "commit <40 hex> upstream.", the
 * branch in the subject, all parts of a series answering the same message, and no cover among
 * what it counts.
 */
#include <string.h>

#include "deliver/form_parts.h"
#include "series/commit_message.h"
#include "util/alloc.h"

#define LIST "stable@vger.kernel.org"

/* Only an abbreviated id has to be said anew. */
static int message(const struct form_work *work, size_t i, struct buf *ret, struct error **err)
{
	const struct delivery_patch *patch = &work->delivery->patches[i];
	_cleanup_message_parts_ struct message_parts parts = { 0 };
	_cleanup_free_ char *note = NULL;

	if (!patch->upstream || strlen(patch->upstream) == GIT_OID_HEXSZ)
		return 0;
	if (message_parts_read(work->delivery, i, &parts, err))
		return -1;
	if (patch->note)
		note = message_note(work->delivery->committer_name, patch->note);
	buf_printf(ret, "%s\n\ncommit %s upstream.\n\n%s%s%s%s%s", parts.subject, work->full_ids[i],
		   parts.text, *parts.text ? "\n" : "", parts.trailers, note ? note : "",
		   parts.signoff);
	return 0;
}

/* Of archives nobody else has the commit, but anybody can compare the tree. */
static int base_lines(const struct form_work *work, struct buf *ret, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	char commit_id[GIT_OID_HEXSZ + 1], tree[GIT_OID_HEXSZ + 1];
	git_commit *commit;

	if (git_commit_lookup(&commit, delivery->repo, &delivery->base))
		return error_git(err, ERROR_ENVIRONMENT, "reading a release");
	git_oid_tostr(commit_id, sizeof(commit_id), &delivery->base);
	git_oid_tostr(tree, sizeof(tree), git_commit_tree_id(commit));
	if (git_commit_parentcount(commit))
		buf_printf(ret, "base-commit: %s\n", commit_id);
	else
		buf_printf(ret, "base: %s, tree %s\n", delivery->version, tree);
	git_commit_free(commit);
	return 0;
}

static void section(struct buf *text, const char *heading, const char *lines)
{
	if (!lines || !*lines)
		return;
	buf_printf(text, "%s\n\n", heading);
	for (const char *at = lines; *at;) {
		size_t len = strcspn(at, "\n");

		buf_printf(text, "%s%.*s\n", len ? "  " : "", (int)len, at);
		at += len + (at[len] == '\n');
	}
	buf_puts(text, "\n");
}

static void sections(const struct delivery *delivery, struct buf *text)
{
	section(text, "On each branch:", delivery->verdicts);
	section(text, "Tested:", delivery->tested);
	section(text, "Open:", delivery->open);
}

static void list_patches(const struct form_work *work, struct buf *text)
{
	for (size_t i = 0; i < work->delivery->count; i++) {
		const struct delivery_patch *patch = &work->delivery->patches[i];

		buf_printf(text, "  %2zu. %s\n", i + 1, patch->subject);
		if (work->full_ids[i])
			buf_printf(text, "      %.12s%s%s%s, %s\n", work->full_ids[i],
				   patch->upstream_version ? " (" : "",
				   patch->upstream_version ? patch->upstream_version : "",
				   patch->upstream_version ? ")" : "", patch->verdict);
		else
			buf_printf(text, "      no commit upstream, %s\n", patch->verdict);
	}
	buf_puts(text, "\n");
}

static int add_cover(const struct form_work *work, const char *prefix, const char *more,
		     const char *base, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_free_ char *subject = delivery->title ? xstrdup(delivery->title) :
		xasprintf("%s for %s", delivery->series, delivery->branch);
	_cleanup_buf_ struct buf text = { 0 };

	buf_printf(&text, "These are the %zu patches of %s for %s, on top of %s:\n\n",
		   delivery->count, delivery->series, delivery->branch, delivery->version);
	list_patches(work, &text);
	if (delivery->letter)
		buf_printf(&text, "The cover letter of the series (its numbers are those of the branch "
			   "that it was\nwritten for):\n\n%s\n", delivery->letter);
	sections(delivery, &text);
	if (form_add_stat(work, &text, err))
		return -1;
	buf_printf(&text, "\n%s", base);
	return form_add_cover(work, prefix, subject, more, buf_str(&text),
			      &delivery_add(work->files, "0000-cover-letter.patch")->text, err);
}

/* The exact command; nothing is sent here. */
static void say_send(const struct form_work *work)
{
	const struct delivery *delivery = work->delivery;
	struct buf *next = &work->files->next;

	buf_puts(next, "git send-email --to=" LIST);
	if (delivery->reply_whom && *delivery->reply_whom) {
		buf_puts(next, " --cc=");
		form_add_word(next, delivery->reply_whom);
	}
	if (delivery->reply_to) {
		_cleanup_free_ char *id = xasprintf("<%s>", delivery->reply_to);

		/* Each part answers that message, none another part. */
		buf_puts(next, " --no-thread --in-reply-to=");
		form_add_word(next, id);
	} else if (delivery->count > 1) {
		buf_puts(next, " --thread --no-chain-reply-to");
	}
	buf_puts(next, " *.patch\n");
}

/* Without a cover the mail says what the cover would. */
static int add_mail(const struct form_work *work, size_t i, const char *prefix, const char *more,
		    const char *base, struct buf *mbox, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	const char *remark = delivery->patches[i].remark;
	_cleanup_free_ char *name = form_file_name(work, i);
	_cleanup_buf_ struct buf below = { 0 };
	bool alone = delivery->count == 1;
	struct form_mail mail = {
		.prefix = prefix,
		.numbered = true,
		.more = more,
		.behind = alone ? base : NULL,
	};
	struct buf *text = &delivery_add(work->files, "%s", name)->text;

	if (remark)
		buf_printf(&below, "%s\n", remark);
	if (alone)
		sections(delivery, &below);
	if (below.len)
		mail.below = buf_str(&below);
	if (form_add_mail(work, i, &mail, text, err))
		return -1;
	buf_add(mbox, text->data, text->len);
	return 0;
}

static int write_mails(const struct form_work *work, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_free_ char *prefix = xasprintf("PATCH %s", delivery->branch);
	_cleanup_free_ char *more = delivery->reply_to ?
		xasprintf("In-Reply-To: <%s>\nReferences: <%s>\n", delivery->reply_to,
			  delivery->reply_to) : NULL;
	_cleanup_buf_ struct buf base = { 0 }, mbox = { 0 };
	bool alone = delivery->count == 1;

	if (base_lines(work, &base, err))
		return -1;
	if (!alone && add_cover(work, prefix, more, buf_str(&base), err))
		return -1;
	for (size_t i = 0; i < delivery->count; i++)
		if (add_mail(work, i, prefix, more, buf_str(&base), &mbox, err))
			return -1;
	/* What git am takes as a whole: without the cover, which is no patch. */
	delivery_add(work->files, "%s.mbox", delivery->branch)->text = mbox;
	mbox = (struct buf){ 0 };
	say_send(work);
	return 0;
}

const struct form form_stable = {
	.name = "stable",
	.summary = "mails to " LIST,
	.message = message,
	.write = write_mails,
};
