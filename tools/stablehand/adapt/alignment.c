// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines are paired so that the sum of what the pairs are worth is the highest, order being
 * kept (syntax/align.h). A pair of equal lines is worth more the more they say; one of lines
 * that are alike, as far as they are. Two things keep lines that say little, and so look alike
 * everywhere, with their own: pairs that follow each other without a gap get a bonus, and a
 * line that only closes a block is worth something next to the one that opened it.
 */
#include "adapt/alignment.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

#define ALIKE 50	/* minimum likeness of partners */
#define ADJACENT 4	/* bonus for pairs in a row */

/* The two ranges that are scored. */
struct line_pairing {
	const struct atom_text *a, *b;
	size_t a_start, b_start;
};

static int score_lines(const void *data, size_t i, size_t j)
{
	const struct line_pairing *pairing = data;
	const struct atom_text *a = pairing->a, *b = pairing->b;
	const struct atom_line *x = &a->lines[pairing->a_start + i],
			       *y = &b->lines[pairing->b_start + j];
	unsigned likeness, weight;

	if (x->id == y->id) {
		if (x->opener != pairing->a_start + i && y->opener != pairing->b_start + j)
			return a->lines[x->opener].id == b->lines[y->opener].id ? 12 : 2;
		return x->id ? 4 + 2 * (x->weight < 40 ? x->weight : 40) : 1;
	}
	if (!x->id || !y->id || x->weight * 4 < y->weight || y->weight * 4 < x->weight)
		return 0;
	likeness = atom_line_likeness(a, pairing->a_start + i, b, pairing->b_start + j);
	if (likeness < ALIKE)
		return 0;
	weight = x->weight < y->weight ? x->weight : y->weight;
	return 2 * (weight < 40 ? weight : 40) * (likeness - 30) / 80;
}

static bool same_lines(const void *data, size_t i, size_t j)
{
	const struct line_pairing *pairing = data;

	return pairing->a->lines[pairing->a_start + i].id ==
	       pairing->b->lines[pairing->b_start + j].id;
}

void alignment_init(struct alignment *alignment, const struct source_file *a,
		    const struct source_file *b)
{
	*alignment = (struct alignment){
		.a = a,
		.b = b,
		.partners = xcalloc(a->text.line_count + 1, sizeof(*alignment->partners)),
		.asked = xcalloc(a->text.line_count + 1, sizeof(*alignment->asked)),
	};
}

void alignment_release(struct alignment *alignment)
{
	free(alignment->partners);
	free(alignment->asked);
	*alignment = (struct alignment){ 0 };
}

bool alignment_is_exact(const struct alignment *alignment, size_t line)
{
	uint32_t j = alignment_partner(alignment, line);

	return j != ALIGN_NONE &&
	       alignment->a->text.lines[line].id == alignment->b->text.lines[j].id;
}

bool alignment_align(struct alignment *alignment, struct line_range a, struct line_range b)
{
	struct line_pairing pairing = {
		.a = &alignment->a->text,
		.b = &alignment->b->text,
		.a_start = a.start,
		.b_start = b.start,
	};

	if (!align(a.end - a.start, b.end - b.start, score_lines, ADJACENT, same_lines, &pairing,
		   alignment->partners + a.start)) {
		alignment_forget(alignment, a);
		return false;
	}
	for (size_t i = a.start; i < a.end; i++) {
		alignment->asked[i] = true;
		if (alignment->partners[i] != ALIGN_NONE)
			alignment->partners[i] += b.start;
	}
	return true;
}

void alignment_set(struct alignment *alignment, size_t line, uint32_t b_line)
{
	alignment->partners[line] = b_line;
}

void alignment_forget(struct alignment *alignment, struct line_range a)
{
	memset(alignment->asked + a.start, 0, (a.end - a.start) * sizeof(*alignment->asked));
}
