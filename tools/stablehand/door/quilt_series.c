// SPDX-License-Identifier: GPL-2.0-only
#include "door/quilt_series.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/name_set.h"
#include "util/text.h"

#define MAX_ENTRIES 100000u

struct quilt_line {
	const char *name;
	size_t number;
	const char *at, *end;
};

static int line_error(const struct quilt_line *line, const char *word, size_t len,
		      const char *what, struct error **err)
{
	_cleanup_free_ char *shown = text_excerpt(word, len, 200);

	return error_set(err, ERROR_INPUT, "%s:%zu: %s: %s", line->name, line->number, shown, what);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool next_word(struct quilt_line *line, const char **ret_word, size_t *ret_len)
{
	while (line->at < line->end && is_space(*line->at))
		line->at++;
	if (line->at == line->end)
		return false;
	*ret_word = line->at;
	while (line->at < line->end && !is_space(*line->at))
		line->at++;
	*ret_len = line->at - *ret_word;
	return true;
}

static void add_guard(struct buf *guards, const char *word, size_t len)
{
	_cleanup_free_ char *shown = text_excerpt(word, len, 100);

	buf_printf(guards, "%s%s", guards->len ? " " : "", shown);
}

/* The number of "-p1", "-p 1", "--strip=1", "-pab". */
static int read_strip(struct quilt_line *line, const char *word, size_t len, unsigned *ret_strip,
		      struct error **err)
{
	const char *value = word + 2;
	size_t n = len - 2;

	if (len > 8 && !memcmp(word, "--strip=", 8)) {
		value = word + 8;
		n = len - 8;
	} else if (word[1] != 'p') {
		return line_error(line, word, len, len == 2 && word[1] == 'R' ?
				  "the patch is to be taken back, which is not read" :
				  "an option that is not known", err);
	} else if (!n && !next_word(line, &value, &n)) {
		return line_error(line, word, len, "needs a number", err);
	}
	if (n == 2 && !memcmp(value, "ab", 2)) {
		*ret_strip = 1;
		return 0;
	}
	if (!n || n > 2 || !isdigit((unsigned char)value[0]) ||
	    (n == 2 && !isdigit((unsigned char)value[1])))
		return line_error(line, value, n, "not a number for -p", err);
	*ret_strip = 0;
	while (n--)
		*ret_strip = *ret_strip * 10 + (*value++ - '0');
	return 0;
}

/* What stands behind the path. */
static int read_options(struct quilt_line *line, struct quilt_entry *entry, struct buf *guards,
			struct error **err)
{
	const char *word;
	size_t len;

	while (next_word(line, &word, &len)) {
		if (*word == '#') {
			/* Guards are the first words of it; else it is a comment. */
			for (; len > 1 && (word[1] == '+' || word[1] == '-');) {
				add_guard(guards, word, len);
				if (!next_word(line, &word, &len) || *word != '#')
					break;
			}
			return 0;
		}
		if (*word != '-' || len < 2)
			return line_error(line, word, len, "text after the patch", err);
		if (read_strip(line, word, len, &entry->strip, err))
			return -1;
	}
	return 0;
}

static int read_line(struct quilt_line *line, struct quilt_series *series, struct name_set *seen,
		     struct error **err)
{
	_cleanup_buf_ struct buf guards = { 0 };
	struct quilt_entry *entry;
	const char *word;
	size_t len;

	do {
		if (!next_word(line, &word, &len) || *word == '#')
			return guards.len ? line_error(line, buf_str(&guards), guards.len,
						       "guards without a patch", err) : 0;
		if (*word != '+' && *word != '-')
			break;
		add_guard(&guards, word, len);
	} while (true);
	if (!path_is_safe(word, len))
		return line_error(line, word, len, "the path has to stay below the folder", err);
	if (!name_set_add(seen, word, len))
		return line_error(line, word, len, "duplicate entry", err);
	if (series->count >= MAX_ENTRIES)
		return line_error(line, word, len, "too many patches", err);
	entry = ARRAY_ADD(series->entries, series->count, series->alloc);
	entry->path = xstrndup(word, len);
	entry->strip = 1;
	if (read_options(line, entry, &guards, err))
		return -1;
	entry->guards = xstrdup(buf_str(&guards));
	return 0;
}

int quilt_series_parse(const char *name, const char *data, size_t len,
		       struct quilt_series *ret_series, struct error **err)
{
	_cleanup_quilt_series_ struct quilt_series series = { 0 };
	_cleanup_(name_set_release) struct name_set seen = { 0 };
	struct quilt_line line = { .name = name };
	const char *at = data, *end = data + len;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);

		line.number++;
		line.at = at;
		line.end = newline ? newline : end;
		if (read_line(&line, &series, &seen, err))
			return -1;
		at = newline ? newline + 1 : end;
	}
	*ret_series = series;
	series = (struct quilt_series){ 0 };
	return 0;
}

void quilt_series_release(struct quilt_series *series)
{
	for (size_t i = 0; i < series->count; i++) {
		free(series->entries[i].path);
		free(series->entries[i].guards);
	}
	free(series->entries);
	*series = (struct quilt_series){ 0 };
}
