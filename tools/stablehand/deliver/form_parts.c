// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/form_parts.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "deliver/export.h"
#include "deliver/mail.h"
#include "deliver/written_before.h"
#include "git/tree_diff.h"
#include "series/commit_message.h"
#include "series/mail_text.h"
#include "series/patch_file_name.h"
#include "util/alloc.h"

#define STAT_WIDTH 72

bool form_is_backport(const struct form_work *work, size_t i)
{
	return work->delivery->patches[i].note != NULL;
}

char *form_url(const struct form_work *work, size_t i)
{
	return work->full_ids[i] ? xasprintf("https://git.kernel.org/linus/%s", work->full_ids[i]) :
	       NULL;
}

char *form_file_name(const struct form_work *work, size_t i)
{
	return patch_file_name(i + 1, work->delivery->patches[i].subject);
}

/* A text whose lines neither end a message nor begin a mail or a diff. */
static char *made_safe(const char *text)
{
	struct buf out = { 0 };

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (text_begins_mail(text, len) || text_begins_diff(text, len) ||
		    !strncmp(text, "+++", 3) || !strncmp(text, "@@", 2))
			buf_puts(&out, " ");
		buf_printf(&out, "%.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
	return buf_detach(&out);
}

int form_add_mail(const struct form_work *work, size_t i, const struct form_mail *mail,
		  struct buf *ret, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_free_ char *below = mail->below ? made_safe(mail->below) : NULL;
	const struct export_options options = {
		.prefix = mail->prefix,
		.number = i + 1,
		.total = mail->numbered ? delivery->count : 1,
		.more = mail->more,
		.below = below,
		.behind = mail->behind,
		.says_8bit = true,
	};

	return export_mail_with(delivery->repo, &work->commits[i], &options, ret, err);
}

static bool is_8bit(const char *text)
{
	while (*text)
		if ((unsigned char)*text++ >= 0x80)
			return true;
	return false;
}

int form_add_cover(const struct form_work *work, const char *prefix, const char *subject,
		   const char *more, const char *text, struct buf *ret, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	_cleanup_free_ char *place = xasprintf("%s 0/%zu", prefix, delivery->count);
	_cleanup_free_ char *safe = made_safe(text);
	git_signature *who;
	git_commit *last;

	/* Dated as the last patch, as there is nothing else that is the same each time. */
	if (git_commit_lookup(&last, delivery->repo, &work->commits[delivery->count - 1]))
		return error_git(err, ERROR_ENVIRONMENT, "reading a ported commit");
	if (git_signature_new(&who, delivery->committer_name, delivery->committer_email,
			      git_commit_time(last), git_commit_time_offset(last))) {
		git_commit_free(last);
		return error_git(err, ERROR_INPUT, "%s", delivery->committer_name);
	}
	buf_puts(ret, "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n");
	mail_add_author(ret, who);
	mail_add_date(ret, &who->when);
	mail_add_subject(ret, place, subject);
	buf_puts(ret, more ? more : "");
	if (is_8bit(text) || is_8bit(who->name))
		mail_add_mime(ret);
	buf_printf(ret, "\n%s" WRITTEN_SIGNATURE STABLEHAND_VERSION "\n\n", safe);
	git_signature_free(who);
	git_commit_free(last);
	return 0;
}

static int stat_of(git_diff *diff, struct buf *ret, struct error **err)
{
	git_diff_stats *stats = NULL;
	git_buf text = { 0 };
	int rc = git_diff_get_stats(&stats, diff);

	if (!rc)
		rc = git_diff_stats_to_buf(&text, stats, GIT_DIFF_STATS_FULL |
					   GIT_DIFF_STATS_INCLUDE_SUMMARY, STAT_WIDTH);
	if (rc)
		rc = error_git(err, ERROR_ENVIRONMENT, "comparing two trees");
	else
		buf_add(ret, text.ptr, text.size);
	git_diff_stats_free(stats);
	git_buf_dispose(&text);
	return rc;
}

static int tree_of(git_repository *repo, const git_oid *id, git_oid *ret, struct error **err)
{
	git_commit *commit;

	if (git_commit_lookup(&commit, repo, id))
		return error_git(err, ERROR_ENVIRONMENT, "reading a commit");
	*ret = *git_commit_tree_id(commit);
	git_commit_free(commit);
	return 0;
}

int form_add_stat(const struct form_work *work, struct buf *ret, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	git_oid before, after;
	git_diff *diff;
	int rc;

	if (tree_of(delivery->repo, &delivery->base, &before, err) ||
	    tree_of(delivery->repo, &work->commits[delivery->count - 1], &after, err) ||
	    tree_diff(delivery->repo, &before, &after, &diff, err))
		return -1;
	rc = stat_of(diff, ret, err);
	git_diff_free(diff);
	return rc;
}

static int diff_of(const struct form_work *work, size_t i, git_diff **ret, struct error **err)
{
	const struct delivery *delivery = work->delivery;
	git_oid before, after;

	if (tree_of(delivery->repo, i ? &work->commits[i - 1] : &delivery->base, &before, err) ||
	    tree_of(delivery->repo, &work->commits[i], &after, err))
		return -1;
	return tree_diff(delivery->repo, &before, &after, ret, err);
}

void form_compose(const struct form_work *work, size_t i, const struct message_parts *parts,
		  const char *above, const char *lines, bool noted, struct buf *message)
{
	const char *note = work->delivery->patches[i].note;
	_cleanup_free_ char *bracket = noted && note ?
		message_note(work->delivery->committer_name, note) : NULL;

	buf_printf(message, "%s\n\n", parts->subject);
	if (above && *above)
		buf_printf(message, "%s\n", above);
	if (*parts->text)
		buf_printf(message, "%s\n", parts->text);
	buf_printf(message, "%s%s%s%s", parts->trailers, lines ? lines : "", bracket ? bracket : "",
		   parts->signoff);
}

int form_date(const struct form_work *work, size_t i, char **ret, struct error **err)
{
	git_commit *commit;
	time_t when;
	struct tm tm;

	if (git_commit_lookup(&commit, work->delivery->repo, &work->delivery->patches[i].commit))
		return error_git(err, ERROR_ENVIRONMENT, "reading a ported commit");
	when = git_commit_time(commit);
	git_commit_free(commit);
	if (!gmtime_r(&when, &tm))
		memset(&tm, 0, sizeof(tm));
	*ret = xasprintf("%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	return 0;
}

/* "x86" of "arch/x86/kvm/mmu.c" and "tools/arch/x86/...": of a path that belongs to one. */
static char *area_of(const char *path)
{
	static const char arch[] = "arch/";

	if (strncmp(path, arch, sizeof(arch) - 1))
		return NULL;
	path += sizeof(arch) - 1;
	return path[strcspn(path, "/")] ? xstrndup(path, strcspn(path, "/")) : NULL;
}

int form_area(const struct form_work *work, size_t i, char **ret, struct error **err)
{
	_cleanup_free_ char *area = NULL;
	git_diff *diff;
	bool same = true;

	if (diff_of(work, i, &diff, err))
		return -1;
	for (size_t d = 0; d < git_diff_num_deltas(diff); d++) {
		_cleanup_free_ char *here = area_of(git_diff_get_delta(diff, d)->new_file.path);

		same &= here && (!area || !strcmp(area, here));
		if (!area)
			area = TAKE_PTR(here);
	}
	git_diff_free(diff);
	*ret = same && area ? TAKE_PTR(area) : xstrdup("all");
	return 0;
}

void form_add_word(struct buf *buf, const char *word)
{
	bool plain = *word;

	for (const char *p = word; *p; p++)
		plain &= isalnum((unsigned char)*p) || strchr("@%+=:,./-_", *p);
	if (plain) {
		buf_puts(buf, word);
		return;
	}
	buf_puts(buf, "'");
	for (const char *p = word; *p; p++)
		if (*p == '\'')
			buf_puts(buf, "'\\''");
		else
			buf_add(buf, p, 1);
	buf_puts(buf, "'");
}
