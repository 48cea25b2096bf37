// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where to look for a change in B, from the surest place to the boldest:
 *
 * 1. In the definition of the same name (adapt/counterparts.h), wherever it is in the file.
 * 2. For a change outside of definitions: between the nearest definitions above and below that
 *    B has in that order, the edges of these included.
 * 3. In a definition of another name that has most of its lines.
 * 4. Wherever the lines around the change are, when nearly all of them are there, close
 *    together, and not in a function that A has as well with the same lines: that one
 *    is another function.
 *
 * What is looked at is aligned line by line. Whether the change really goes there is for
 * adapt/placement.c and the checks to decide.
 */
#include "adapt/surroundings.h"

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/changes.h"
#include "adapt/counterparts.h"
#include "adapt/input.h"
#include "util/alloc.h"

#define EDGE_LINES 40		/* of an adjacent definition that are aligned */
#define WINDOW_LINES 12		/* around a change, when its function is not in B */
#define TWIN 40			/* per cent of lines that another function of A has as well */

/*
 * The lines between the nearest definitions above and below that B has in that order, and the edges
 * of these definitions.
 */
static void between(const struct adapt_input *in, size_t start, size_t end,
		    struct line_range *ret_a, struct line_range *ret_b)
{
	const struct cdef *above = NULL, *below = NULL, *above_b = NULL, *below_b = NULL;
	const struct cdefs *defs = &in->a.defs;

	for (size_t i = defs->count; i--; ) {
		const struct cdef *def = &defs->items[i];

		if (def->kind != CDEF_CONSTANT && def->last_line < start &&
		    (!above || def->last_line > above->last_line) &&
		    (above_b = counterpart_of(in, def))) {
			above = def;
			break;
		}
	}
	for (size_t i = 0; i < defs->count; i++) {
		const struct cdef *def = &defs->items[i];

		if (def->kind != CDEF_CONSTANT && def->first_line >= end &&
		    (below_b = counterpart_of(in, def)) &&
		    (!above_b || below_b->first_line > above_b->last_line)) {
			below = def;
			break;
		}
	}
	*ret_a = (struct line_range){ 0, in->a.text.line_count };
	*ret_b = (struct line_range){ 0, in->b.text.line_count };
	if (above) {
		size_t n = above->last_line - above->first_line,
		       m = above_b->last_line - above_b->first_line;

		ret_a->start = above->last_line - (n < EDGE_LINES ? n : EDGE_LINES);
		ret_b->start = above_b->last_line - (m < EDGE_LINES ? m : EDGE_LINES);
	}
	if (below) {
		size_t n = below->last_line - below->first_line,
		       m = below_b->last_line - below_b->first_line;

		ret_a->end = below->first_line + (n < EDGE_LINES ? n : EDGE_LINES) + 1;
		ret_b->end = below_b->first_line + (m < EDGE_LINES ? m : EDGE_LINES) + 1;
	}
}

/*
 * Are the lines found in a function of B that exists in A as well, with the same lines? Then they
 * belong to that function.
 */
static bool is_twin(const struct adapt_input *in, struct line_range a, struct line_range b)
{
	const struct cdef *there = definition_around(&in->b, b.start, b.end);
	size_t at = 0;
	const struct cdef *same;

	if (!there || there->kind != CDEF_FUNCTION)
		return false;
	same = cdefs_named(&in->a.tokens, &in->a.defs, CDEF_FUNCTION,
			   in->b.tokens.text + there->name, there->name_len, &at);
	if (!same || (same->first_line <= a.start && a.end <= same->last_line + 1))
		return false;
	return lines_in_common(&in->a.text, a, &in->a.text, definition_lines(same)) >= TWIN;
}

/*
 * Look for the lines around the change, within `limit`, in all of B. Accepted only if nearly all of
 * them are there close together.
 */
static bool find_window(const struct adapt_input *in, struct alignment *alignment, size_t start,
			size_t end, struct line_range limit)
{
	struct line_range a = limit, b = { SIZE_MAX, 0 };
	size_t weight = 0, paired = 0;

	if (a.start + WINDOW_LINES < start)
		a.start = start - WINDOW_LINES;
	if (end + WINDOW_LINES < a.end)
		a.end = end + WINDOW_LINES;
	if (!alignment_align(alignment, a, (struct line_range){ 0, in->b.text.line_count }))
		return false;
	for (size_t i = a.start; i < a.end; i++) {
		size_t j = alignment_partner(alignment, i);

		weight += in->a.text.lines[i].weight;
		if (j == ALIGN_NONE || !in->a.text.lines[i].id)
			continue;
		paired += in->a.text.lines[i].weight *
			  atom_line_likeness(&in->a.text, i, &in->b.text, j) / 100;
		if (j < b.start)
			b.start = j;
		if (j + 1 > b.end)
			b.end = j + 1;
	}
	return weight && paired * 10 >= weight * 7 &&
	       b.end - b.start <= 2 * (a.end - a.start) + 4 && !is_twin(in, a, b);
}

bool surroundings_align_anywhere(const struct adapt_input *in, struct alignment *alignment,
				 const struct adapt_change *change)
{
	size_t start = change->a_line, end = start + change->a_count;
	const struct cdef *def = definition_around(&in->a, start, end);

	return find_window(in, alignment, start, end,
			   def ? definition_lines(def) :
				 (struct line_range){ 0, in->a.text.line_count });
}

static bool is_aligned(const struct alignment *alignment, struct line_range a)
{
	return a.start < a.end && alignment_asked(alignment, a.start) &&
	       alignment_asked(alignment, a.end - 1);
}

/*
 * In the same definition, under its own name or another one; else wherever its lines are:
 * *ret_b is empty then, and they are aligned.
 */
static bool align_definition(const struct adapt_input *in, struct alignment *alignment,
			     const struct cdef *def, struct adapt_change *change, bool *ret_moved,
			     struct line_range *ret_b)
{
	const struct cdef *other = counterpart_of(in, def);
	const char *name = in->a.tokens.text + def->name;
	size_t end = change->a_line + change->a_count;

	if (!other && counterpart_is_ambiguous(in, def)) {
		change_say(
			change,
			xasprintf(
				"%.*s is defined more than once in the source tree, and it "
				"is unclear which one this branch has",
				(int)def->name_len, name));
		return false;
	}
	if (!other) {
		*ret_moved = true;
		other = counterpart_renamed(in, def);
	}
	if (other) {
		*ret_b = definition_lines(other);
		return true;
	}
	*ret_b = (struct line_range){ 0, 0 };
	if (find_window(in, alignment, change->a_line, end, definition_lines(def)))
		return true;
	change_say(change,
		   xasprintf("%.*s does not exist in this branch, nor do its lines elsewhere",
			     (int)def->name_len, name));
	return false;
}

bool surroundings_align(const struct adapt_input *in, struct alignment *alignment,
			struct adapt_change *change, bool *ret_moved)
{
	size_t start = change->a_line, end = start + change->a_count;
	const struct cdef *def = definition_around(&in->a, start, end);
	struct line_range a = { start ? start - 1 : 0,
				end < in->a.text.line_count ? end + 1 : end };
	struct line_range b;

	*ret_moved = false;
	if (def && def->last_line - def->first_line + 1 == end - start)
		def = NULL;	/* replaced as a whole: only its neighbours tell where */
	if (def)
		a = definition_lines(def);
	if (is_aligned(alignment, a))
		return true;
	if (!def)
		between(in, start, end, &a, &b);
	else if (!align_definition(in, alignment, def, change, ret_moved, &b))
		return false;
	else if (b.start == b.end)
		return true;	/* its lines are elsewhere, and aligned */
	if (alignment_align(alignment, a, b))
		return true;
	change_say(change, xstrdup("context too large to compare"));
	return false;
}
