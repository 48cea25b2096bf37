// SPDX-License-Identifier: GPL-2.0-only
#include "report/wrap.h"

#include <stdarg.h>
#include <string.h>

#include "report/table.h"
#include "util/alloc.h"
#include "util/text.h"

#define HANGING "  "	/* further than the line that goes on */

/* Bytes of the line that fit into `width` columns: as many words as do, one at least. */
static size_t fitting_words(const char *line, size_t len, size_t width)
{
	size_t fits = 0;

	while (fits < len) {
		size_t end = fits + strspn(line + fits, " \t");

		while (end < len && line[end] != ' ' && line[end] != '\t')
			end++;
		if (fits && text_width(line, end) > width)
			break;
		fits = end;
	}
	return fits;
}

static void wrap_line(struct out *to, const char *prefix, const char *rest, const char *line,
		      size_t len, size_t limit)
{
	size_t indent = strspn(line, " \t");
	_cleanup_free_ char *further = xasprintf("%s%.*s" HANGING, rest,
						 (int)(indent < len ? indent : 0), line);

	while (len && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	if (!len) {
		out_puts(to, "\n");
		return;
	}
	for (bool more = true; more; prefix = further) {
		size_t used = text_width(prefix, strlen(prefix));
		size_t fits = fitting_words(line, len, used < limit ? limit - used : 1), blanks;

		out_printf(to, "%s%.*s\n", prefix, (int)fits, line);
		blanks = fits < len ? strspn(line + fits, " \t") : 0;
		line += fits + blanks;
		len -= fits + blanks;
		more = len > 0;
	}
}

void wrap_text(struct out *to, const char *first, const char *rest, const char *text)
{
	_cleanup_free_ char *printable = text_printable(text, strlen(text), true);
	size_t limit = table_width(to);

	for (const char *line = printable; *line; first = rest) {
		size_t len = strcspn(line, "\n");

		wrap_line(to, first, rest, line, len, limit);
		line += len + (line[len] == '\n');
	}
}

void wrap_printf(struct out *to, const char *first, const char *rest, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	wrap_text(to, first, rest, text);
}
