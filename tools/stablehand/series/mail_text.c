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

bool text_begins_diff(const char *line, size_t len)
{
	size_t i = 3;

	if ((len > 6 && !memcmp(line, "diff -", 6)) || (len > 7 && !memcmp(line, "Index: ", 7)))
		return true;
	if (len < 3 || memcmp(line, "---", 3))
		return false;
	if (len > 4 && line[3] == ' ' && line[4] != ' ' && line[4] != '\t')
		return true;
	while (i < len && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r'))
		i++;
	return i == len;
}

/* The number that a text begins with, up to 9999. */
static unsigned text_year(const char *text, size_t len)
{
	unsigned year = 0;

	for (size_t i = 0; i < len && i < 4 && isdigit((unsigned char)text[i]); i++)
		year = year * 10 + (text[i] - '0');
	return year;
}

bool text_begins_mail(const char *line, size_t len)
{
	static const int digits[] = { -4, -2, -1, 1, 2 };
	size_t colon = len ? len - 1 : 0, year;

	if (len < 5 || memcmp(line, "From ", 5))
		return false;
	while (colon > 5 && line[colon - 1] != ':')
		colon--;
	if (colon <= 5 || --colon + 2 >= len)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(digits); i++)
		if (!isdigit((unsigned char)line[colon + digits[i]]))
			return false;
	year = colon + 3;
	while (year < len && isspace((unsigned char)line[year]))
		year++;
	return year < len && text_year(line + year, len - year) > 90;
}
