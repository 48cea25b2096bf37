// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a hunk belongs in a file, whether it was applied or not. Its context is on both of its
 * sides, so context lines decide: each that the file has votes for the line on which the hunk
 * would then begin. What it adds and removes must not: of two alike functions, one with the
 * change, the wrong one would win. Votes are counted in buckets of several lines, as lines that
 * only the file has push the later context down.
 */
#include <stdlib.h>

#include "place/presence_parts.h"
#include "syntax/align.h"
#include "util/alloc.h"

#define BUCKET 8		/* lines */
#define HEAVY 12		/* a line counts no more, however long it is */
#define FREQUENT 64		/* lines that the file has more often do not vote */
#define FEW (2 * 2 * HEAVY)	/* votes, of about two lines, that do not decide alone */
#define NEARLY 85		/* per cent of the most votes that another place needs */
#define SLACK 40		/* lines around, as the file may have more in between */
#define ALIKE 60		/* likeness of lines that may be a pair */
#define FOLLOWS 3		/* bonus for pairs in a row */

static void vote(const struct haystack *stack, const struct window *region,
		 const struct plain_line *line, size_t at, size_t length, uint32_t *buckets)
{
	size_t count;
	const struct key_line *found = haystack_lines(stack, line->key, &count);
	unsigned weight = line->weight < HEAVY ? line->weight : HEAVY;

	if (!line->key || count > FREQUENT)
		return;
	for (size_t i = 0; i < count; i++)
		if (found[i].line >= region->start && found[i].line < region->end)
			buckets[(found[i].line + length - at) / BUCKET] += weight;
}

static void vote_side(const struct haystack *stack, const struct window *region,
		      const struct side *side, const struct patch_hunk *hunk, char kind,
		      size_t length, uint32_t *buckets)
{
	for (size_t i = 0; i < side->text.line_count; i++)
		if (hunk->lines[side->hunk_lines[i]].kind == kind)
			vote(stack, region, &side->text.lines[i], i, length, buckets);
}

/* With the two buckets around, where other lines of the same place may have voted. */
static uint64_t sum_at(const uint32_t *buckets, size_t count, size_t i)
{
	return (i ? buckets[i - 1] : 0) + 2ULL * buckets[i] +
	       (i + 1 < count ? buckets[i + 1] : 0);
}

static bool choose(const uint32_t *buckets, size_t count, size_t expected, size_t *ret_bucket)
{
	uint64_t most = 0;
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < count; i++)
		if (sum_at(buckets, count, i) > most)
			most = sum_at(buckets, count, i);
	if (!most)
		return false;
	for (size_t i = 0; i < count; i++) {
		size_t far = i < expected ? expected - i : i - expected;
		size_t best_far = best < expected ? expected - best : best - expected;

		if (sum_at(buckets, count, i) * 100 < most * NEARLY)
			continue;
		if (best == SIZE_MAX || far < best_far ||
		    (far == best_far &&
		     sum_at(buckets, count, i) > sum_at(buckets, count, best)))
			best = i;
	}
	*ret_bucket = best;
	return true;
}

bool window_choose(struct work *work, const struct haystack *stack, const struct side *old,
		   const struct side *new, const struct patch_hunk *hunk,
		   const struct window *region, size_t expected, struct window *ret_window)
{
	size_t length = old->text.line_count > new->text.line_count ? old->text.line_count :
								      new->text.line_count;
	size_t count = (stack->text.line_count + length) / BUCKET + 1, bucket, start;
	_cleanup_free_ uint32_t *buckets = xcalloc(count, sizeof(*buckets));
	size_t expected_bucket = (expected + length) / BUCKET;

	if (!work_take(work, count + (uint64_t)length * FREQUENT))
		return false;
	if (expected_bucket >= count)
		expected_bucket = count - 1;
	vote_side(stack, region, new, hunk, ' ', length, buckets);
	if (!choose(buckets, count, expected_bucket, &bucket) ||
	    sum_at(buckets, count, bucket) < FEW) {
		vote_side(stack, region, new, hunk, '+', length, buckets);
		vote_side(stack, region, old, hunk, '-', length, buckets);
		if (!choose(buckets, count, expected_bucket, &bucket))
			return false;
	}
	start = bucket * BUCKET > length + SLACK ? bucket * BUCKET - length - SLACK : 0;
	ret_window->start = start > region->start ? start : region->start;
	ret_window->end = bucket * BUCKET + BUCKET + SLACK;
	if (ret_window->end > region->end)
		ret_window->end = region->end;
	return ret_window->start < ret_window->end;
}

/* Lines that have something in them: what is next to what, blank lines do not change. */
struct line_pairing {
	const struct plain_text *side, *file;
	uint32_t *side_lines, *file_lines;
	size_t side_count, file_count;
};

static size_t collect(const struct plain_text *text, size_t start, size_t end, uint32_t *lines)
{
	size_t count = 0;

	for (size_t i = start; i < end; i++)
		if (text->lines[i].key)
			lines[count++] = i;
	return count;
}

static int score_lines(const void *data, size_t i, size_t j)
{
	const struct line_pairing *pairing = data;
	const struct plain_line *line = &pairing->side->lines[pairing->side_lines[i]];
	unsigned weight = line->weight < HEAVY ? line->weight : HEAVY, likeness;

	if (line->key == pairing->file->lines[pairing->file_lines[j]].key)
		return plain_is_punctuation(pairing->side, pairing->side_lines[i]) ? 1 : weight * 4;
	likeness = plain_likeness(pairing->side, pairing->side_lines[i], pairing->file,
				  pairing->file_lines[j]);
	return likeness < ALIKE ? 0 : weight * likeness / 50;
}

static uint64_t steps_of(const struct line_pairing *pairing, bool file)
{
	const struct plain_text *text = file ? pairing->file : pairing->side;
	const uint32_t *lines = file ? pairing->file_lines : pairing->side_lines;
	size_t count = file ? pairing->file_count : pairing->side_count;
	uint64_t steps = 0;

	for (size_t i = 0; i < count; i++)
		steps += text->lines[lines[i]].count < 64 ? text->lines[lines[i]].count : 64;
	return steps;
}

void window_align(struct work *work, const struct haystack *stack, const struct window *window,
		  struct side *side)
{
	struct line_pairing pairing = { &side->text, &stack->text };
	size_t lines = side->text.line_count, span = window->end - window->start;
	_cleanup_free_ uint32_t *side_lines = xcalloc(lines + 1, sizeof(*side_lines));
	_cleanup_free_ uint32_t *file_lines = xcalloc(span + 1, sizeof(*file_lines));
	_cleanup_free_ uint32_t *partners = xcalloc(lines + 1, sizeof(*partners));

	side->back = xmalloc((span + 1) * sizeof(*side->back));
	side->back_start = window->start;
	side->back_count = span;
	for (size_t i = 0; i < span; i++)
		side->back[i] = ALIGN_NONE;
	pairing.side_lines = side_lines;
	pairing.file_lines = file_lines;
	pairing.side_count = collect(&side->text, 0, lines, side_lines);
	pairing.file_count = collect(&stack->text, window->start, window->end, file_lines);
	/* Comparing two lines takes as many steps as they have pairs of atoms. */
	if (!work_take(work, (steps_of(&pairing, false) + 1) * (steps_of(&pairing, true) + 1)))
		return;
	align(pairing.side_count, pairing.file_count, score_lines, FOLLOWS, NULL, &pairing,
	      partners);
	for (size_t i = 0; i < pairing.side_count; i++)
		if (partners[i] != ALIGN_NONE) {
			side->partners[side_lines[i]] = file_lines[partners[i]];
			side->back[file_lines[partners[i]] - window->start] = side_lines[i];
		}
}
