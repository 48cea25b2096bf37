// SPDX-License-Identifier: GPL-2.0-only
#include "series/patch_origin.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "series/patch_parts.h"
#include "util/alloc.h"
#include "util/text.h"

/* The value of a field, its further lines as they are, without the newline at the end. */
static char *find_field(const char *header, size_t len, const char *name)
{
	const char *at = header, *end = header + len;
	size_t n = strlen(name);

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		const char *next = newline ? newline + 1 : end;

		while (next < end && (*next == ' ' || *next == '\t')) {
			newline = memchr(next, '\n', end - next);
			next = newline ? newline + 1 : end;
		}
		if ((size_t)(next - at) > n && !strncasecmp(at, name, n) && at[n] == ':') {
			size_t skip = n + 1, size = next - at;

			while (skip < size && (at[skip] == ' ' || at[skip] == '\t'))
				skip++;
			while (size > skip && isspace((unsigned char)at[size - 1]))
				size--;
			return xstrndup(at + skip, size - skip);
		}
		at = next;
	}
	return NULL;
}

/* What follows the first line of a description, without each line's first space; " ." is blank. */
static char *long_description(const char *value)
{
	struct buf text = { 0 };

	buf_puts(&text, "");
	for (const char *at = strchr(value, '\n'); at; at = strchr(at, '\n')) {
		size_t len = strcspn(++at, "\n");
		const char *line = at;

		if (len && (*line == ' ' || *line == '\t'))
			line++, len--;
		while (len && line[len - 1] == '\r')
			len--;
		if (len != 1 || *line != '.')
			buf_add(&text, line, len);
		buf_puts(&text, "\n");
	}
	return buf_detach(&text);
}

static void read_description(struct patch *patch, const char *header, size_t len)
{
	_cleanup_free_ char *value = find_field(header, len, "Description");

	if (!value)
		return;
	free(patch->body);
	patch->body = long_description(value);
	value[strcspn(value, "\r\n")] = '\0';
	if (!patch->subject && *value)
		patch->subject = patch_subject(value);
}

static void read_author(struct patch *patch, const char *header, size_t len)
{
	_cleanup_free_ char *value = find_field(header, len, "Author");

	if (!value || patch->author_name)
		return;
	value[strcspn(value, "\r\n")] = '\0';
	if (!patch_address(value, &patch->author_name, &patch->author_email) && *value &&
	    !patch->author_said)
		patch->author_said = text_excerpt(value, strlen(value), 200);
}

static bool begins(const char *value, const char *word)
{
	size_t n = strlen(word);

	return !strncasecmp(value, word, n) && !isalnum((unsigned char)value[n]);
}

char *patch_origin_commit(const char *value)
{
	static const char *const marks[] = { "commit:", "id=", "/linus/", "/c/", "/commit/", "h=" };
	bool upstream = begins(value, "upstream") || begins(value, "backport") ||
			begins(value, "commit") || strstr(value, "git.kernel.org/linus/") ||
			strstr(value, "torvalds/linux");

	if (!upstream || strstr(value, "/stable/") || strstr(value, "linux-stable"))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const char *at = value;

		while ((at = strstr(at, marks[i]))) {
			size_t hex;

			at += strlen(marks[i]);
			at += strspn(at, " ");
			hex = strspn(at, "0123456789abcdefABCDEF");
			if (hex >= 12 && hex <= 40 && !isalnum((unsigned char)at[hex])) {
				char *id = xstrndup(at, hex);

				for (char *c = id; *c; c++)
					*c = tolower((unsigned char)*c);
				return id;
			}
		}
	}
	return NULL;
}

/* "v6.6-rc1" of "v6.6-rc1 or newer"; NULL: no version. */
static char *read_version(const char *value)
{
	size_t len = strspn(value, "v0123456789.");

	if (*value != 'v' || len < 2)
		return NULL;
	len += strspn(value + len, "-rc0123456789");
	return len <= 32 && (!value[len] || value[len] == ' ') ? xstrndup(value, len) : NULL;
}

static void read_suse(struct patch *patch, const char *header, size_t len, bool *local)
{
	_cleanup_free_ char *commit = find_field(header, len, "Git-commit");
	_cleanup_free_ char *mainline = find_field(header, len, "Patch-mainline");
	_cleanup_free_ char *marked = commit ? xasprintf("commit:%s", commit) : NULL;

	*local |= mainline && begins(mainline, "never");
	if (marked && mainline && *mainline == 'v' && !patch->upstream) {
		patch->upstream = patch_origin_commit(marked);
		if (patch->upstream)
			patch->upstream_version = read_version(mainline);
	}
}

void patch_origin_read(struct patch *patch, const char *header, size_t len, bool *ret_local)
{
	_cleanup_free_ char *origin = find_field(header, len, "Origin");
	_cleanup_free_ char *applied = find_field(header, len, "Applied-Upstream");
	_cleanup_free_ char *forwarded = find_field(header, len, "Forwarded");

	read_description(patch, header, len);
	read_author(patch, header, len);
	*ret_local = (origin && (begins(origin, "vendor") || begins(origin, "other"))) ||
		     (forwarded && (begins(forwarded, "no") || begins(forwarded, "not")));
	read_suse(patch, header, len, ret_local);
	if (origin && !patch->upstream)
		patch->upstream = patch_origin_commit(origin);
	if (applied && !patch->upstream)
		patch->upstream = patch_origin_commit(applied);
}
