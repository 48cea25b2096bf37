// SPDX-License-Identifier: GPL-2.0-only
/* The text between the mail's header and the diff. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "series/mail_text.h"
#include "series/patch_origin.h"
#include "series/patch_parts.h"
#include "util/alloc.h"
#include "util/text.h"

/* The value of "Name: value" at a line of len bytes, allocated; or NULL. */
static char *field(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	if (len <= n + 1 || strncasecmp(line, name, n) || line[n] != ':')
		return NULL;
	return xstrndup(line + n + 1, len - n - 1);
}

/*
 * A mail sent for somebody else begins with lines "From: ", "Subject: ",
 * "Date: " of the patch itself. Returns what comes after them.
 */
static const char *read_inner_header(struct patch *patch, const char *text)
{
	const char *at = text + strspn(text, "\n");
	bool any = false;

	for (;;) {
		size_t len = strcspn(at, "\n");
		_cleanup_free_ char *from = field(at, len, "From");
		_cleanup_free_ char *subject = field(at, len, "Subject");
		_cleanup_free_ char *date = field(at, len, "Date");
		char *name, *email;
		int64_t seconds;
		int offset;

		if (from && patch_address(from, &name, &email)) {
			free(patch->author_name);
			free(patch->author_email);
			patch->author_name = name;
			patch->author_email = email;
		} else if (subject) {
			free(patch->subject);
			patch->subject = patch_subject(subject);
		} else if (date && patch_date(date, &seconds, &offset)) {
			patch->has_date = true;
			patch->date = seconds;
			patch->date_offset = offset;
		} else {
			break;
		}
		any = true;
		at += len + (at[len] == '\n');
	}
	return any ? at : text;
}

/* 40 hex digits after `before` and before `after`, anywhere in a line; or NULL. */
static const char *id_in_line(const char *line, size_t len, const char *before,
			      const char *after)
{
	size_t b = strlen(before), a = strlen(after);

	while (len && isspace((unsigned char)*line))
		line++, len--;
	if (len < b + 40 + a || strncasecmp(line, before, b) ||
	    !text_is_hex(line + b, 40, 40, 40) || strncasecmp(line + b + 40, after, a))
		return NULL;
	return line + b;
}

static const char *find_id(const char *body, const char *const forms[][2], size_t count)
{
	for (const char *at = body; *at;) {
		size_t len = strcspn(at, "\n");

		for (size_t i = 0; i < count; i++) {
			const char *id = id_in_line(at, len, forms[i][0], forms[i][1]);

			if (id)
				return id;
		}
		at += len + (at[len] == '\n');
	}
	return NULL;
}

static void read_upstream(struct patch *patch)
{
	static const char *const stable[][2] = {
		{ "commit ", " upstream" },
		{ "[ Upstream commit ", " ]" },
	};
	static const char *const picked[][2] = {
		{ "(cherry picked from commit ", ")" },
		{ "(backported from commit ", ")" },
	};
	const char *id = find_id(patch->body, stable, ARRAY_SIZE(stable));

	if (!id)
		id = find_id(patch->body, picked, ARRAY_SIZE(picked));
	if (!id)
		return;
	/* The header may know the version of this very commit. */
	if (patch->upstream && strncasecmp(patch->upstream, id, strlen(patch->upstream))) {
		free(patch->upstream_version);
		patch->upstream_version = NULL;
	}
	free(patch->upstream);
	patch->upstream = xstrndup(id, 40);
	for (char *p = patch->upstream; *p; p++)
		*p = tolower((unsigned char)*p);
}

static void read_trailers(struct patch *patch)
{
	const char *last = patch->body, *at = patch->body;
	size_t alloc = 0;

	for (; *at; at++)
		if (at[0] == '\n' && at[1] == '\n')
			last = at + 2;
	for (at = last; *at;) {
		size_t len = strcspn(at, "\n");

		if (text_is_trailer(at, len))
			*ARRAY_ADD(patch->trailers, patch->trailer_count, alloc) =
				xstrndup(at, len);
		at += len + (at[len] == '\n');
	}
}

/* What Debian's headers have in the body. */
static void read_origin(struct patch *patch)
{
	for (size_t i = 0; i < patch->trailer_count && !patch->upstream; i++) {
		const char *line = patch->trailers[i];

		if (!strncasecmp(line, "Origin: ", 8))
			patch->upstream = patch_origin_commit(line + 8);
		else if (!strncasecmp(line, "Applied-Upstream: ", 18))
			patch->upstream = patch_origin_commit(line + 18);
	}
}

void patch_message_read(struct patch *patch, const char *text, size_t len, const char *charset,
			const struct patch_claim *claim)
{
	_cleanup_free_ char *utf8 = text_to_utf8(text, len, charset);
	_cleanup_free_ char *before = TAKE_PTR(patch->body), *whole = NULL;
	const char *rest = read_inner_header(patch, utf8);

	whole = before ? xasprintf("%s\n%s", before, rest) : NULL;
	patch->body = text_clean(whole ? whole : rest);
	read_upstream(patch);
	read_trailers(patch);
	read_origin(patch);
	if (!patch->upstream && *claim->id) {
		patch->upstream = xstrdup(claim->id);
		patch->upstream_claimed = true;
	}
}
