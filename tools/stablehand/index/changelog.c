// SPDX-License-Identifier: GPL-2.0-only
#include "index/changelog.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

#define ITEM_MAX 4000
#define VERSION_MAX 100
#define TITLE_MAX 1000

struct walker {
	void (*on_item)(const struct changelog_item *item, void *data);
	void *data;
	char version[VERSION_MAX];
	struct buf item;
	size_t line;
	bool open;
};

static void close_item(struct walker *walker)
{
	struct changelog_item item = {
		.version = walker->version,
		.line = walker->line,
		.text = buf_str(&walker->item),
		.len = walker->item.len,
	};

	if (walker->open && item.len)
		walker->on_item(&item, walker->data);
	buf_clear(&walker->item);
	walker->open = false;
}

/* "linux (6.1.192-2) bookworm-security; urgency=high" */
static void read_version(struct walker *walker, const char *text, size_t len)
{
	const char *open = memchr(text, '(', len), *close;
	size_t n;

	close = open ? memchr(open, ')', text + len - open) : NULL;
	if (!close)
		return;
	n = close - open - 1;
	if (n >= VERSION_MAX)
		return;
	memcpy(walker->version, open + 1, n);
	walker->version[n] = '\0';
}

/* Append words, parted by single spaces; NUL bytes are spaces too. */
static void add_words(struct walker *walker, const char *text, size_t len)
{
	for (size_t i = 0; i < len && walker->item.len < ITEM_MAX;) {
		size_t start;

		while (i < len && (isspace((unsigned char)text[i]) || !text[i]))
			i++;
		start = i;
		while (i < len && !isspace((unsigned char)text[i]) && text[i])
			i++;
		if (i == start)
			break;
		if (walker->item.len)
			buf_puts(&walker->item, " ");
		buf_add(&walker->item, text + start, i - start < ITEM_MAX ? i - start : ITEM_MAX);
	}
}

void changelog_walk(const char *text, size_t len,
		    void (*on_item)(const struct changelog_item *item, void *data), void *data)
{
	struct walker walker = { .on_item = on_item, .data = data };
	const char *at = text, *end;
	size_t number = 0;

	end = text + (len < CHANGELOG_MAX_BYTES ? len : CHANGELOG_MAX_BYTES);
	while (at < end) {
		const char *newline = memchr(at, '\n', end - at), *stop = newline ? newline : end;
		const char *word = at;

		number++;
		while (word < stop && (*word == ' ' || *word == '\t'))
			word++;
		if (word == at && word < stop) {
			close_item(&walker);
			read_version(&walker, at, stop - at);
		} else if (word == stop) {
			close_item(&walker);
		} else if ((*word == '-' || *word == '*') && word + 1 < stop && word[1] == ' ') {
			close_item(&walker);
			walker.open = true;
			walker.line = number;
			add_words(&walker, word + 2, stop - word - 2);
		} else if (walker.open) {
			add_words(&walker, word, stop - word);
		}
		at = newline ? newline + 1 : end;
	}
	close_item(&walker);
	buf_release(&walker.item);
}

/* The title, then nothing or something in parentheses. */
static bool is_title(const char *text, const char *title, size_t len)
{
	return !strncmp(text, title, len) &&
	       (!text[len] || !strncmp(text + len, " (", 2) || !strcmp(text + len, "."));
}

/* "Revert "title"": where the title begins, without the quote behind it. */
static bool is_revert(const char *text, const char *title, size_t len)
{
	return !strncasecmp(text, "Revert \"", 8) && !strncmp(text + 8, title, len) &&
	       text[8 + len] == '"';
}

static bool matches(const char *text, const char *title, size_t len, bool *ret_reverts)
{
	*ret_reverts = is_revert(text, title, len);
	return *ret_reverts || is_title(text, title, len);
}

bool changelog_names(const struct changelog_item *item, const char *title, bool *ret_reverts)
{
	const char *text = item->text, *tag, *close;
	size_t len = strlen(title), tag_len;

	if (!len || len > TITLE_MAX)
		return false;
	if (matches(text, title, len, ret_reverts))
		return true;
	while (*text == '[') {
		close = strchr(text, ']');
		if (!close || close[1] != ' ')
			return false;
		tag = text + 1;
		tag_len = close - tag;
		text = close + 2;
		if (matches(text, title, len, ret_reverts))
			return true;
		if (tag_len + 1 < len && !strncmp(title, tag, tag_len)) {
			const char *rest = title + tag_len;

			if (*rest == ':' && rest[1] == ' ')
				rest += 2;
			else if (*rest == '/')
				rest++;
			else
				continue;
			if (matches(text, rest, strlen(rest), ret_reverts))
				return true;
		}
	}
	return false;
}
