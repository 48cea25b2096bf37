// SPDX-License-Identifier: GPL-2.0-only
#include "series/mail_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"
#include "util/buf.h"
#include "util/library_gmime.h"

static char *to_xmem(char *from_glib)
{
	char *text = xstrdup(from_glib);

	lib_g_free(from_glib);
	return text;
}

char *text_to_utf8(const char *text, size_t len, const char *charset)
{
	_cleanup_free_ char *copy = xmalloc(len + 1);
	char *converted;
	bool unknown = !charset || !strcasecmp(charset, "us-ascii") ||
		       !strcasecmp(charset, "ascii") || !strcasecmp(charset, "utf-8") ||
		       !strcasecmp(charset, "utf8");

	for (size_t i = 0; i < len; i++)
		copy[i] = text[i] ? text[i] : ' ';
	copy[len] = '\0';
	if (unknown && lib_g_utf8_validate(copy, len, NULL))
		return TAKE_PTR(copy);
	converted = lib_g_convert(copy, len, "UTF-8", unknown ? "ISO-8859-1" : charset, NULL,
				  NULL, NULL);
	if (!converted || !lib_g_utf8_validate(converted, -1, NULL)) {
		lib_g_free(converted);
		converted = lib_g_utf8_make_valid(copy, len);
	}
	return to_xmem(converted);
}

char *text_clean(const char *text)
{
	struct buf out = { 0 };
	bool blank = false;

	while (*text) {
		size_t len = strcspn(text, "\n"), kept = len;

		while (kept && strchr(" \t\r\v\f", text[kept - 1]))
			kept--;
		if (!kept) {
			blank = out.len > 0;
		} else {
			if (blank)
				buf_puts(&out, "\n");
			blank = false;
			buf_add(&out, text, kept);
			buf_puts(&out, "\n");
		}
		text += len + (text[len] == '\n');
	}
	if (!out.data)
		return xstrdup("");
	return buf_detach(&out);
}

bool text_is_trailer(const char *line, size_t len)
{
	size_t i = 0;

	while (i < len && (isalnum((unsigned char)line[i]) || line[i] == '-'))
		i++;
	return i && i + 1 < len && line[i] == ':' && line[i + 1] == ' ';
}
