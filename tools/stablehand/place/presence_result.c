// SPDX-License-Identifier: GPL-2.0-only
/* Is a file, byte for byte, what a patch makes of it? */
#include <git2.h>
#include <string.h>
#include <strings.h>

#include "place/presence_parts.h"

/* The line behind the one at `at`, or the end. */
static const char *next_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', end - at);

	return newline ? newline + 1 : end;
}

/*
 * Do the new sides of all hunks stand where the patch says, to the byte? An id alone may be one
 * that no longer is the patch's, as when somebody took hunks out of it or put some in.
 */
static bool stand_where_said(const struct patch_file *file, const char *data, size_t len)
{
	const char *at = data, *end = data + len;
	size_t line = 1;

	for (size_t h = 0; h < file->hunk_count; h++) {
		const struct patch_hunk *hunk = &file->hunks[h];

		/* Of an empty side the line before it is named. */
		for (; line < hunk->new_start + !hunk->new_count; line++) {
			if (at == end)
				return false;
			at = next_line(at, end);
		}
		for (size_t i = 0; i < hunk->line_count; i++) {
			const struct patch_line *text = &hunk->lines[i];

			if (text->kind == '-')
				continue;
			if ((size_t)(end - at) < text->len || memcmp(at, text->text, text->len))
				return false;
			at += text->len;
			line++;
		}
	}
	return true;
}

bool presence_is_result(const struct patch_file *file, const char *data, size_t len)
{
	size_t digits = file->new_blob ? strlen(file->new_blob) : 0;
	char hex[GIT_OID_HEXSZ + 1];
	git_oid id;

	if (digits < RESULT_DIGITS_MIN || digits > GIT_OID_HEXSZ || !file->hunk_count ||
	    !stand_where_said(file, data, len) ||
	    git_odb_hash(&id, data, len, GIT_OBJECT_BLOB))
		return false;
	git_oid_tostr(hex, sizeof(hex), &id);
	return !strncasecmp(hex, file->new_blob, digits);
}
