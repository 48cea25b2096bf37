// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/warnings.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/file.h"

#define LOG_MAX_BYTES (256u << 20)
#define WARNINGS_MAX 200

/* What leads to the source tree: "../", or the absolute path of a folder "src". */
static size_t leading(const char *path, size_t len)
{
	size_t skip = 0;
	const char *src;

	while (len - skip > 3 && !memcmp(path + skip, "../", 3))
		skip += 3;
	if (len && *path == '/' && (src = memmem(path, len, "/src/", 5)))
		skip = src + 5 - path;
	return skip;
}

bool warning_parse(const char *line, size_t len, struct warning_line *ret_warning)
{
	static const char mark[] = ": warning: ";
	const char *at = memmem(line, len, mark, strlen(mark)), *colon;
	struct warning_line warning = { .path = line };
	size_t skip;

	if (!at || isspace((unsigned char)*line))
		return false;
	warning.text = at + strlen(mark);
	warning.text_len = line + len - warning.text;
	colon = memchr(line, ':', at - line);
	if (!colon || colon == line || !isdigit((unsigned char)colon[1]))
		return false;
	warning.path_len = colon - line;
	for (const char *c = colon + 1; isdigit((unsigned char)*c) && warning.number < 100000000;
	     c++)
		warning.number = warning.number * 10 + *c - '0';
	/* kconfig's own: ".config:12:warning: override: ..." has no blank there. */
	skip = leading(line, warning.path_len);
	warning.path += skip;
	warning.path_len -= skip;
	*ret_warning = warning;
	return warning.path_len && warning.number;
}

static int read_log(const char *path, struct buf *log, struct error **err)
{
	if (!path || !path_exists(path))
		return 0;
	return file_read(path, LOG_MAX_BYTES, log, err);
}

static bool next_line(const struct buf *log, size_t *at, const char **ret_line, size_t *ret_len)
{
	const char *end;

	if (*at >= log->len)
		return false;
	*ret_line = log->data + *at;
	end = memchr(*ret_line, '\n', log->len - *at);
	*ret_len = end ? (size_t)(end - *ret_line) : log->len - *at;
	*at += *ret_len + 1;
	return true;
}

/* The same warning, at whatever line. */
static bool has_warning(const struct buf *log, const struct warning_line *wanted)
{
	struct warning_line there;
	const char *line;
	size_t at = 0, len;

	while (next_line(log, &at, &line, &len))
		if (warning_parse(line, len, &there) && there.path_len == wanted->path_len &&
		    there.text_len == wanted->text_len &&
		    !memcmp(there.path, wanted->path, there.path_len) &&
		    !memcmp(there.text, wanted->text, there.text_len))
			return true;
	return false;
}

int warnings_compare(const char *base_log, const char *log, char ***warnings, size_t *count,
		     size_t *alloc, struct error **err)
{
	_cleanup_buf_ struct buf base = { 0 }, ported = { 0 };
	struct warning_line warning;
	const char *line;
	size_t at = 0, len;

	if (read_log(base_log, &base, err) || read_log(log, &ported, err))
		return -1;
	while (*count < WARNINGS_MAX && next_line(&ported, &at, &line, &len)) {
		_cleanup_free_ char *told = NULL;
		bool again = false;

		if (!warning_parse(line, len, &warning) || has_warning(&base, &warning))
			continue;
		told = xasprintf("%.*s:%zu: %.*s", (int)warning.path_len, warning.path,
				 warning.number, (int)warning.text_len, warning.text);
		for (size_t i = 0; i < *count && !again; i++)
			again = !strcmp((*warnings)[i], told);
		if (!again)
			*ARRAY_ADD(*warnings, *count, *alloc) = TAKE_PTR(told);
	}
	return 0;
}
