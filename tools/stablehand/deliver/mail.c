// SPDX-License-Identifier: GPL-2.0-only
#include "deliver/mail.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "series/author.h"
#include "series/mail_text.h"
#include "util/alloc.h"

#define COLUMNS 76
#define ENCODED_MAX 72		/* of an encoded word, which may have 75 */
#define FIRST_YEAR 1970		/* that git reads from a date of words */
#define LAST_YEAR 2099

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

/* Bytes of the character that a text in UTF-8 begins with. */
static size_t character_bytes(const char *text)
{
	size_t n = 1;

	while (n < 4 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/*
 * A text as encoded words (RFC 2047, "Q"), which the next reader joins: none longer than it may
 * be, no character in two. Only what is plain in every header stays as it is.
 */
static char *encode(const char *text)
{
	static const char start[] = "=?UTF-8?q?";
	struct buf out = { 0 };
	size_t used = 0;

	while (*text) {
		size_t n = character_bytes(text);
		char piece[4 * 3 + 1];
		size_t len = 0;

		for (size_t i = 0; i < n; i++) {
			unsigned char c = text[i];

			if (isascii(c) && (isalnum(c) || strchr("!*+-/", c)))
				piece[len++] = c;
			else if (c == ' ')
				piece[len++] = '_';
			else
				len += snprintf(piece + len, sizeof(piece) - len, "=%02X", c);
		}
		if (!used || used + len > ENCODED_MAX) {
			buf_printf(&out, "%s%s", used ? "?= " : "", start);
			used = sizeof(start) + 1;
		}
		buf_add(&out, piece, len);
		used += len;
		text += n;
	}
	buf_puts(&out, "?=");
	return buf_detach(&out);
}

/* Would a reader take it for encoded, or not take it at all? */
static bool needs_encoding(const char *text)
{
	return !is_ascii(text) || strstr(text, "=?");
}

/* "name" with a backslash before what ends it. */
static char *quote(const char *name)
{
	struct buf out = { 0 };

	buf_puts(&out, "\"");
	for (; *name; name++)
		buf_printf(&out, "%s%c", *name == '"' || *name == '\\' ? "\\" : "", *name);
	buf_puts(&out, "\"");
	return buf_detach(&out);
}

static char *author_value(const git_signature *author)
{
	_cleanup_free_ char *phrase = needs_encoding(author->name) ? encode(author->name) :
				      author_needs_quotes(author->name) ? quote(author->name) :
				      xstrdup(author->name);

	return xasprintf("%s <%s>", phrase, author->email);
}

/*
 * The same for `git am` alone, in the message. It looks for quotes again after decoding, so that
 * they have to be inside of what is encoded.
 */
static char *author_value_inside(const git_signature *author)
{
	_cleanup_free_ char *quoted = author_needs_quotes(author->name) ? quote(author->name) :
				      xstrdup(author->name);
	_cleanup_free_ char *phrase = strstr(author->name, "=?") ? encode(quoted) :
				      TAKE_PTR(quoted);

	return xasprintf("%s <%s>", phrase, author->email);
}

static struct tm local_time(const git_time *when)
{
	time_t local = when->time + when->offset * 60;
	struct tm tm;

	if (!gmtime_r(&local, &tm))
		memset(&tm, 0, sizeof(tm));
	return tm;
}

/* "-0700" */
static void add_offset(struct buf *mail, const git_time *when)
{
	int offset = when->offset < 0 ? -when->offset : when->offset;

	buf_printf(mail, "%c%02d%02d\n", when->offset < 0 ? '-' : '+', offset / 60, offset % 60);
}

/*
 * "Mon, 24 Jun 2023 09:46:38 -0700", never in the words of a locale; outside of the years that
 * git reads in words, "@SECONDS -0700", which it reads as well.
 */
void mail_add_date(struct buf *mail, const git_time *when)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm = local_time(when);
	int year = tm.tm_year + 1900;

	/* An offset of -1 is git's word for none. */
	if (year < FIRST_YEAR || year > LAST_YEAR || when->offset == -1) {
		buf_printf(mail, "Date: @%lld ", (long long)when->time);
		add_offset(mail, when);
		return;
	}
	buf_printf(mail, "Date: %.3s, %d %.3s %d %02d:%02d:%02d ", days + 3 * tm.tm_wday,
		   tm.tm_mday, months + 3 * tm.tm_mon, year, tm.tm_hour, tm.tm_min, tm.tm_sec);
	add_offset(mail, when);
}

void mail_add_subject(struct buf *mail, const char *prefix, const char *subject)
{
	_cleanup_free_ char *encoded = needs_encoding(subject) ? encode(subject) : xstrdup(subject);
	_cleanup_free_ char *value = prefix ? xasprintf("[%s] %s", prefix, encoded) :
				     xstrdup(encoded);

	add_folded(mail, "Subject", value);
}

void mail_add_mime(struct buf *mail)
{
	buf_puts(mail, "MIME-Version: 1.0\n"
		 "Content-Type: text/plain; charset=UTF-8\n"
		 "Content-Transfer-Encoding: 8bit\n");
}

void mail_add_author(struct buf *mail, const git_signature *author)
{
	_cleanup_free_ char *from = author_value(author);

	add_folded(mail, "From", from);
}

int mail_check(git_commit *commit, struct error **err)
{
	const git_signature *author = git_commit_author(commit);
	const char *subject = git_commit_summary(commit), *message = git_commit_message(commit);
	size_t len = strlen(subject);

	if (!author_carries(author->name, author->email))
		return error_set(err, ERROR_INPUT, "git am cannot take the author from a mail: "
				 "%s <%s>", author->name, author->email);
	if (author->when.time < 0)
		return error_set(err, ERROR_INPUT, "git am cannot take a date before 1970");
	if (!strncasecmp(subject, "re:", 3) || *subject == ':')
		return error_set(err, ERROR_INPUT, "git am cuts what the subject begins with: %s",
				 subject);
	if (strncmp(message, subject, len) || (message[len] && message[len] != '\n') ||
	    (message[len] && message[len + 1] && message[len + 1] != '\n') ||
	    strchr(subject, '\t') || strstr(subject, "  "))
		return error_set(err, ERROR_INPUT,
				 "git am changes the white space of the subject: %s", subject);
	return 0;
}

void mail_add_header(struct buf *mail, git_commit *commit, const char *prefix, const char *more,
		     bool is_8bit)
{
	const git_signature *author = git_commit_author(commit);
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), git_commit_id(commit));
	buf_printf(mail, "From %s Mon Sep 17 00:00:00 2001\n", hex);
	mail_add_author(mail, author);
	mail_add_date(mail, &author->when);
	mail_add_subject(mail, prefix, git_commit_summary(commit));
	buf_puts(mail, more ? more : "");
	if (is_8bit || !is_ascii(git_commit_message(commit)) || !is_ascii(author->name))
		mail_add_mime(mail);
	buf_puts(mail, "\n");
}

/* As git-mailinfo and git-mailsplit see it. */
static bool ends_message(const char *line, size_t len)
{
	return text_begins_mail(line, len) || text_begins_diff(line, len);
}

/* `git am` reads lines of the patch's own in front of a message. */
static bool looks_like_header(const char *body)
{
	static const char *const starts[] = { "From:", "Subject:", "Date:", "Content-Type:",
					      ">From", "[PATCH]" };

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (!strncasecmp(body, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/*
 * The author once more where the header cannot say it to `git am`; behind it and an empty line,
 * nothing is taken for a line of a header any more.
 */
static void add_inner_header(struct buf *mail, const git_signature *author, const char *body)
{
	bool hidden = needs_encoding(author->name) && author_needs_quotes(author->name);
	_cleanup_free_ char *from = NULL;

	if (!hidden && !looks_like_header(body))
		return;
	from = author_value_inside(author);
	buf_printf(mail, "From: %s\n\n", from);
}

/* What follows the subject's paragraph, with the white space that it begins with. */
static const char *message_body(const git_commit *commit)
{
	const char *message = git_commit_message(commit);
	const char *end = strstr(message, "\n\n");

	if (!end)
		return "";
	return end + strspn(end, "\n");
}

void mail_add_message(struct buf *mail, const git_commit *commit)
{
	const char *body = message_body(commit);

	add_inner_header(mail, git_commit_author(commit), body);
	while (*body) {
		size_t len = strcspn(body, "\n");

		if (ends_message(body, len))
			buf_puts(mail, " ");
		buf_add(mail, body, len);
		buf_puts(mail, "\n");
		body += len + (body[len] == '\n');
	}
}
