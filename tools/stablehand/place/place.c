// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the one place of a hunk is chosen.
 *
 * Lines are numbered by content (syntax/lines.h), so that a hunk's old side, its context
 * and removed lines, is a sequence of numbers, and a place is where that sequence is in the
 * file. There is no fuzz: a place that differs in one line is none.
 *
 * A match may still be the wrong one: kernel code is full of twins, and the right place
 * may have changed while its twin has not. So a match counts only with something that
 * speaks for it besides its lines: that it is at the expected line (the one that the hunk
 * names, moved as far as the hunk before it was), or below the function that the @@ line
 * names (syntax/heading.h). In order:
 *
 *  1. The very file that the patch was made for (same blob): the stated line.
 *  2. A match at the expected line below the named function.
 *  3. All matches are counted. Exactly one below the named function: that one.
 *  4. Several, and the function does not single one out: refused as ambiguous.
 *  5. One only. Where a function is named, it is not above this match. If that function is
 *     elsewhere in the file, this is a twin: refused. If it is nowhere and the match is
 *     at the stated or the expected line, the function was renamed: taken. Where no
 *     function is named, it is the only candidate: taken.
 *
 * A hunk that was applied before may match again next to its own result, where an
 * insertion left its context intact. So at any place but the expected one the new side is
 * searched for first, and the hunk refused if it is there: nothing goes in twice. A hunk
 * must be below the one before it, so that hunks never swap; one that inserts at the start
 * or end of a file without context there goes nowhere else.
 *
 * The searches of a file share one budget of steps. When it is used up the hunk is
 * refused, since "the only match" could not be claimed.
 */
#include "place/place.h"

#include <string.h>

#include "place/hunk_heading.h"
#include "place/place_parts.h"
#include "syntax/heading.h"
#include "util/alloc.h"
#include "util/text.h"

#define BUDGET 200000000L	/* steps for all hunks of a file: about a second */
#define GIVEN_UP "search given up: its lines are too frequent in the file"
#define TELLING_CONTEXT 4	/* lines of a new side that adds no text, to recognize it by */

/* Does the hunk begin (or end) with added lines, next to context and not to removed lines? */
static bool inserts_at_edge(const struct patch_hunk *hunk, bool end)
{
	size_t i = 0;
	char kind = '+';

	while (i < hunk->line_count && kind == '+') {
		kind = hunk->lines[end ? hunk->line_count - 1 - i : i].kind;
		i++;
	}
	return i > 1 && kind == ' ';
}

/* Does the new side end without a newline? Then nothing may follow it. */
static bool ends_open(const struct patch_hunk *hunk)
{
	size_t i = hunk->line_count;

	while (i && hunk->lines[i - 1].kind == '-')
		i--;
	return i && (!hunk->lines[i - 1].len ||
		     hunk->lines[i - 1].text[hunk->lines[i - 1].len - 1] != '\n');
}

static bool at_its_edge(const struct place_attempt *attempt, size_t at)
{
	return (!attempt->at_start || at == 0) &&
	       (!attempt->at_end || at + attempt->hunk->old_count == attempt->placer->lines.count);
}

static bool agrees(const struct place_attempt *attempt, size_t at)
{
	const struct placer *placer = attempt->placer;

	return heading_is_above(&attempt->heading, &placer->lines, &placer->headings, at);
}

static void on_old_side(size_t at, void *data)
{
	struct place_attempt *attempt = data;

	if (at < attempt->placer->min) {
		attempt->early++;
		attempt->last_early = at;
	} else if (!at_its_edge(attempt, at)) {
		attempt->misplaced++;
		attempt->last_misplaced = at;
	} else {
		if (attempt->found < PLACE_LISTED)
			attempt->listed[attempt->found] = at;
		attempt->found++;
		attempt->last = at;
		if (agrees(attempt, at)) {
			attempt->agreeing++;
			attempt->last_agreeing = at;
		}
	}
}

static void on_new_side(size_t at, void *data)
{
	struct place_attempt *attempt = data;

	if (attempt->heading.usable && !agrees(attempt, at))
		return;
	attempt->found++;
	attempt->last = at;
}

/* Does the hunk add more than blanks and braces, so that its result can be recognized? */
static bool adds_text(const struct patch_hunk *hunk)
{
	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct patch_line *line = &hunk->lines[i];

		for (size_t j = 0; j < line->len && line->kind == '+'; j++)
			if (!memchr(" \t\r\n{}();", line->text[j], 9))
				return true;
	}
	return false;
}

bool place_find_result(struct place_attempt *attempt, size_t *ret_at)
{
	struct placer *placer = attempt->placer;
	struct place_attempt other = {
		.placer = placer,
		.hunk = attempt->hunk,
		.heading = attempt->heading,
	};
	_cleanup_image_ struct image new_side = { 0 };

	if (!adds_text(attempt->hunk) && attempt->hunk->new_count < TELLING_CONTEXT)
		return false;
	image_init(&new_side, &placer->lines, attempt->hunk, '-');
	image_find(&new_side, &placer->lines, &placer->budget, on_new_side, &other);
	*ret_at = other.last;
	return other.found > 0;
}

/* An insertion without context, or into an empty file. */
static bool place_bare(struct place_attempt *attempt, size_t *ret_at)
{
	const struct placer *placer = attempt->placer;
	const struct lines *lines = &placer->lines;
	size_t at = attempt->hunk->old_start;
	bool joins = at && at <= lines->count &&
		     lines_text(lines, at - 1)[lines_len(lines, at - 1) - 1] != '\n';

	joins |= attempt->ends_open && at < lines->count;
	if (!joins && ((!lines->count && !at) ||
		       (placer->options->same_file && at <= lines->count && at >= placer->min))) {
		*ret_at = at;
		return true;
	}
	buf_puts(&attempt->reason, "adds lines without context, and this is not the file that the "
		 "patch was made for");
	return false;
}

/* Take a place that is not the expected one, unless the new side is in the file already. */
static bool take_moved(struct place_attempt *attempt, size_t at, size_t *ret_at)
{
	size_t there;

	if (adds_text(attempt->hunk) && place_find_result(attempt, &there)) {
		attempt->nearest = there + 1;
		buf_printf(&attempt->reason, "already applied: its result is at line %zu; line %zu "
			   "matches the lines before the change", there + 1, at + 1);
		return false;
	}
	if (attempt->placer->budget < 0) {
		attempt->nearest = at + 1;
		buf_puts(&attempt->reason, GIVEN_UP);
		return false;
	}
	*ret_at = at;
	return true;
}

/* Where the hunk goes, from 0. false: refused, with the reason. */
static bool find_place(struct place_attempt *attempt, size_t *ret_at)
{
	struct placer *placer = attempt->placer;
	const struct patch_hunk *hunk = attempt->hunk;
	_cleanup_image_ struct image old = { 0 };
	size_t stated = hunk->old_start - !!hunk->old_count;
	/* Not before the file begins, as the hunk before it, which moved so far, is not. */
	size_t shifted = stated + placer->drift;
	bool fits_stated, fits_shifted, expected;

	if (!hunk->old_count)
		return place_bare(attempt, ret_at);
	image_init(&old, &placer->lines, hunk, '+');
	fits_stated = stated >= placer->min && image_matches(&old, &placer->lines, stated) &&
		      at_its_edge(attempt, stated);
	if (fits_stated && placer->options->same_file) {
		*ret_at = stated;
		return true;
	}
	fits_shifted = shifted >= placer->min && image_matches(&old, &placer->lines, shifted) &&
		       at_its_edge(attempt, shifted);
	expected = fits_shifted && (shifted == stated || !fits_stated);
	if (expected && agrees(attempt, shifted)) {
		*ret_at = shifted;
		return true;
	}
	if (!image_find(&old, &placer->lines, &placer->budget, on_old_side, attempt)) {
		buf_puts(&attempt->reason, GIVEN_UP);
		return false;
	}
	if (!attempt->found)
		return place_refuse_unmatched(attempt, &old, shifted);
	if (attempt->agreeing == 1)
		return take_moved(attempt, attempt->last_agreeing, ret_at);
	if (attempt->found > 1)
		return place_refuse_ambiguous(attempt);
	if (attempt->heading.usable && attempt->heading.kind != HEADING_LABEL) {
		size_t named = 0;
		bool sought = place_named_line(attempt, &named);

		/* At the expected line the function may just have been renamed. */
		if (!sought || named || (attempt->last != stated && attempt->last != shifted))
			return place_refuse_twin(attempt, attempt->last, sought, named);
	}
	if (expected && !attempt->heading.usable) {
		*ret_at = shifted;
		return true;
	}
	return take_moved(attempt, attempt->last, ret_at);
}

/* Copy the file up to the hunk, then the hunk's new side. */
static void write_hunk(const struct placer *placer, const struct patch_hunk *hunk, size_t at,
		       struct buf *content)
{
	const struct lines *lines = &placer->lines;

	buf_add(content, lines->data + lines->starts[placer->min],
		lines->starts[at] - lines->starts[placer->min]);
	for (size_t i = 0; i < hunk->line_count; i++)
		if (hunk->lines[i].kind != '-')
			buf_add(content, hunk->lines[i].text, hunk->lines[i].len);
}

static bool place_one(struct placer *placer, const struct patch_hunk *hunk,
		      struct hunk_outcome *outcome, struct buf *content)
{
	struct place_attempt attempt = {
		.placer = placer,
		.hunk = hunk,
		.heading = heading_of_hunk(hunk),
		.at_start = inserts_at_edge(hunk, false),
		.ends_open = ends_open(hunk),
	};
	size_t stated = hunk->old_start - !!hunk->old_count, at;

	attempt.at_end = attempt.ends_open || inserts_at_edge(hunk, true);
	outcome->path = xstrdup(placer->options->path);
	outcome->patch_line = hunk->line_number;
	outcome->wanted = hunk->old_start;
	if (!find_place(&attempt, &at)) {
		outcome->verdict = VERDICT_REFUSED;
		outcome->line = attempt.nearest;
		outcome->reason = buf_detach(&attempt.reason);
		return false;
	}
	buf_release(&attempt.reason);
	outcome->verdict = at == stated ? VERDICT_CLEAN : VERDICT_MOVED;
	outcome->line = at + !!hunk->old_count;
	write_hunk(placer, hunk, at, content);
	placer->min = at + hunk->old_count;
	placer->drift = (long)at - (long)stated;
	return true;
}

void place_hunks(const struct place_options *options, struct place_result *ret_result)
{
	const struct patch_file *file = options->file;
	struct placer placer = { .options = options, .budget = BUDGET };
	struct place_result result = { .placed = true };
	bool readable = lines_init(&placer.lines, options->data, options->len);

	if (readable)
		heading_index_init(&placer.headings, &placer.lines);
	for (size_t i = 0; i < file->hunk_count; i++) {
		struct hunk_outcome *outcome = ARRAY_ADD(result.hunks.items, result.hunks.count,
							 result.hunks.alloc);

		if (readable) {
			result.placed &= place_one(&placer, &file->hunks[i], outcome,
						   &result.content);
			continue;
		}
		result.placed = false;
		outcome->path = xstrdup(options->path);
		outcome->patch_line = file->hunks[i].line_number;
		outcome->wanted = file->hunks[i].old_start;
		outcome->verdict = VERDICT_REFUSED;
		outcome->reason = xstrdup("the file is too large");
	}
	if (result.placed && readable)
		buf_add(&result.content, options->data + placer.lines.starts[placer.min],
			options->len - placer.lines.starts[placer.min]);
	else
		buf_release(&result.content);
	if (readable)
		lines_release(&placer.lines);
	heading_index_release(&placer.headings);
	*ret_result = result;
}

void place_result_release(struct place_result *result)
{
	hunk_outcome_list_release(&result->hunks);
	buf_release(&result->content);
}
