// SPDX-License-Identifier: GPL-2.0-only
#include "door/mailbox.h"

#include <ctype.h>
#include <dirent.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "door/from_files.h"
#include "door/subject.h"
#include "series/mail_body.h"
#include "series/mail_text.h"
#include "util/alloc.h"
#include "util/file.h"
#include "util/text.h"

#define MAX_REFERENCES 200

static size_t line_length(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', end - at);

	return (newline ? newline + 1 : end) - at;
}

/* The length of a header field's name at the start of a line; 0: it is none. */
static size_t field_name(const char *line, size_t len)
{
	size_t n = 0;

	while (n < len && line[n] > ' ' && line[n] < 0x7f && line[n] != ':')
		n++;
	return n && n < len && line[n] == ':' ? n : 0;
}

static bool is_field(const char *line, size_t n, const char *name)
{
	return n == strlen(name) && !strncasecmp(line, name, n);
}

/*
 * Where the body begins, behind the empty line of the header at `start`; 0: there is no header.
 * *ret_mail: it has a field that only mails have.
 */
static size_t find_body(const char *data, size_t start, size_t len, bool *ret_mail)
{
	const char *at = data + start, *end = data + len;
	bool any = false;

	*ret_mail = false;
	while (at < end) {
		size_t n = line_length(at, end), field = field_name(at, n);

		if (*at == '\n' || (*at == '\r' && n == 2))
			return any ? at + n - data : 0;
		if (!field && ((*at != ' ' && *at != '\t') || !any))
			return 0;
		if (field) {
			any = true;
			*ret_mail |= is_field(at, field, "Message-ID") ||
				     is_field(at, field, "Subject") || is_field(at, field, "From");
		}
		at += n;
	}
	return any ? len : 0;
}

/* Blank lines at the start are nothing. */
static size_t skip_blank(const char *data, size_t len)
{
	size_t skip = 0;

	while (skip < len && (data[skip] == '\n' || data[skip] == '\r'))
		skip++;
	return skip;
}

bool mailbox_is_one(const char *data, size_t len)
{
	size_t blank = skip_blank(data, len), first, skip = 0;
	bool mail;

	data += blank;
	len -= blank;
	first = line_length(data, data + len);

	if (text_begins_mail(data, first && data[first - 1] == '\n' ? first - 1 : first))
		skip = first;
	return find_body(data, skip, len, &mail) && mail;
}

static char **read_references(GMimeObject *object)
{
	static const char *const fields[] = { "In-Reply-To", "References" };
	char **ids = NULL;
	size_t count = 0, alloc = 0;

	for (size_t f = 0; f < ARRAY_SIZE(fields); f++) {
		const char *value = lib_g_mime_object_get_header(object, fields[f]);
		GMimeReferences *list = value ? lib_g_mime_references_parse(NULL, value) : NULL;
		int n = list ? lib_g_mime_references_length(list) : 0;

		for (int i = 0; i < n && i < MAX_REFERENCES; i++) {
			const char *id = lib_g_mime_references_get_message_id(list, i);

			*ARRAY_ADD(ids, count, alloc) = text_excerpt(id, strlen(id), 512);
		}
		if (list)
			lib_g_mime_references_free(list);
	}
	*ARRAY_ADD(ids, count, alloc) = NULL;
	return ids;
}

static char *one_line(const char *value)
{
	char *text = text_excerpt(value ? value : "", value ? strlen(value) : 0, 1000);

	for (char *c = text; *c; c++)
		if (*c == '\t')
			*c = ' ';
	return text;
}

static int read_header(struct mail *mail, struct error **err)
{
	GMimeMessage *message;
	GMimeObject *object;
	const char *id;

	if (mail->body == mail->header) {
		mail->subject = xstrdup("");
		mail->from = xstrdup("");
		mail->references = xcalloc(1, sizeof(*mail->references));
		return 0;
	}
	/* The header alone: what is in the body does not matter yet. */
	message = mail_parse(buf_str(&mail->text) + mail->header, mail->body - mail->header);
	if (!message)
		return error_set(err, ERROR_INPUT, "%s: not a mail that can be read", mail->where);
	object = (GMimeObject *)message;
	id = lib_g_mime_message_get_message_id(message);
	mail->message_id = id && *id ? text_excerpt(id, strlen(id), 512) : NULL;
	mail->subject = one_line(lib_g_mime_message_get_subject(message));
	mail->from = one_line(lib_g_mime_object_get_header(object, "From"));
	mail->references = read_references(object);
	lib_g_object_unref(message);
	return 0;
}

/* ">From " is "From ", ">>From " is ">From ". */
static void unescape(const char *at, const char *end, struct buf *to)
{
	while (at < end) {
		size_t n = line_length(at, end), quotes = 0;

		while (quotes < n && at[quotes] == '>')
			quotes++;
		if (quotes && n - quotes > 5 && !memcmp(at + quotes, "From ", 5))
			buf_add(to, at + 1, n - 1);
		else
			buf_add(to, at, n);
		at += n;
	}
}

static int add_mail(struct mailbox *mailbox, const char *path, size_t number, bool alone,
		    const char *at, size_t len, struct error **err)
{
	size_t first = line_length(at, at + len), header;
	_cleanup_free_ char *where = alone ? xstrdup(path) : xasprintf("%s, mail %zu", path, number);
	bool rd, known;
	struct mail *mail;

	header = text_begins_mail(at, first && at[first - 1] == '\n' ? first - 1 : first) ? first : 0;
	if (mailbox->count >= MAILBOX_MAX_MAILS)
		return error_set(err, ERROR_INPUT, "%s: more than %u mails", path, MAILBOX_MAX_MAILS);
	if (len > MAIL_MAX_BYTES || len > MAILBOX_MAX_BYTES - mailbox->bytes)
		return error_set(err, ERROR_INPUT, "%s: larger than %u MiB, or all mails than %u MiB",
				 where, MAIL_MAX_BYTES >> 20, MAILBOX_MAX_BYTES >> 20);
	if (memchr(at, '\0', len))
		return error_set(err, ERROR_INPUT, "%s: a NUL byte in a mail", where);
	mailbox->bytes += len;
	mail = ARRAY_ADD(mailbox->mails, mailbox->count, mailbox->alloc);
	mail->where = TAKE_PTR(where);
	mail->file = xstrdup(alone ? path : "");
	rd = header && !strncmp(at, "From mboxrd@", 12);
	if (rd)
		unescape(at, at + len, &mail->text);
	else
		buf_add(&mail->text, at, len);
	mail->header = header;
	mail->body = find_body(buf_str(&mail->text), header, mail->text.len, &known);
	if (!mail->body)
		mail->body = header;
	if (mail->body - header > MAIL_MAX_HEADER)
		return error_set(err, ERROR_INPUT, "%s: a header of more than %u bytes", mail->where,
				 MAIL_MAX_HEADER);
	return read_header(mail, err);
}

/*
 * Does a new mail begin at a line? Not inside of one that tells that a patch failed: it holds
 * that patch, with the line that git format-patch begins it with.
 */
static bool begins_mail(const char *line, size_t len, bool failed)
{
	return text_begins_mail(line, len) &&
	       !(failed && len > 45 && text_is_hex(line + 5, 40, 40, 40));
}

int mailbox_add(struct mailbox *mailbox, const char *path, const struct buf *text,
		struct error **err)
{
	const char *start = buf_str(text) + skip_blank(buf_str(text), text->len), *at = start;
	const char *end = buf_str(text) + text->len, *mail = start;
	size_t number = 0, first = line_length(at, end);
	bool split = text_begins_mail(at, first), header = true, failed = false;

	if (gmime_load(err))
		return -1;
	for (at += first; at < end && split; at += line_length(at, end)) {
		size_t n = line_length(at, end);

		if (*at == '\n' || *at == '\r')
			header = false;
		if (header && subject_is_failed_header(at, n))
			failed = true;
		if (!begins_mail(at, at[n - 1] == '\n' ? n - 1 : n, failed))
			continue;
		if (add_mail(mailbox, path, ++number, false, mail, at - mail, err))
			return -1;
		mail = at;
		header = true;
		failed = false;
	}
	return add_mail(mailbox, path, number + 1, !number, mail, end - mail, err);
}

bool mailbox_is_maildir(const char *path)
{
	static const char *const folders[] = { "cur", "new" };
	struct stat st;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_free_ char *folder = path_join(path, "%s", folders[i]);

		if (lstat(folder, &st) || !S_ISDIR(st.st_mode))
			return false;
	}
	return true;
}

static int add_maildir_file(struct mailbox *mailbox, const char *path, struct error **err)
{
	_cleanup_buf_ struct buf text = { 0 };

	if (door_read_file(path, false, &text, err))
		return -1;
	if (gmime_load(err))
		return -1;
	return add_mail(mailbox, path, 1, true, buf_str(&text), text.len, err);
}

int mailbox_add_maildir(struct mailbox *mailbox, const char *path, struct error **err)
{
	static const char *const folders[] = { "cur", "new" };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_free_ char *folder = path_join(path, "%s", folders[i]);
		_cleanup_door_names_ struct door_names names = { 0 };

		if (door_list_folder(folder, &names, err))
			return -1;
		for (size_t j = 0; j < names.count; j++) {
			_cleanup_free_ char *file = path_join(folder, "%s", names.items[j]);

			if (*names.items[j] != '.' && add_maildir_file(mailbox, file, err))
				return -1;
		}
	}
	return 0;
}

int mail_decoded(const struct mail *mail, struct buf *text, struct error **err)
{
	_cleanup_free_ char *charset = NULL, *utf8 = NULL;
	_cleanup_buf_ struct buf raw = { 0 };
	const char *start = buf_str(&mail->text) + mail->header, *wrong = NULL;
	size_t len = mail->text.len - mail->header;

	if (mail->body == mail->header)
		buf_add(&raw, start, len);
	else
		wrong = mail_text(start, len, &raw, &charset);
	if (wrong)
		return error_set(err, ERROR_INPUT, "%s: %s", mail->where, wrong);
	utf8 = text_to_utf8(buf_str(&raw), raw.len, charset);
	buf_puts(text, utf8);
	return 0;
}

void mailbox_release(struct mailbox *mailbox)
{
	for (size_t i = 0; i < mailbox->count; i++) {
		struct mail *mail = &mailbox->mails[i];

		for (char **id = mail->references; id && *id; id++)
			free(*id);
		free(mail->references);
		free(mail->where);
		free(mail->file);
		free(mail->message_id);
		free(mail->subject);
		free(mail->from);
		buf_release(&mail->text);
	}
	free(mailbox->mails);
	*mailbox = (struct mailbox){ 0 };
}
