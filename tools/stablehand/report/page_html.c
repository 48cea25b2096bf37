// SPDX-License-Identifier: GPL-2.0-only
#include "report/page_html.h"

#include <stdbool.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

void html_text(struct buf *html, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = text_printable_length(text + i, len - i);
		const char *named = entity(text[i]);

		if (named)
			buf_puts(html, named);
		else if (n)
			buf_add(html, text + i, n);
		else if (text[i] == '\n' || text[i] == '\t')
			buf_add(html, text + i, 1);
		else
			buf_printf(html, "\\x%02x", (unsigned char)text[i]);
		i += n ? n : 1;
	}
}

/* What stands behind a '%'. */
struct conversion {
	char letter;
	bool signs, sized, longs;	/* '+', 'z', "ll" */
	int precision;			/* -1: none */
	size_t len;
};

static struct conversion parse_conversion(const char *form, va_list *ap)
{
	struct conversion c = {.precision = -1};
	const char *at = form;

	c.signs = *at == '+';
	at += c.signs;
	if (at[0] == '.' && at[1] == '*') {
		c.precision = va_arg(*ap, int);
		at += 2;
	} else if (*at == '.') {
		c.precision = strtol(at + 1, (char **)&at, 10);
	}
	c.sized = *at == 'z';
	c.longs = *at == 'l';
	at += strspn(at, "lz");
	c.letter = *at;
	c.len = at + 1 - form;
	return c;
}

static void add_string(struct buf *html, const char *text, int precision)
{
	if (text)
		html_text(html, text, precision < 0 ? strlen(text) : strnlen(text, precision));
}

static void add_value(struct buf *html, const struct conversion *c, va_list *ap)
{
	switch (c->letter) {
	case 's':
		add_string(html, va_arg(*ap, const char *), c->precision);
		break;
	case 'd':
		buf_printf(html, c->signs ? "%+lld" : "%lld",
			   c->longs ? va_arg(*ap, long long) : va_arg(*ap, int));
		break;
	case 'u':
		buf_printf(html, "%llu", c->sized ? va_arg(*ap, size_t) :
			   c->longs ? va_arg(*ap, unsigned long long) : va_arg(*ap, unsigned int));
		break;
	case 'f':
		buf_printf(html, "%.*f", c->precision < 0 ? 6 : c->precision, va_arg(*ap, double));
		break;
	default:
		buf_puts(html, "%");
	}
}

void html_add(struct buf *html, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	while (*fmt) {
		size_t len = strcspn(fmt, "%");
		struct conversion c;

		buf_add(html, fmt, len);
		fmt += len;
		if (!*fmt)
			break;
		c = parse_conversion(++fmt, &ap);
		add_value(html, &c, &ap);
		fmt += c.len;
	}
	va_end(ap);
}

/* --- long texts */

/* The end of the first lines that are no longer than max: whole lines where there are any. */
static size_t head_of(const char *text, size_t max)
{
	const char *newline = memrchr(text, '\n', max);

	return newline ? (size_t)(newline + 1 - text) : max;
}

void html_excerpt(struct buf *html, const char *text, size_t max)
{
	size_t len = strlen(text), head, tail;
	const char *newline;

	if (len <= max) {
		html_text(html, text, len);
		return;
	}
	/* The end of a log says more than its start. */
	head = head_of(text, max / 4);
	tail = len - (max - max / 4);
	newline = memchr(text + tail, '\n', max / 4);
	if (newline)
		tail = newline + 1 - text;
	html_text(html, text, head);
	html_add(html, "\n<span class=\"cut\">[%zu bytes left out]</span>\n", tail - head);
	html_text(html, text + tail, len - tail);
}

void html_time(struct buf *html, const char *at)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	size_t i = 0;

	while (at && form[i] && (form[i] == '0' ? at[i] >= '0' && at[i] <= '9' : at[i] == form[i]))
		i++;
	if (!at || form[i] || at[i])
		html_add(html, "%s", at);
	else
		html_add(html, "<time datetime=\"%s\">%.10s %.5s UTC</time>", at, at, at + 11);
}
