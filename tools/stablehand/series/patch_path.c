// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "series/patch_parts.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"

#define PATH_MAX_BYTES 4096

/* git's quote.c: \a \b \t \n \v \f \r \" \\ and three octal digits. */
static const char *unquote(const char *text, size_t len, struct buf *out, size_t *ret_used)
{
	static const char letters[] = "abtnvfr\"\\", bytes[] = "\a\b\t\n\v\f\r\"\\";
	size_t i = 1;

	while (i < len && text[i] != '"') {
		char c = text[i++];

		if (c == '\\') {
			const char *letter;

			if (i >= len)
				break;
			c = text[i++];
			letter = memchr(letters, c, sizeof(letters) - 1);
			if (letter) {
				c = bytes[letter - letters];
			} else if (c >= '0' && c <= '3' && i + 1 < len && text[i] >= '0' &&
				   text[i] <= '7' && text[i + 1] >= '0' && text[i + 1] <= '7') {
				c = (c - '0') << 6 | (text[i] - '0') << 3 | (text[i + 1] - '0');
				i += 2;
			} else {
				return "a quoted path with an unknown escape";
			}
		}
		buf_add(out, &c, 1);
		if (out->len > PATH_MAX_BYTES)
			return "a path that is too long";
	}
	if (i >= len)
		return "a quoted path without its closing quote";
	*ret_used = i + 1;
	return NULL;
}

const char *patch_path(const char *text, size_t len, bool strip, char **ret_path,
		       size_t *ret_used)
{
	_cleanup_buf_ struct buf path = { 0 };
	const char *at, *slash, *problem;
	size_t used;

	if (len && *text == '"') {
		problem = unquote(text, len, &path, &used);
		if (problem)
			return problem;
	} else {
		const char *tab = memchr(text, '\t', len);

		used = tab ? (size_t)(tab - text) : len;
		if (used > PATH_MAX_BYTES)
			return "a path that is too long";
		buf_add(&path, text, used);
	}
	if (ret_used)
		*ret_used = used;
	if (!path.len)
		return "an empty path";
	for (size_t i = 0; i < path.len; i++)
		if ((unsigned char)path.data[i] < ' ' || path.data[i] == 0x7f)
			return "a path with a control character";
	at = path.data;
	if (strip && !strcmp(at, "/dev/null")) {
		*ret_path = NULL;
		return NULL;
	}
	if (*at == '/')
		return "an absolute path";
	if (strip) {
		slash = strchr(at, '/');
		if (!slash)
			return "a path without a first folder (a/, b/) to take off";
		at = slash + 1;
	}
	if (!path_is_safe(at, path.len - (at - path.data)))
		return "a path that leads out of the tree or into .git";
	*ret_path = xstrdup(at);
	return NULL;
}
