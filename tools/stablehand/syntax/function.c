// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/function.h"

#include <ctype.h>
#include <string.h>

#include "syntax/heading.h"
#include "util/text.h"

#define SHOWN_BYTES 120

static bool begins_section(const struct lines *lines, size_t line)
{
	return heading_begins_section(lines_text(lines, line), lines_len(lines, line));
}

/* Does a declaration end here, before any body? */
static bool is_prototype(const struct lines *lines, size_t start)
{
	for (size_t i = start; i < lines->count; i++) {
		const char *text = lines_text(lines, i);
		size_t len = lines_len(lines, i);

		if (*text == '{' || (i > start && begins_section(lines, i)))
			return false;
		while (len && isspace((unsigned char)text[len - 1]))
			len--;
		if (len && text[len - 1] == '{')
			return false;
		if (len && (text[len - 1] == ';' || text[len - 1] == '}'))
			return text[len - 1] == ';';
	}
	return true;
}

size_t function_end(const struct lines *lines, size_t start)
{
	for (size_t i = start + 1; i < lines->count; i++)
		if (*lines_text(lines, i) == '}')
			return i + 1;
	return lines->count;
}

bool function_find(const struct lines *lines, const char *name, size_t len, size_t from,
		   struct function_range *ret_range)
{
	struct heading heading = {
		.usable = true,
		.kind = HEADING_NAME,
		.text = name,
		.len = len,
	};

	for (size_t i = from; i < lines->count; i++) {
		if (!begins_section(lines, i) || !heading_is_line(&heading, lines, i) ||
		    is_prototype(lines, i))
			continue;
		ret_range->start = i;
		ret_range->end = function_end(lines, i);
		return true;
	}
	return false;
}

char *function_quote(const struct lines *lines, size_t line)
{
	const char *text = lines_text(lines, line);
	size_t len = lines_len(lines, line);

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	while (len && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	return text_excerpt(text, len, SHOWN_BYTES);
}
