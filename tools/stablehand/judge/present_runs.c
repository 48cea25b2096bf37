// SPDX-License-Identifier: GPL-2.0-only
/* Runs of added and removed lines in a function, whatever is around them (see present.c). */
#include <ctype.h>
#include <string.h>

#include "index/symbols.h"
#include "judge/present_parts.h"
#include "syntax/identifier.h"

#define TELLING_LINES 3		/* a run of that many with words needs no neighbour */
#define NAME_MIN_LEN 3		/* bytes of an identifier that can be telling */
#define NAME_MAX_LEN 100

bool present_has_word(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isalnum((unsigned char)text[i]))
			return true;
	return false;
}

bool present_is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isspace((unsigned char)text[i]))
			return false;
	return true;
}

/* A run of lines of one kind in a hunk: [start, end). */
struct run {
	size_t start, end;
};

static bool next_run(const struct patch_hunk *hunk, char kind, size_t from, struct run *ret_run)
{
	size_t i = from;

	while (i < hunk->line_count && hunk->lines[i].kind != kind)
		i++;
	ret_run->start = i;
	while (i < hunk->line_count && hunk->lines[i].kind == kind)
		i++;
	ret_run->end = i;
	return ret_run->start < ret_run->end;
}

static bool run_matches(struct present_checker *checker, const struct patch_hunk *hunk,
			const struct run *run, size_t at, size_t end)
{
	const struct lines *lines = &checker->lines;

	checker->budget -= 2;
	if (run->end - run->start > end - at)
		return false;
	for (size_t i = run->start; i < run->end; i++, at++) {
		const struct patch_line *line = &hunk->lines[i];

		checker->budget--;
		if (line->len != lines_len(lines, at) ||
		    memcmp(line->text, lines_text(lines, at), line->len))
			return false;
	}
	return true;
}

/* Is the nearest line with text before (step -1) or after the run the same here? */
static bool neighbour_agrees(const struct present_checker *checker, const struct patch_hunk *hunk,
			     size_t in_hunk, size_t in_file, int step, char other)
{
	const struct lines *lines = &checker->lines;
	size_t i = in_hunk, j = in_file;

	while (i < hunk->line_count && (hunk->lines[i].kind == other ||
					present_is_blank(hunk->lines[i].text, hunk->lines[i].len)))
		i += step;
	while (j < lines->count && present_is_blank(lines_text(lines, j), lines_len(lines, j)))
		j += step;
	return i < hunk->line_count && j < lines->count && hunk->lines[i].kind == ' ' &&
	       present_has_word(hunk->lines[i].text, hunk->lines[i].len) &&
	       hunk->lines[i].len == lines_len(lines, j) &&
	       !memcmp(hunk->lines[i].text, lines_text(lines, j), hunk->lines[i].len);
}

/* Does the run at line `at` use an identifier that the rest of the range does not? */
static bool is_specific(struct present_checker *checker, const struct function_range *range,
			size_t at, size_t len)
{
	const struct lines *lines = &checker->lines;
	const char *start = lines_text(lines, range->start), *end = lines->data +
		lines->starts[range->end];
	const char *run = lines_text(lines, at), *rest = lines->data + lines->starts[at + len];

	for (const char *c = run; c < rest;) {
		char name[NAME_MAX_LEN + 1];
		size_t n = 0;

		while (c + n < rest && identifier_is_part(c[n]))
			n++;
		if (n >= NAME_MIN_LEN && n <= NAME_MAX_LEN && !isdigit((unsigned char)*c)) {
			checker->budget -= (end - start) / 16 + 1;
			memcpy(name, c, n);
			name[n] = '\0';
			if (checker->budget > 0 && !symbols_in_text(start, run - start, name) &&
			    !symbols_in_text(rest, end - rest, name))
				return true;
		}
		c += n + 1;
	}
	return false;
}

/* Find a run of added lines from line `from` of a function on, where it is no coincidence. */
static bool find_run(struct present_checker *checker, const struct patch_hunk *hunk,
		     const struct run *run, const struct function_range *range, size_t from,
		     size_t *ret_at)
{
	size_t len = run->end - run->start, telling = 0;

	for (size_t i = run->start; i < run->end; i++)
		telling += present_has_word(hunk->lines[i].text, hunk->lines[i].len);
	for (size_t at = from; at < range->end && checker->budget > 0; at++) {
		bool before, after;

		if (!run_matches(checker, hunk, run, at, range->end))
			continue;
		before = neighbour_agrees(checker, hunk, run->start - 1, at - 1, -1, '-');
		after = neighbour_agrees(checker, hunk, run->end, at + len, 1, '-');
		if ((before && after) || ((before || after || telling >= TELLING_LINES) &&
					  is_specific(checker, range, at, len))) {
			*ret_at = at;
			return true;
		}
	}
	return false;
}

/* Is a run of removed lines still in a function, and no coincidence? */
static bool is_left(struct present_checker *checker, const struct patch_hunk *hunk,
		    const struct run *run, const struct function_range *range)
{
	size_t len = run->end - run->start;

	for (size_t at = range->start; at < range->end && checker->budget > 0; at++)
		if (run_matches(checker, hunk, run, at, range->end) &&
		    (len >= TELLING_LINES ||
		     neighbour_agrees(checker, hunk, run->start - 1, at - 1, -1, '+') ||
		     neighbour_agrees(checker, hunk, run->end, at + len, 1, '+') ||
		     is_specific(checker, range, at, len)))
			return true;
	return false;
}

bool present_in_range(struct present_checker *checker, const struct patch_hunk *hunk,
			const struct function_range *range, size_t *ret_at)
{
	size_t from = range->start, at, first = SIZE_MAX;
	struct run run = { 0 };

	while (next_run(hunk, '+', run.end, &run)) {
		if (!find_run(checker, hunk, &run, range, from, &at))
			return false;
		if (first == SIZE_MAX)
			first = at;
		from = at + (run.end - run.start);
	}
	run.end = 0;
	while (next_run(hunk, '-', run.end, &run))
		if (is_left(checker, hunk, &run, range))
			return false;
	*ret_at = first;
	return first != SIZE_MAX && checker->budget > 0;
}
