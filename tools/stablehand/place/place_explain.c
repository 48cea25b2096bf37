// SPDX-License-Identifier: GPL-2.0-only
/* Why a hunk matches nowhere: the place that looks most like it, and what differs there. */
#include <ctype.h>
#include <string.h>

#include "place/place_parts.h"
#include "util/alloc.h"
#include "util/text.h"

#define FREQUENT 64		/* lines that occur more often do not vote */
#define SHOWN_LINES 6
#define SHOWN_BYTES 120

/*
 * Every line of the hunk that is in the file votes for where the hunk would
 * then begin; the most votes win, then the place nearest to the expected one.
 */
static size_t best_start(const struct lines *lines, const struct image *old, size_t expected,
			 long *budget, size_t *ret_votes)
{
	_cleanup_free_ uint32_t *votes = NULL;
	size_t best = expected;

	*ret_votes = 0;
	*budget -= lines->count + old->count * FREQUENT;
	if (*budget < 0)
		return best;
	votes = xcalloc((size_t)lines->count + 1, sizeof(*votes));
	for (size_t i = 0; i < old->count; i++) {
		uint32_t id = old->ids[i], count = lines_occurrences(lines, id);

		for (uint32_t j = 0; j < count && count <= FREQUENT; j++) {
			size_t line = lines->occurrences[lines->first[id] + j], start;
			size_t from_best, from_start;

			if (line < i)
				continue;
			start = line - i;
			votes[start]++;
			from_best = best > expected ? best - expected : expected - best;
			from_start = start > expected ? start - expected : expected - start;
			if (votes[start] > *ret_votes ||
			    (votes[start] == *ret_votes && from_start < from_best)) {
				*ret_votes = votes[start];
				best = start;
			}
		}
	}
	return best;
}

/* Equal but for whitespace? *ret_ends: they differ in line endings at most. */
static bool same_but_space(const char *a, size_t a_len, const char *b, size_t b_len,
			   bool *ret_ends)
{
	size_t i = 0, j = 0, a_end = a_len, b_end = b_len;

	while (a_end && (a[a_end - 1] == '\n' || a[a_end - 1] == '\r'))
		a_end--;
	while (b_end && (b[b_end - 1] == '\n' || b[b_end - 1] == '\r'))
		b_end--;
	*ret_ends = a_end == b_end && !memcmp(a, b, a_end);
	for (;;) {
		while (i < a_len && isspace((unsigned char)a[i]))
			i++;
		while (j < b_len && isspace((unsigned char)b[j]))
			j++;
		if (i == a_len || j == b_len)
			return i == a_len && j == b_len;
		if (a[i++] != b[j++])
			return false;
	}
}

static char *quoted(const char *text, size_t len)
{
	_cleanup_free_ char *shown = NULL;
	bool whole = len && text[len - 1] == '\n', cr = len > 1 && text[len - 2] == '\r';

	shown = text_excerpt(text, len - whole - (whole && cr), SHOWN_BYTES);
	return xasprintf("\"%s\"%s", shown,
			 whole ? cr ? " (ends in CRLF)" : "" : " (no newline at end)");
}

size_t place_explain(const struct lines *lines, const struct patch_hunk *hunk,
		     const struct image *old, size_t expected, long *budget, struct buf *reason)
{
	size_t votes, start, differing = 0, equal = 0, n = 0;
	bool only_ends = true, only_space = true;
	_cleanup_buf_ struct buf list = { 0 };

	if (expected > lines->count)
		expected = lines->count;
	start = best_start(lines, old, expected, budget, &votes);
	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct patch_line *line = &hunk->lines[i];
		_cleanup_free_ char *wants = NULL, *has = NULL;
		size_t at = start + n;
		bool ends = false;

		if (line->kind == '+')
			continue;
		if (at < lines->count && lines->ids[at] == old->ids[n]) {
			n++;
			equal++;
			continue;
		}
		n++;
		if (at >= lines->count) {
			only_ends = only_space = false;
		} else {
			only_space &= same_but_space(line->text, line->len, lines_text(lines, at),
						     lines_len(lines, at), &ends);
			only_ends &= ends;
		}
		if (differing++ >= SHOWN_LINES)
			continue;
		wants = quoted(line->text, line->len);
		if (at < lines->count)
			has = quoted(lines_text(lines, at), lines_len(lines, at));
		buf_printf(&list, "\nline %zu: expected %s, found %s", at + 1, wants,
			   has ? has : "end of file");
	}
	buf_printf(reason, "context differs: nearest is line %zu, where %zu of %zu lines match",
		   start + 1, equal, old->count);
	if (differing && only_ends)
		buf_puts(reason, "; the others differ only in line endings");
	else if (differing && only_space)
		buf_puts(reason, "; the others differ only in whitespace");
	buf_puts(reason, buf_str(&list));
	if (differing > SHOWN_LINES)
		buf_printf(reason, "\nand %zu more lines", differing - SHOWN_LINES);
	return start + 1;
}
