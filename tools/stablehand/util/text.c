// SPDX-License-Identifier: GPL-2.0-only
#include "util/text.h"

#include <ctype.h>
#include <locale.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "util/alloc.h"
#include "util/buf.h"

size_t text_printable_length(const char *bytes, size_t len)
{
	const unsigned char *s = (const unsigned char *)bytes;
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t code;
	size_t n;

	if (s[0] < 0x80)
		return s[0] >= 0x20 && s[0] != 0x7f;
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || n > len)
		return 0;
	code = s[0] & (0xff >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < smallest[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ||
	    (code >= 0x80 && code < 0xa0) ||
	    /* Marks that reorder the text around them. */
	    code == 0x061c ||
	    (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	    (code >= 0x2066 && code <= 0x2069))
		return 0;
	return n;
}

char *text_printable(const char *bytes, size_t len, bool keep_newlines)
{
	struct buf text = {0};

	for (size_t i = 0; i < len;) {
		size_t n = text_printable_length(bytes + i, len - i);

		if (n)
			buf_add(&text, bytes + i, n);
		else if (keep_newlines && (bytes[i] == '\n' || bytes[i] == '\t'))
			buf_add(&text, bytes + i, 1);
		else
			buf_printf(&text, "\\x%02x", (unsigned char)bytes[i]);
		i += n ? n : 1;
	}
	return buf_detach(&text);
}

char *text_duration(double seconds)
{
	if (seconds < 60)
		return xasprintf("%.1f s", seconds);
	return xasprintf("%d min %02d s", (int)seconds / 60, (int)seconds % 60);
}

char *text_excerpt(const char *text, size_t len, size_t max)
{
	_cleanup_buf_ struct buf out = { 0 };
	size_t end = len < max ? len : max;

	for (size_t i = 0; i < end;) {
		size_t width = text[i] == '\t' ? 1 : text_printable_length(text + i, len - i);

		if (i + width > end)
			break;
		if (width)
			buf_add(&out, text + i, width);
		else
			buf_puts(&out, "?");
		i += width ? width : 1;
	}
	if (len > max)
		buf_puts(&out, "...");
	return buf_detach(&out);
}

/* What we print is UTF-8, whatever the user's locale: also where it is C. */
static locale_t utf8_locale(void)
{
	static locale_t utf8;

	if (!utf8)
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	return utf8;
}

/* Columns and, in *ret_len, bytes of the character at the start of the text. */
static size_t character_width(const char *text, size_t len, size_t *ret_len)
{
	mbstate_t state = {0};
	wchar_t wide;
	size_t n;
	int width;

	*ret_len = 1;
	if (*text == '\t')
		return 8;
	n = mbrtowc(&wide, text, len, &state);
	if (n == 0 || n > len)
		return 1;
	*ret_len = n;
	width = wcwidth(wide);
	return width < 0 ? 1 : width;
}

/* The same of a text, as far as it takes at most `max` columns; *ret_len: how far that is. */
static size_t width_up_to(const char *text, size_t len, size_t max, size_t *ret_len)
{
	locale_t utf8 = utf8_locale(), users = utf8 ? uselocale(utf8) : NULL;
	size_t width = 0, i = 0;

	while (i < len) {
		size_t bytes, columns = character_width(text + i, len - i, &bytes);

		if (width + columns > max)
			break;
		width += columns;
		i += bytes;
	}
	if (users)
		uselocale(users);
	*ret_len = i;
	return width;
}

size_t text_width(const char *text, size_t len)
{
	size_t end;

	return width_up_to(text, len, SIZE_MAX / 2, &end);
}

/* The first of these that is set counts. */
static bool users_locale_is_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
	}
	return false;
}

char *text_cut(const char *text, size_t width)
{
	bool utf8 = users_locale_is_utf8();
	size_t len = strlen(text), fits;

	width_up_to(text, len, width, &fits);
	if (fits == len)
		return xstrdup(text);
	width_up_to(text, len, width - (utf8 ? 1 : 3), &fits);
	while (fits && text[fits - 1] == ' ')
		fits--;
	return xasprintf("%.*s%s", (int)fits, text, utf8 ? "\u2026" : "...");
}

bool text_is_hex(const char *text, size_t len, size_t min, size_t max)
{
	if (len < min || len > max)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isxdigit((unsigned char)text[i]))
			return false;
	return true;
}
