// SPDX-License-Identifier: GPL-2.0-only
/* The hunks of a quoted diff, whose lines may have lost their white space. */
#include <ctype.h>
#include <string.h>

#include "door/quoted_hunk_parts.h"
#include "util/alloc.h"
#include "util/text.h"

#define TRAILING_BLANK_MAX 3

void quoted_trim(const char **text, size_t *len)
{
	while (*len && isspace((unsigned char)**text))
		++*text, --*len;
	while (*len && isspace((unsigned char)(*text)[*len - 1]))
		--*len;
}

bool quoted_same_words(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i = 0, j = 0;

	quoted_trim(&a, &a_len);
	quoted_trim(&b, &b_len);
	while (i < a_len && j < b_len) {
		bool space = isspace((unsigned char)a[i]);

		if (space != !!isspace((unsigned char)b[j]))
			return false;
		if (!space) {
			if (a[i++] != b[j++])
				return false;
			continue;
		}
		while (i < a_len && isspace((unsigned char)a[i]))
			i++;
		while (j < b_len && isspace((unsigned char)b[j]))
			j++;
	}
	return i == a_len && j == b_len;
}

static bool begins(const struct quoted_line *line, const char *with)
{
	size_t n = strlen(with);

	return line->len >= n && !memcmp(line->text, with, n);
}

static int fault(const struct mending *mending, size_t number, const char *what, struct error **err)
{
	return error_set(err, ERROR_INPUT, "%s:%zu: %s", mending->where, number, what);
}

static size_t read_number(const char **at, const char *end)
{
	size_t number = 0;

	while (*at < end && isdigit((unsigned char)**at) && number < 100000000)
		number = number * 10 + (*(*at)++ - '0');
	return number;
}

/* "-5742,6" */
static bool read_range(const char **at, const char *end, char sign, size_t *start, size_t *count)
{
	while (*at < end && **at == ' ')
		++*at;
	if (*at == end || **at != sign)
		return false;
	++*at;
	if (*at == end || !isdigit((unsigned char)**at))
		return false;
	*start = read_number(at, end);
	*count = 1;
	if (*at < end && **at == ',') {
		++*at;
		*count = read_number(at, end);
	}
	return true;
}

static bool read_hunk_header(const struct quoted_line *line, struct hunk *hunk)
{
	const char *at = line->text + 2, *end = line->text + line->len;

	if (!begins(line, "@@ ") ||
	    !read_range(&at, end, '-', &hunk->old_start, &hunk->old_count) ||
	    !read_range(&at, end, '+', &hunk->new_start, &hunk->new_count))
		return false;
	hunk->number = line->number;
	hunk->begins = line->text;
	hunk->begins_len = line->len;
	return end - at >= 3 && !memcmp(at, " @@", 3) &&
	       hunk->old_count <= HUNK_LINES_MAX && hunk->new_count <= HUNK_LINES_MAX;
}

static void add_line(struct hunk *hunk, char kind, const char *text, size_t len)
{
	struct hunk_line *line = ARRAY_ADD(hunk->lines, hunk->count, hunk->alloc);

	line->kind = kind;
	line->text = text;
	line->len = len;
	quoted_trim(&line->text, &line->len);
}

/* Read lines from `at` on until the counts are met. Returns where the next thing begins. */
static int read_hunk(const struct mending *mending, size_t at, struct hunk *hunk, size_t *ret_next,
		     struct error **err)
{
	size_t old = hunk->old_count, new = hunk->new_count;
	const struct quoted_lines *lines = mending->lines;

	for (; (old || new) && at < lines->count; at++) {
		const struct quoted_line *line = &lines->items[at];
		char kind = line->len ? *line->text : ' ';

		if (begins(line, "diff --git ") || begins(line, "@@ "))
			break;
		if (kind == '\\') {
			add_line(hunk, kind, line->text + 1, line->len - 1);
			continue;
		}
		if (kind != '+' && kind != '-')
			add_line(hunk, ' ', line->text, line->len);
		else
			add_line(hunk, kind, line->text + 1, line->len - 1);
		if ((kind != '+' && !old) || (kind != '-' && !new))
			return fault(mending, line->number, "a hunk with more lines than it says", err);
		old -= kind != '+';
		new -= kind != '-';
	}
	/* Blank lines at the end are what mails lose first. */
	for (; old && old == new && old <= TRAILING_BLANK_MAX; old--, new--)
		add_line(hunk, ' ', "", 0);
	if (old || new)
		return fault(mending, hunk->number, "a hunk with fewer lines than it says", err);
	if (at < lines->count && lines->items[at].len && *lines->items[at].text == '\\') {
		add_line(hunk, '\\', lines->items[at].text + 1, lines->items[at].len - 1);
		at++;
	}
	*ret_next = at;
	return 0;
}

static char *header_path(const struct quoted_line *line, size_t skip)
{
	const char *text = line->text + skip;
	size_t len = line->len - skip;
	const char *tab = memchr(text, '\t', len);

	if (tab)
		len = tab - text;
	quoted_trim(&text, &len);
	if (len > 2 && text[1] == '/')
		return xstrndup(text + 2, len - 2);
	return NULL;
}

static void read_index(const struct quoted_line *line, struct section *section)
{
	size_t hex = 0;

	while (6 + hex < line->len && isxdigit((unsigned char)line->text[6 + hex]))
		hex++;
	if (hex >= 7 && hex <= 40)
		section->old_blob = xstrndup(line->text + 6, hex);
}

/* Is it the end of a diff: a signature, or what git puts behind the last file? */
static bool is_tail(const struct quoted_line *line)
{
	return !line->len || begins(line, "base-commit:") || begins(line, "prerequisite-") ||
	       (begins(line, "--") && (line->len == 2 || (line->len == 3 && line->text[2] == ' ')));
}

int quoted_read_section(struct mending *mending, size_t at, struct section *section,
			size_t *ret_next, struct error **err)
{
	const struct quoted_lines *lines = mending->lines;

	section->header = &lines->items[at];
	for (; at < lines->count && !begins(&lines->items[at], "@@ "); at++) {
		const struct quoted_line *line = &lines->items[at];

		if (begins(line, "diff --git ") && section->header != line)
			break;
		if (begins(line, "index ") && !section->old_blob)
			read_index(line, section);
		if (begins(line, "--- ") && !section->old_path)
			section->old_path = header_path(line, 4);
		if (is_tail(line))
			break;
		section->header_count++;
	}
	while (at < lines->count && !begins(&lines->items[at], "diff --git ")) {
		struct hunk hunk = { 0 };

		if (!read_hunk_header(&lines->items[at], &hunk)) {
			if (begins(&lines->items[at], "@@ "))
				return fault(mending, lines->items[at].number, "a hunk's header that "
					     "cannot be read", err);
			mending->mended->left_out += !is_tail(&lines->items[at]);
			at++;
			continue;
		}
		/* Owned by the section, also when it is not whole. */
		*ARRAY_ADD(section->hunks, section->count, section->alloc) = hunk;
		if (read_hunk(mending, at + 1, &section->hunks[section->count - 1], &at, err))
			return -1;
	}
	*ret_next = at;
	return 0;
}

void section_release(struct section *section)
{
	for (size_t h = 0; h < section->count; h++) {
		for (size_t i = 0; i < section->hunks[h].count; i++)
			free(section->hunks[h].lines[i].made);
		free(section->hunks[h].lines);
	}
	free(section->hunks);
	free(section->old_path);
	free(section->old_blob);
}
