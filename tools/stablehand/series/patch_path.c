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

bool patch_path_is_at_top(const char *text, size_t len)
{
	static const char *const folders[] = {
		"Documentation", "LICENSES", "arch", "block", "certs", "crypto", "drivers", "fs",
		"include", "init", "io_uring", "ipc", "kernel", "lib", "mm", "net", "rust",
		"samples", "scripts", "security", "sound", "tools", "usr", "virt",
	};
	const char *end = memchr(text, '\t', len), *slash;

	if (end)
		len = end - text;
	slash = memchr(text, '/', len);
	if (!slash)
		return len > 0;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (strlen(folders[i]) == (size_t)(slash - text) &&
		    !memcmp(folders[i], text, slash - text))
			return true;
	return false;
}

static bool is_backup_ending(const char *ending)
{
	static const char *const endings[] = { ".orig", ".old", ".bak" };

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		if (!strcmp(ending, endings[i]))
			return true;
	return *ending == '~' && !strchr(ending, '/');
}

void patch_path_drop_backup(char *name, char *other)
{
	char *tilde = strrchr(name, '~');
	size_t len;

	if (!other) {
		if (tilde && tilde > name && !strchr(tilde, '/'))
			*tilde = '\0';
		return;
	}
	if (strlen(name) < strlen(other)) {
		char *swap = name;

		name = other;
		other = swap;
	}
	len = strlen(other);
	if (len && !strncmp(name, other, len) && is_backup_ending(name + len))
		name[len] = '\0';
}

/* "a//x" as "a/x". */
static void squeeze(struct buf *path)
{
	size_t to = 0;

	for (size_t i = 0; i < path->len; i++)
		if (path->data[i] != '/' || !to || path->data[to - 1] != '/')
			path->data[to++] = path->data[i];
	path->len = to;
	path->data[to] = '\0';
}

const char *patch_path(const char *text, size_t len, enum patch_strip strip, char **ret_path,
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
	squeeze(&path);
	at = path.data;
	if (strip != STRIP_HEADER && !strcmp(at, "/dev/null")) {
		*ret_path = NULL;
		return NULL;
	}
	if (*at == '/')
		return "an absolute path";
	if (strip == STRIP_FIRST) {
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
