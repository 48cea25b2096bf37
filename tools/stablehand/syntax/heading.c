// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/heading.h"

#include <ctype.h>
#include <string.h>

#include "util/alloc.h"

/* The shortest heading that may have been cut, by GNU diff -p. */
#define CUT_LENGTH 39
#define LOOKED_AT 400		/* bytes of a line: no heading is longer */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t trimmed(const char *text, size_t len)
{
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return len;
}

bool heading_begins_section(const char *text, size_t len)
{
	return len && (isalpha((unsigned char)*text) || *text == '_' || *text == '$');
}

bool heading_is_label(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && is_word(text[i]))
		i++;
	return i && i < len && text[i] == ':';
}

/*
 * The name that a line defines: the word before the first '(', or before '='
 * or '[' in an initialised variable. A name in capitals before '(' is a
 * macro's (SYSCALL_DEFINE3(open, ...)): its first argument belongs to it.
 * false when there is no name.
 */
static bool defined_name(const char *text, size_t len, struct heading *name)
{
	size_t stop = 0;
	const char *start, *end;
	bool lower = false;

	while (stop < len && !strchr("([=", text[stop]))
		stop++;
	if (stop == len)
		return false;
	end = text + stop;
	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	start = end;
	while (start > text && is_word(start[-1])) {
		start--;
		lower |= islower((unsigned char)*start);
	}
	if (start == end)
		return false;
	name->prefix = false;
	if (!lower && text[stop] == '(') {
		for (end = text + stop + 1; end < text + len && *end != ',' && *end != ')';)
			end++;
		name->prefix = end == text + len;
	}
	name->kind = HEADING_NAME;
	name->text = start;
	name->len = end - start;
	return true;
}

static struct heading heading_of_line(const char *text, size_t len)
{
	struct heading heading = { .usable = true, .text = text, .kind = HEADING_LINE };

	heading.len = trimmed(text, len < LOOKED_AT ? len : LOOKED_AT);
	if (heading_is_label(text, heading.len))
		heading.kind = HEADING_LABEL;
	else if (!defined_name(text, heading.len, &heading))
		heading.prefix = heading.len >= CUT_LENGTH;
	return heading;
}

struct heading heading_read(const char *text, size_t len)
{
	struct heading heading;

	len = trimmed(text, len);
	if (!heading_begins_section(text, len) || text[len - 1] == ';')
		return (struct heading){ 0 };
	heading = heading_of_line(text, len);
	if (heading.kind == HEADING_LINE && text[len - 1] == ',')
		return (struct heading){ 0 };
	return heading;
}

void heading_index_init(struct heading_index *index, const struct lines *lines)
{
	uint32_t above = UINT32_MAX, label = UINT32_MAX;

	index->above = xcalloc((size_t)lines->count + 1, sizeof(*index->above));
	index->label = xcalloc((size_t)lines->count + 1, sizeof(*index->label));
	for (uint32_t i = 0; i <= lines->count; i++) {
		index->above[i] = above;
		index->label[i] = label;
		if (i == lines->count ||
		    !heading_begins_section(lines_text(lines, i), lines_len(lines, i)))
			continue;
		label = i;
		if (!heading_is_label(lines_text(lines, i), lines_len(lines, i)))
			above = i;
	}
}

void heading_index_release(struct heading_index *index)
{
	free(index->above);
	free(index->label);
}

bool heading_is_line(const struct heading *heading, const struct lines *lines, size_t line)
{
	const char *text = lines_text(lines, line);
	struct heading other = heading_of_line(text, lines_len(lines, line));

	if (heading->kind != other.kind) {
		/* A line may have been cut before what names it. */
		if (!heading->prefix || heading->kind != HEADING_LINE)
			return false;
		other.text = text;
		other.len = trimmed(text, lines_len(lines, line));
	}
	return (heading->prefix ? other.len >= heading->len : other.len == heading->len) &&
	       !memcmp(heading->text, other.text, heading->len);
}

bool heading_is_above(const struct heading *heading, const struct lines *lines,
		      const struct heading_index *index, size_t at)
{
	uint32_t line = heading->kind == HEADING_LABEL ? index->label[at] : index->above[at];

	return heading->usable && line != UINT32_MAX && heading_is_line(heading, lines, line);
}
