// SPDX-License-Identifier: GPL-2.0-only
/* Mails as b4 reads and writes them. */
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "door/thread_parts.h"
#include "util/alloc.h"

void thread_put_body(struct buf *to, const char *text, size_t len)
{
	const char *at = text, *end = text + len;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		size_t n = (newline ? newline + 1 : end) - at, quotes = 0;

		while (quotes < n && at[quotes] == '>')
			quotes++;
		if (n - quotes >= 5 && !memcmp(at + quotes, "From ", 5))
			buf_puts(to, ">");
		buf_add(to, at, n);
		at += n;
	}
}

/* Is a line (n bytes) the beginning of a field that b4 takes over? */
static bool is_taken_field(const char *line, size_t n)
{
	static const char *const names[] = { "Subject:", "From:", "Date:" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (n > strlen(names[i]) && !strncasecmp(line, names[i], strlen(names[i])))
			return true;
	return false;
}

void thread_put_header(struct buf *to, const char *text, size_t len)
{
	const char *at = text, *end = text + len;
	bool taken = false;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		size_t n = (newline ? newline + 1 : end) - at;
		bool folded = *at == ' ' || *at == '\t';

		if (folded && taken) {
			while (to->len && strchr("\r\n", to->data[to->len - 1]))
				to->data[--to->len] = '\0';
			while (n && (*at == ' ' || *at == '\t'))
				at++, n--;
			buf_puts(to, " ");
		} else if (!folded) {
			taken = is_taken_field(at, n);
		}
		buf_add(to, at, n);
		at += n;
	}
}

/* Does a name have to stand in quotes in a mail's header? */
static bool needs_quotes(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strchr("()<>@,;:\\\"[]", name[i]))
			return true;
	return false;
}

static void add_author(struct buf *to, const char *name, size_t len, const char *address,
		       size_t address_len)
{
	bool quotes = needs_quotes(name, len);

	buf_puts(to, quotes ? "From: \"" : "From: ");
	for (size_t i = 0; i < len; i++) {
		if (quotes && (name[i] == '"' || name[i] == '\\'))
			buf_puts(to, "\\");
		buf_add(to, name + i, 1);
	}
	buf_puts(to, quotes ? "\" " : " ");
	buf_add(to, address, address_len);
}

/* 'From: A (B) <a@b>' says that B is no part of the name. */
static void add_from(struct buf *to, const char *line, size_t n)
{
	const char *name = line + 6, *less = memrchr(line, '<', n);
	size_t len = less && less > name + 1 ? less - name - 1 : 0;

	if (!len || *name == '"')
		buf_add(to, line, n);
	else
		add_author(to, name, len, less, line + n - less);
}

void thread_set_author(struct buf *text, const char *name, const char *email)
{
	_cleanup_free_ char *address = xasprintf("<%s>\n", email);
	const char *at = buf_str(text), *end = at + text->len;
	struct buf to = { 0 };
	bool header = true, from = false;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		size_t n = (newline ? newline + 1 : end) - at;

		header &= n > 1;
		if (header && n > 6 && !memcmp(at, "From: ", 6)) {
			from = true;
			add_author(&to, name, strlen(name), address, strlen(address));
		} else if (!header || !from || (*at != ' ' && *at != '\t')) {
			from = false;
			buf_add(&to, at, n);
		}
		at += n;
	}
	buf_release(text);
	*text = to;
}

void thread_take(struct buf *to, const char *text, size_t len)
{
	const char *at = text, *end = text + len;
	bool header = true;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		size_t n = (newline ? newline + 1 : end) - at, quotes = 0;

		header &= n > 1;
		while (!header && quotes < n && at[quotes] == '>')
			quotes++;
		quotes = quotes && n - quotes >= 5 && !memcmp(at + quotes, "From ", 5);
		if (header && n > 6 && !memcmp(at, "From: ", 6))
			add_from(to, at, n);
		else
			buf_add(to, at + quotes, n - quotes);
		at += n;
	}
}
