// SPDX-License-Identifier: GPL-2.0-only
#include "door/quoted.h"

#include <string.h>

#include "door/quoted_parts.h"
#include "series/mail_text.h"
#include "util/alloc.h"

/* How many marks a line has ("> ", ">>"), and where its text begins. */
static size_t count_marks(const char *line, size_t len, size_t *ret_text)
{
	size_t marks = 0, at = 0;

	*ret_text = 0;
	while (at < len && (line[at] == '>' || (line[at] == ' ' && marks))) {
		if (line[at++] == '>') {
			marks++;
			*ret_text = at;
		}
	}
	/* One space belongs to the last mark. */
	if (marks && *ret_text < len && line[*ret_text] == ' ')
		++*ret_text;
	return marks;
}

static bool begins(const char *line, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && !memcmp(line, with, n);
}

/* The number of marks in front of the first quoted diff; 0: there is none. */
static size_t find_depth(const char *text)
{
	for (const char *at = text; *at;) {
		size_t len = strcspn(at, "\n"), start, marks = count_marks(at, len, &start);

		if (marks && (begins(at + start, len - start, "diff --git ") ||
			      begins(at + start, len - start, "--- a/")))
			return marks;
		at += len + (at[len] == '\n');
	}
	return 0;
}

bool quoted_has_diff(const char *text)
{
	return find_depth(text) > 0;
}

static void unquote(const char *text, size_t depth, struct quoted_lines *lines, size_t *ret_other)
{
	size_t number = 0;

	*ret_other = 0;
	for (const char *at = text; *at;) {
		size_t len = strcspn(at, "\n"), n = len, start, marks;

		number++;
		while (n && (at[n - 1] == '\r'))
			n--;
		marks = count_marks(at, n, &start);
		if (marks == depth) {
			struct quoted_line *line = ARRAY_ADD(lines->items, lines->count, lines->alloc);

			line->text = at + start;
			line->len = n - start;
			line->number = number;
		} else if (n) {
			++*ret_other;
		}
		at += len + (at[len] == '\n');
	}
}

static bool line_begins(const struct quoted_line *line, const char *with)
{
	return begins(line->text, line->len, with);
}

static bool is_diff_start(const struct quoted_line *line)
{
	return line_begins(line, "diff --git ") || line_begins(line, "--- a/");
}

static bool is_field(const struct quoted_line *line)
{
	size_t n = 0;

	while (n < line->len && line->text[n] > ' ' && line->text[n] < 0x7f && line->text[n] != ':')
		n++;
	return n && n + 1 < line->len && line->text[n] == ':' && line->text[n + 1] == ' ';
}

static void add_line(struct buf *to, const char *before, const struct quoted_line *line)
{
	buf_puts(to, before);
	buf_add(to, line->text, line->len);
	buf_puts(to, "\n");
}

/*
 * The header that is quoted before the message; a line without a field's name belongs to the one
 * above, whatever white space it lost. Returns the index of the first line behind it.
 */
static size_t add_header(const struct quoted_lines *lines, size_t at, struct buf *mail,
			 bool *ret_from, bool *ret_subject)
{
	const struct quoted_line *line = &lines->items[at];

	*ret_from = *ret_subject = false;
	if (!line_begins(line, "From: ") && !line_begins(line, "Subject: ") &&
	    !line_begins(line, "Date: "))
		return at;
	for (; at < lines->count && lines->items[at].len; at++) {
		line = &lines->items[at];
		*ret_from |= line_begins(line, "From: ");
		*ret_subject |= line_begins(line, "Subject: ");
		if (is_field(line))
			add_line(mail, "", line);
		else
			add_line(mail, *line->text == ' ' ? "" : " ", line);
	}
	return at;
}

/* Who signed it off first is its author, as far as can be told. */
static const struct quoted_line *first_signoff(const struct quoted_lines *lines, size_t end)
{
	for (size_t i = 0; i < end; i++)
		if (line_begins(&lines->items[i], "Signed-off-by: "))
			return &lines->items[i];
	return NULL;
}

/* " a/file | 3 +++" and " 1 file changed, ..." have a space in front. */
static void add_stat(struct buf *mail, const struct quoted_line *line)
{
	add_line(mail, line->len && *line->text != ' ' ? " " : "", line);
}

struct quoted_mail {
	struct quoted_lines lines;
	size_t first;		/* line that is not blank */
	size_t diff;		/* line on which the diff begins */
	bool from, subject;	/* the header has them */
	size_t other;		/* lines that were not quoted */
};

static void quoted_mail_release(struct quoted_mail *quoted)
{
	free(quoted->lines.items);
}

/* Tags stand apart from the text that an answer has cut them off from. */
static bool begins_trailers(const struct quoted_line *before, const struct quoted_line *line)
{
	return line->number > before->number + 1 && before->len && !is_field(before) &&
	       text_is_trailer(line->text, line->len);
}

/* The header and the message, up to the diff. */
static void write_message(struct quoted_mail *quoted, const char *subject, struct buf *mail)
{
	const struct quoted_lines *lines = &quoted->lines;
	_cleanup_buf_ struct buf header = { 0 };
	size_t at = add_header(lines, quoted->first, &header, &quoted->from, &quoted->subject);
	const struct quoted_line *signoff = first_signoff(lines, quoted->diff);
	bool stat = false;

	if (!quoted->from && signoff)
		buf_printf(mail, "From: %.*s\n", (int)(signoff->len - 15), signoff->text + 15);
	buf_add(mail, buf_str(&header), header.len);
	if (!quoted->subject && *subject)
		buf_printf(mail, "Subject: [PATCH] %s\n", subject);
	while (at < quoted->diff && !lines->items[at].len)
		at++;
	buf_puts(mail, "\n");
	for (; at < quoted->diff; at++) {
		if (!stat && at && begins_trailers(&lines->items[at - 1], &lines->items[at]))
			buf_puts(mail, "\n");
		if (lines->items[at].len == 3 && line_begins(&lines->items[at], "---"))
			stat = true;
		else if (stat) {
			add_stat(mail, &lines->items[at]);
			continue;
		}
		add_line(mail, "", &lines->items[at]);
	}
}

/* What git puts behind the last file. */
static void add_tail(const struct quoted_mail *quoted, struct buf *mail)
{
	for (size_t i = quoted->diff; i < quoted->lines.count; i++)
		if (line_begins(&quoted->lines.items[i], "base-commit: ")) {
			buf_puts(mail, "\n");
			add_line(mail, "", &quoted->lines.items[i]);
		}
}

static int read_quoted(const char *where, const char *text, struct quoted_mail *quoted,
		       struct error **err)
{
	const struct quoted_lines *lines = &quoted->lines;
	size_t depth = find_depth(text);

	if (!depth)
		return error_set(err, ERROR_INPUT, "%s: no diff in it", where);
	unquote(text, depth, &quoted->lines, &quoted->other);
	while (quoted->first < lines->count && !lines->items[quoted->first].len)
		quoted->first++;
	quoted->diff = quoted->first;
	while (quoted->diff < lines->count && !is_diff_start(&lines->items[quoted->diff]))
		quoted->diff++;
	return 0;
}

/* Is the diff whole when only the marks are taken off? */
static bool is_whole(const struct quoted_mail *quoted, const char *where, struct buf *diff)
{
	struct patch *patch = NULL;

	for (size_t i = quoted->diff; i < quoted->lines.count; i++)
		add_line(diff, "", &quoted->lines.items[i]);
	if (patch_parse(where, buf_str(diff), diff->len, &patch, NULL)) {
		buf_clear(diff);
		return false;
	}
	patch_free(patch);
	return true;
}

static void tell_mended(struct incoming *incoming, const char *where,
			const struct quoted_mended *mended)
{
	if (mended->tree)
		incoming_note(incoming, NOTE_CHANGED, where, "its white space was lost: %zu %s as in %s",
			      mended->context, mended->context == 1 ? "line is" : "lines are",
			      mended->tree);
	if (mended->known)
		incoming_note(incoming, NOTE_CHANGED, where, "%zu added %s as a release has %s",
			      mended->known, mended->known == 1 ? "line is" : "lines are",
			      mended->known == 1 ? "it" : "them");
	if (mended->guessed)
		incoming_note(incoming, NOTE_UNSURE, where, "%zu added %s indented by the code around; "
			      "white space inside of lines is one space", mended->guessed,
			      mended->guessed == 1 ? "line is" : "lines are");
	if (mended->against)
		incoming_note(incoming, NOTE_UNSURE, where, "behind %zu %s the next line is indented "
			      "otherwise than expected", mended->against,
			      mended->against == 1 ? "run of added lines" : "runs of added lines");
	if (mended->near)
		incoming_note(incoming, NOTE_UNSURE, where, "a hunk fits in several places: the nearest "
			      "was taken");
	if (mended->left_out)
		incoming_note(incoming, NOTE_LEFT_OUT, where, "%zu %s behind a hunk", mended->left_out,
			      mended->left_out == 1 ? "line" : "lines");
}

static void tell(struct incoming *incoming, const char *where, const struct quoted_mail *quoted,
		 size_t mended, size_t unreadable)
{
	if (quoted->other)
		incoming_note(incoming, NOTE_LEFT_OUT, where, "%zu lines that are not quoted",
			      quoted->other);
	if (!quoted->from)
		incoming_note(incoming, NOTE_UNSURE, where,
			      "who wrote it is not quoted: its first Signed-off-by is taken");
	if (mended)
		incoming_note(incoming, NOTE_CHANGED, where,
			      "%zu %s (user@xxx) as in MAINTAINERS", mended,
			      mended == 1 ? "address" : "addresses");
	if (unreadable)
		incoming_note(incoming, NOTE_UNSURE, where,
			      "%zu %s unreadable (user@xxx), and in no MAINTAINERS that is known",
			      unreadable, unreadable == 1 ? "address is" : "addresses are");
}

int quoted_add(struct incoming *incoming, const char *where, const char *subject,
	       const char *text, const struct door_trees *trees, struct error **err)
{
	_cleanup_(quoted_mail_release) struct quoted_mail quoted = { 0 };
	_cleanup_buf_ struct buf message = { 0 }, diff = { 0 };
	struct quoted_mended mended = { 0 };
	_cleanup_free_ char *mail = NULL;
	size_t addresses, unreadable;

	if (read_quoted(where, text, &quoted, err))
		return -1;
	write_message(&quoted, subject, &message);
	mail = quoted_addresses(buf_str(&message), trees, &addresses, &unreadable);
	buf_clear(&message);
	buf_puts(&message, mail);
	if (is_whole(&quoted, where, &diff)) {
		buf_add(&message, diff.data, diff.len);
	} else {
		if (quoted_mend(&quoted.lines, quoted.diff, where, trees, &diff, &mended, err))
			return -1;
		buf_add(&message, buf_str(&diff), diff.len);
		add_tail(&quoted, &message);
	}
	if (incoming_add(incoming, where, "", buf_str(&message), message.len, err)) {
		free(mended.tree);
		return -1;
	}
	tell(incoming, where, &quoted, addresses, unreadable);
	tell_mended(incoming, where, &mended);
	free(mended.tree);
	return 0;
}
