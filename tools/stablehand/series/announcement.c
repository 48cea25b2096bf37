// SPDX-License-Identifier: GPL-2.0-only
#include "series/announcement.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "series/author.h"
#include "series/mail_body.h"
#include "series/patch_parts.h"
#include "util/alloc.h"
#include "util/library_gmime.h"
#include "util/text.h"

#define SUBJECT_MAX 200
#define ID_MAX 250
#define VERSION_MAX 100

static bool is_message_id(const char *id)
{
	size_t len = strlen(id);

	for (const char *c = id; *c; c++)
		if (!isgraph((unsigned char)*c) || *c == '<' || *c == '>')
			return false;
	return len && len <= ID_MAX && strchr(id, '@');
}

/* Each control character, and what is not UTF-8, becomes '?'. */
static char *subject_of(const char *subject)
{
	char *text;

	while (!strncasecmp(subject, "Re:", 3))
		for (subject += 3; *subject == ' ';)
			subject++;
	text = text_excerpt(subject, strlen(subject), SUBJECT_MAX);
	for (char *c = text; *c; c++)
		if (*c == '\t')
			*c = ' ';
	return text;
}

static char *version_of(const char *header)
{
	static const char usable[] = "abcdefghijklmnopqrstuvwxyz0123456789.+-~";
	size_t len = header ? strlen(header) : 0;

	return len && len <= VERSION_MAX && strspn(header, usable) == len ? xstrdup(header) : NULL;
}

static int take(GMimeMessage *message, struct announcement *ret, struct error **err)
{
	const char *id = lib_g_mime_message_get_message_id(message);
	const char *subject = lib_g_mime_message_get_subject(message);
	const char *from = lib_g_mime_object_get_header((GMimeObject *)message, "From");

	if (!id || !is_message_id(id))
		return error_set(err, ERROR_INPUT, "no Message-ID that could be answered");
	if (!from || !patch_address(from, &ret->name, &ret->email) ||
	    !author_email_carries(ret->email))
		return error_set(err, ERROR_INPUT, "no From: with an address that could be answered");
	if (!subject || !*subject)
		return error_set(err, ERROR_INPUT, "no Subject");
	ret->version = version_of(lib_g_mime_object_get_header((GMimeObject *)message,
							       "X-KernelTest-Version"));
	ret->message_id = xstrdup(id);
	ret->subject = subject_of(subject);
	return 0;
}

int announcement_read(const char *data, size_t len, struct announcement *ret, struct error **err)
{
	struct announcement announcement = {0};
	GMimeMessage *message;
	int rc;

	if (gmime_load(err))
		return -1;
	/* As a mailbox begins it. */
	if (len > 5 && !memcmp(data, "From ", 5)) {
		const char *newline = memchr(data, '\n', len);

		len -= newline ? newline + 1 - data : 0;
		data = newline ? newline + 1 : data;
	}
	message = mail_parse(data, len);
	if (!message)
		return error_set(err, ERROR_INPUT, "not a mail that can be read");
	rc = take(message, &announcement, err);
	lib_g_object_unref(message);
	if (rc) {
		announcement_release(&announcement);
		return -1;
	}
	*ret = announcement;
	return 0;
}

void announcement_release(struct announcement *announcement)
{
	free(announcement->message_id);
	free(announcement->subject);
	free(announcement->name);
	free(announcement->email);
	free(announcement->version);
	*announcement = (struct announcement){0};
}
