// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/mail.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/library_gmime.h"

#define COLUMNS 76

static bool is_ascii(const char *text)
{
	while (*text)
		if ((unsigned char)*text++ >= 0x80)
			return false;
	return true;
}

/* "Name: value", broken before words that would pass the last column. */
static void add_folded(struct buf *mail, const char *name, const char *value)
{
	size_t column = strlen(name) + 1;

	buf_printf(mail, "%s:", name);
	while (*value) {
		size_t len = strcspn(value, " \n\t");

		if (len && column + 1 + len > COLUMNS && column > strlen(name) + 1) {
			buf_puts(mail, "\n");
			column = 0;
		}
		if (len) {
			buf_puts(mail, " ");
			buf_add(mail, value, len);
			column += 1 + len;
		}
		value += len + !!value[len];
	}
	buf_puts(mail, "\n");
}

/* "Mon, 24 Jun 2023 09:46:38 -0700", never in the words of a locale. */
static void add_date(struct buf *mail, const git_time *when)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t local = when->time + when->offset * 60;
	int offset = when->offset < 0 ? -when->offset : when->offset;
	struct tm tm;

	if (!gmtime_r(&local, &tm))
		memset(&tm, 0, sizeof(tm));
	buf_printf(mail, "Date: %.3s, %d %.3s %d %02d:%02d:%02d %c%02d%02d\n",
		   days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900,
		   tm.tm_hour, tm.tm_min, tm.tm_sec, when->offset < 0 ? '-' : '+', offset / 60,
		   offset % 60);
}

static void add_from(struct buf *mail, const git_signature *author)
{
	char *phrase = lib_g_mime_utils_header_encode_phrase(NULL, author->name, "UTF-8");
	_cleanup_free_ char *value = xasprintf("%s <%s>", phrase, author->email);

	lib_g_free(phrase);
	add_folded(mail, "From", value);
}

static void add_subject(struct buf *mail, const char *prefix, const char *subject)
{
	char *encoded = lib_g_mime_utils_header_encode_text(NULL, subject, "UTF-8");
	_cleanup_free_ char *value = xasprintf("[%s] %s", prefix, encoded);

	lib_g_free(encoded);
	add_folded(mail, "Subject", value);
}

int mail_add_header(struct buf *mail, const git_commit *commit, const char *prefix,
		    struct error **err)
{
	const git_signature *author = git_commit_author(commit);
	char hex[GIT_OID_HEXSZ + 1];

	if (gmime_load(err))
		return -1;
	git_oid_tostr(hex, sizeof(hex), git_commit_id(commit));
	buf_printf(mail, "From %s Mon Sep 17 00:00:00 2001\n", hex);
	add_from(mail, author);
	add_date(mail, &author->when);
	add_subject(mail, prefix, git_commit_summary((git_commit *)commit));
	if (!is_ascii(git_commit_message(commit)))
		buf_puts(mail, "MIME-Version: 1.0\n"
			 "Content-Type: text/plain; charset=UTF-8\n"
			 "Content-Transfer-Encoding: 8bit\n");
	buf_puts(mail, "\n");
	return 0;
}

/* As git-mailinfo and git-mailsplit see it. */
static bool ends_message(const char *line, size_t len)
{
	return text_begins_mail(line, len) || text_begins_diff(line, len);
}

static bool looks_like_header(const char *body)
{
	return !strncasecmp(body, "From:", 5) || !strncasecmp(body, "Subject:", 8) ||
	       !strncasecmp(body, "Date:", 5) || !strncasecmp(body, "Content-Type:", 13);
}

void mail_add_message(struct buf *mail, const git_commit *commit)
{
	const git_signature *author = git_commit_author(commit);
	const char *body = git_commit_body((git_commit *)commit);

	if (!body)
		return;
	/* `git am` reads such a line as the patch's own, unless one came already. */
	if (looks_like_header(body))
		buf_printf(mail, "From: %s <%s>\n\n", author->name, author->email);
	while (*body) {
		size_t len = strcspn(body, "\n");

		if (ends_message(body, len))
			buf_puts(mail, " ");
		buf_add(mail, body, len);
		buf_puts(mail, "\n");
		body += len + (body[len] == '\n');
	}
}
