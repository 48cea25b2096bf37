// SPDX-License-Identifier: GPL-2.0-only
/* The mail around a patch, read with GMime. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "series/author.h"
#include "series/mail_body.h"
#include "series/mail_text.h"
#include "series/patch_origin.h"
#include "series/patch_parts.h"
#include "util/alloc.h"
#include "util/library_gmime.h"
#include "util/text.h"

#define HEADER_MAX_BYTES (1u << 20)

/* A name or address as it goes into a commit. */
static char *commit_safe(const char *text)
{
	_cleanup_free_ char *clean = text_excerpt(text, strlen(text), 512);
	size_t to = 0;

	for (const char *p = clean; *p; p++) {
		char c = *p == '\t' ? ' ' : *p;

		if (c != '<' && c != '>' && (to || c != ' '))
			clean[to++] = c;
	}
	while (to && clean[to - 1] == ' ')
		to--;
	clean[to] = '\0';
	return TAKE_PTR(clean);
}

bool patch_address(const char *value, char **ret_name, char **ret_email)
{
	_cleanup_free_ char *name = NULL, *email = NULL;
	InternetAddressList *list;
	InternetAddress *first = NULL;

	/* A bare word is no address: the message may begin with "From: the start". */
	if (!strpbrk(value, "@<"))
		return false;
	list = lib_internet_address_list_parse(NULL, value);
	if (list && lib_internet_address_list_length(list) > 0)
		first = lib_internet_address_list_get_address(list, 0);
	if (gmime_is(first, lib_internet_address_mailbox_get_type())) {
		const char *addr = lib_internet_address_mailbox_get_addr(
					(InternetAddressMailbox *)first);
		const char *said = lib_internet_address_get_name(first);

		email = commit_safe(addr ? addr : "");
		name = commit_safe(said && *said ? said : email);
	}
	if (list)
		lib_g_object_unref(list);
	/* What no mail carries would become another commit on its way out. */
	if (!email || !author_email_carries(email))
		return false;
	*ret_name = author_name_taken(name, email);
	if (!author_carries(*ret_name, email)) {
		free(*ret_name);
		*ret_name = xstrdup(email);
	}
	*ret_email = TAKE_PTR(email);
	return true;
}

bool patch_date(const char *value, int64_t *ret_seconds, int *ret_offset)
{
	long long seconds;
	unsigned hours, minutes;
	GDateTime *date;
	char sign;

	/* As git writes what words do not say (deliver/mail.c). */
	if (sscanf(value, " @%18lld %c%2u%2u", &seconds, &sign, &hours, &minutes) == 4 &&
	    (sign == '+' || sign == '-') && hours < 24 && minutes < 60) {
		*ret_seconds = seconds;
		*ret_offset = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
		return seconds >= 0;
	}
	date = lib_g_mime_utils_header_decode_date(value);
	if (!date)
		return false;
	*ret_seconds = lib_g_date_time_to_unix(date);
	*ret_offset = lib_g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE;
	lib_g_date_time_unref(date);
	return *ret_seconds >= 0;
}

char *patch_subject(const char *value)
{
	_cleanup_free_ char *text = text_excerpt(value, strlen(value), 1000);
	char *at = text;
	size_t to = 0;

	for (;;) {
		char *end;

		at += strspn(at, " \t:");
		if (!strncasecmp(at, "re:", 3)) {
			at += 3;
		} else if (!strncasecmp(at, "fwd:", 4)) {
			at += 4;
		} else if (*at == '[' && (end = strchr(at, ']'))) {
			*end = '\0';
			if (!strcasestr(at, "PATCH") && !strcasestr(at, "RFC") &&
			    !strcasestr(at, "RESEND")) {
				*end = ']';
				break;
			}
			at = end + 1;
		} else {
			break;
		}
	}
	/* Folding leaves runs of white space. */
	for (; *at; at++) {
		bool space = *at == ' ' || *at == '\t';

		if (!space || (to && text[to - 1] != ' '))
			text[to++] = space ? ' ' : *at;
	}
	while (to && text[to - 1] == ' ')
		to--;
	text[to] = '\0';
	return TAKE_PTR(text);
}

/* "<12 to 40 hex>", perhaps followed by " (v6.6)". */
static bool read_upstream(struct patch *patch, const char *value)
{
	size_t hex, version;

	value += strspn(value, " \t");
	hex = strspn(value, "0123456789abcdefABCDEF");
	if (hex < 12 || hex > 40)
		return false;
	patch->upstream = xstrndup(value, hex);
	for (char *p = patch->upstream; *p; p++)
		*p = tolower((unsigned char)*p);
	value += hex;
	value += strspn(value, " \t");
	if (!*value)
		return true;
	if (*value++ != '(')
		return false;
	version = strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789.-");
	if (!version || version > 32 || strcmp(value + version, ")"))
		return false;
	patch->upstream_version = xstrndup(value, version);
	return true;
}

/* Is it a field that tells a header from text like "Note: ..."? */
static bool is_header_field(const char *name, size_t len)
{
	static const char *const names[] = { "From", "Subject", "Description", "Author", "Origin" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (len == strlen(names[i]) && !strncasecmp(name, names[i], len))
			return true;
	return false;
}

/* The length of a mail's header with the empty line after it; 0: not a mail. */
static size_t header_length(const char *data, size_t len, size_t *ret_lines, size_t *ret_skip)
{
	const char *at = data, *end = data + len, *newline;
	bool known = false;

	*ret_lines = 0;
	*ret_skip = 0;
	while (at < end && (newline = memchr(at, '\n', end - at))) {
		size_t n = newline - at, field = 0;

		++*ret_lines;
		if (n && at[n - 1] == '\r')
			n--;
		if (!n)
			return known ? (size_t)(newline + 1 - data) : 0;
		/* Debian's headers may end where the diff begins. */
		if (known && text_begins_diff(at, n)) {
			--*ret_lines;
			return at - data;
		}
		if (at == data && n > 5 && !memcmp(at, "From ", 5)) {
			*ret_skip = newline + 1 - data;
		} else if (*at != ' ' && *at != '\t') {
			while (field < n && at[field] > ' ' && at[field] < 0x7f &&
			       at[field] != ':')
				field++;
			if (!field || field == n || at[field] != ':')
				return 0;
			known |= is_header_field(at, field);
		} else if (at == data) {
			return 0;
		}
		at = newline + 1;
	}
	return 0;
}

static void read_author(struct patch *patch, const char *from)
{
	_cleanup_free_ char *name = NULL;

	if (patch_address(from, &patch->author_name, &patch->author_email))
		return;
	name = text_excerpt(from, strlen(from), 200);
	if (*name)
		patch->author_said = TAKE_PTR(name);
}

static int read_header(struct patch *patch, GMimeMessage *message,
		       const struct patch_place *place, struct error **err)
{
	GMimeObject *object = (GMimeObject *)message;
	const char *subject = lib_g_mime_message_get_subject(message);
	const char *from = lib_g_mime_object_get_header(object, "From");
	const char *date = lib_g_mime_object_get_header(object, "Date");
	const char *id = lib_g_mime_message_get_message_id(message);
	const char *upstream = lib_g_mime_object_get_header(object, "X-Upstream-Commit");

	if (from)
		read_author(patch, from);
	if (date)
		patch->has_date = patch_date(date, &patch->date, &patch->date_offset);
	if (subject)
		patch->subject = patch_subject(subject);
	if (id)
		patch->message_id = text_excerpt(id, strlen(id), 512);
	if (upstream && !read_upstream(patch, upstream))
		return patch_error(err, place, 1, "X-Upstream-Commit is not "
				   "\"<12 to 40 hex digits> (v6.6)\"");
	return 0;
}

/* "From <40 hex> Mon Sep 17 00:00:00 2001", as git format-patch begins a mail. */
static void read_claim(const char *line, size_t len, struct patch_claim *claim)
{
	static const char date[] = " Mon Sep 17 00:00:00 2001";

	if (len < 45 + sizeof(date) - 1 || memcmp(line, "From ", 5) ||
	    !text_is_hex(line + 5, 40, 40, 40) || memcmp(line + 45, date, sizeof(date) - 1) ||
	    strspn(line + 5, "0") >= 40)
		return;
	for (size_t i = 0; i < 40; i++)
		claim->id[i] = tolower((unsigned char)line[5 + i]);
}

/* Was it sent, or is it a draft? Then it is no commit yet. */
static bool is_submission(GMimeMessage *message)
{
	GMimeObject *object = (GMimeObject *)message;
	const char *subject = lib_g_mime_message_get_subject(message), *close, *v;

	if (lib_g_mime_message_get_message_id(message) ||
	    lib_g_mime_object_get_header(object, "In-Reply-To"))
		return true;
	close = subject ? strchr(subject, ']') : NULL;
	if (!close || *subject != '[')
		return false;
	for (v = subject + 1; v < close; v++)
		if ((*v == 'v' || *v == 'V') && isspace((unsigned char)v[-1]) &&
		    isdigit((unsigned char)v[1]))
			return true;
	v = strcasestr(subject, "RFC");
	return v && v < close;
}

int patch_mail_read(struct patch *patch, const char *data, size_t len,
		    struct patch_place *place, char **ret_charset, size_t *ret_line,
		    struct patch_claim *ret_claim, struct error **err)
{
	size_t lines, skip, header = header_length(data, len, &lines, &skip);
	GMimeMessage *message;
	GMimeObject *part;
	GMimeContentEncoding encoding = GMIME_CONTENT_ENCODING_DEFAULT;
	_cleanup_free_ char *fields = NULL;
	const char *wrong;
	bool multipart, local;
	int rc = 0;

	*ret_charset = NULL;
	*ret_line = 1;
	if (!header) {
		buf_add(&patch->text, data, len);
		return 0;
	}
	if (header > HEADER_MAX_BYTES)
		return patch_error(err, place, 1, "a mail header of more than %u bytes",
				   HEADER_MAX_BYTES);
	message = mail_parse(data + skip, header - skip);
	if (!message)
		return patch_error(err, place, 1, "not a mail that can be read");
	part = lib_g_mime_message_get_mime_part(message);
	multipart = gmime_is(part, lib_g_mime_multipart_get_type());
	if (gmime_is(part, lib_g_mime_part_get_type()))
		encoding = lib_g_mime_part_get_content_encoding((GMimePart *)part);
	rc = read_header(patch, message, place, err);
	if (rc)
		goto done;
	fields = text_to_utf8(data + skip, header - skip, NULL);
	patch_origin_read(patch, fields, strlen(fields), &local);
	if (skip && !local && !is_submission(message))
		read_claim(data, skip, ret_claim);
	if (!multipart && encoding != GMIME_CONTENT_ENCODING_BASE64 &&
	    encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
	    encoding != GMIME_CONTENT_ENCODING_UUENCODE) {
		/* Sent as it is: lines keep their numbers. */
		if (part)
			*ret_charset = xstrdup(lib_g_mime_object_get_content_type_parameter(
							part, "charset"));
		buf_add(&patch->text, data + header, len - header);
		*ret_line = lines + 1;
		goto done;
	}
	place->decoded = true;
	wrong = mail_text(data + skip, len - skip, &patch->text, ret_charset);
	if (wrong)
		rc = patch_error(err, place, 1, "%s", wrong);
done:
	if (message)
		lib_g_object_unref(message);
	if (rc) {
		free(*ret_charset);
		*ret_charset = NULL;
	}
	return rc;
}
