// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of a change's surroundings have their partners in B (adapt/alignment.h). That
 * gives a replacement its place: the lines of B from the first to the last partner of those
 * that it replaces, with what B has at either end in place of lines that it lacks. It is
 * refused when these are in another order, or when B has clearly more lines there than the
 * change replaces: there is code that the change does not know of.
 *
 * An insertion goes between the partners of the lines above and below it. When these are
 * neighbours in B, too, that is all; a diff may say as well that lines were added a line
 * higher or lower where they begin and end alike, so it is slid there first. Otherwise:
 *
 * - Only one of the two is there: next to it, if the line is the same, not only alike.
 * - Neither is: only if the nearest lines beyond them that are the same are neighbours in B.
 * - Both are, with other lines of B between them: no more than GAP_LINES, except where order
 *   means nothing (declarations, designated members of a table). The side is chosen by what
 *   binds: declarations stay with declarations, what was split off stays with the change next
 *   to it, code outside of functions is for what follows, and else the side wins on which more
 *   lines in a row are the same.
 *
 * Nothing that was told only by likeness decides alone, and every way that leaves two places
 * ends in a refusal. Last, a place that is amid a statement of B, or between a function and
 * its EXPORT_SYMBOL(), is moved out of it.
 */
#include "adapt/placement.h"

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/statement_edge.h"
#include "adapt/whole_definitions.h"

#define GAP_LINES 3	/* that only B has between the context lines of an insertion */
#define BEYOND_LINES 4	/* next to an insertion that B may lack */
#define RUN_LINES 4	/* weighed on either side of a gap */
#define COPY_WEIGHT 8	/* minimum weight of a line that is recognized elsewhere */

/* Weight of the lines that are the same without a gap above (-1) or below (1) a place. */
static size_t run_weight(const struct alignment *alignment, size_t line, int step)
{
	size_t weight = 0;
	uint32_t last = ALIGN_NONE;

	for (int n = 0; n < RUN_LINES; n++, line += step) {
		uint32_t j;

		if (!alignment_is_exact(alignment, line))
			break;
		j = alignment_partner(alignment, line);
		if (last != ALIGN_NONE && j != last + step)
			break;
		last = j;
		weight += alignment->a->text.lines[line].weight;
	}
	return weight;
}

/* Are the lines above and below an insertion adjacent in B? */
static bool fits_between(const struct alignment *alignment, size_t at)
{
	uint32_t above = at ? alignment_partner(alignment, at - 1) : ALIGN_NONE;

	return above != ALIGN_NONE && alignment_partner(alignment, at) == above + 1;
}

/*
 * A diff can show the same insertion a line higher or lower where lines are equal. Choose the
 * position whose context lines are adjacent in B.
 */
static void slide_insertion(const struct atom_text *n, const struct alignment *alignment,
			    struct adapt_change *change)
{
	const struct atom_text *a = &alignment->a->text;
	struct adapt_change slid = *change;

	if (fits_between(alignment, change->a_line))
		return;
	while (slid.a_line &&
	       text_same_line(a, slid.a_line - 1, n, slid.n_line + slid.n_count - 1)) {
		slid.a_line--;
		slid.n_line--;
		if (fits_between(alignment, slid.a_line)) {
			*change = slid;
			return;
		}
	}
	slid = *change;
	while (slid.a_line < a->line_count && text_same_line(a, slid.a_line, n, slid.n_line)) {
		slid.a_line++;
		slid.n_line++;
		if (fits_between(alignment, slid.a_line)) {
			*change = slid;
			return;
		}
	}
}

/* Does B have a line next to the change? For what was split off, a similar one will do. */
static bool is_there(const struct alignment *alignment, const struct adapt_change *change,
		     size_t line)
{
	return change->part ? alignment_partner(alignment, line) != ALIGN_NONE :
			      alignment_is_exact(alignment, line);
}

/* Does B have the nearest line above (step -1) or below (1) that is not blank? */
static bool is_held(const struct alignment *alignment, const struct adapt_change *change, int step)
{
	const struct atom_text *a = &alignment->a->text;
	size_t line = step < 0 ? change->a_line - 1 : change->a_line;

	while (line < a->line_count && !a->lines[line].id)
		line += step;
	return is_there(alignment, change, line);
}

/* Is line `b` of B the same as line `a` of A? */
static bool is_line_of_a(const struct alignment *alignment, size_t b, size_t a)
{
	const struct atom_text *text_a = &alignment->a->text, *text_b = &alignment->b->text;

	return b < text_b->line_count && a < text_a->line_count &&
	       text_b->lines[b].id == text_a->lines[a].id;
}

/* The number of lines [low, high) that have more than a bracket or so. */
static size_t count_lines(const struct atom_text *text, size_t low, size_t high)
{
	size_t count = 0;

	for (size_t i = low; i < high; i++)
		count += text->lines[i].weight > 2;
	return count;
}

/* ".open = f,": a designated initializer, whose position does not matter. */
static bool is_designator(const struct atom_text *text, size_t line)
{
	const struct atom *atoms;

	if (line >= text->line_count || text->lines[line].count < 4)
		return false;
	atoms = text->atoms + text->lines[line].first;
	return atoms[0].len == 1 && text->data[atoms[0].start] == '.' && atoms[1].kind == ATOM_WORD;
}

/*
 * What is added outside of definitions is for what follows: with other lines of B in the gap, it
 * goes in front of what follows.
 */
static bool goes_in_front(const struct alignment *alignment, struct adapt_change *change)
{
	const struct atom_text *a = &alignment->a->text;
	size_t at = change->a_line, up = at;
	uint32_t above = ALIGN_NONE;

	if (at >= a->line_count || !a->lines[at].id || !alignment_is_exact(alignment, at) ||
	    fits_between(alignment, at) || definition_around(alignment->a, at, at))
		return false;
	while (up && alignment_asked(alignment, up - 1) &&
	       (above == ALIGN_NONE || !a->lines[up].id))
		above = alignment_partner(alignment, --up);
	if (above == ALIGN_NONE || above >= alignment_partner(alignment, at))
		return false;
	change->b_line = alignment_partner(alignment, at);
	return true;
}

/* The nearest lines above and below an insertion that have partners and are not blank. */
struct nearest_lines {
	size_t up, down;	/* of A */
	bool has_up, has_down;
	size_t low, high;	/* of B: the insertion goes in front of one of [low, high] */
};

static struct nearest_lines find_nearest(const struct alignment *alignment, size_t at)
{
	const struct atom_text *a = &alignment->a->text;
	struct nearest_lines nearest = { .up = at,
					 .down = at,
					 .high = alignment->b->text.line_count };

	while (nearest.up && alignment_asked(alignment, nearest.up - 1) && !nearest.has_up) {
		nearest.up--;
		nearest.has_up = alignment_partner(alignment, nearest.up) != ALIGN_NONE &&
				 a->lines[nearest.up].id;
	}
	while (alignment_asked(alignment, nearest.down) && !nearest.has_down) {
		nearest.has_down = alignment_partner(alignment, nearest.down) != ALIGN_NONE &&
				   a->lines[nearest.down].id;
		nearest.down += !nearest.has_down;
	}
	if (nearest.has_up)
		nearest.low = alignment_partner(alignment, nearest.up) + 1;
	if (nearest.has_down)
		nearest.high = alignment_partner(alignment, nearest.down);
	return nearest;
}

/* B lacks the adjacent lines on both sides; those beyond them may be adjacent there. */
static bool place_beyond(const struct alignment *alignment, struct adapt_change *change,
			 const struct nearest_lines *nearest)
{
	if (!nearest->has_up || !nearest->has_down || nearest->low != nearest->high ||
	    change->a_line - nearest->up > BEYOND_LINES ||
	    nearest->down - change->a_line > BEYOND_LINES ||
	    !alignment_is_exact(alignment, nearest->up) ||
	    !alignment_is_exact(alignment, nearest->down))
		return change_refuse(change, "context not found");
	change->b_line = nearest->low;
	return true;
}

/* B has both adjacent lines, and others of its own between them. */
static bool place_in_gap(const struct adapt_input *in, const struct alignment *alignment,
			 const struct change_list *changes, struct adapt_change *change)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text, *n = &in->n.text;
	size_t at = change->a_line, first = change->n_line;
	size_t low = alignment_partner(alignment, at - 1) + 1,
	       high = alignment_partner(alignment, at);
	bool below;

	if (low > high)
		return change_refuse(change, "context is in a different order");
	if (count_lines(b, low, high) > GAP_LINES &&
	    !(line_declares(b, low) && line_declares(n, first)) &&
	    !(is_designator(a, at - 1) && is_designator(n, first) && is_designator(b, low)))
		return change_refuse(change,
				     "this branch has other code between the context lines");
	if (line_declares(b, low) && !line_declares(n, first))
		below = true;
	else if (change->part && n->lines[first].id &&
		 changes_remove(changes, at - 1) != changes_remove(changes, at))
		/* It stays with the line that it was split off from. */
		below = changes_remove(changes, at);
	else if (is_line_of_a(alignment, low, at))
		below = false;
	else if (high && is_line_of_a(alignment, high - 1, at - 1))
		below = true;
	else if (!n->lines[first].id || !definition_around(&in->a, at, at))
		below = true;
	else
		below = run_weight(alignment, at - 1, -1) < run_weight(alignment, at, 1);
	change->b_line = below ? high : low;
	return true;
}

/* Place a change that replaces no lines. */
static bool place_insertion(const struct adapt_input *in, const struct alignment *alignment,
			    const struct change_list *changes, struct adapt_change *change)
{
	struct nearest_lines nearest;
	bool fits, above, below;
	size_t at;

	if (goes_in_front(alignment, change))
		return true;
	slide_insertion(&in->n.text, alignment, change);
	at = change->a_line;
	fits = fits_between(alignment, at);
	nearest = find_nearest(alignment, at);
	if (!fits && !nearest.has_up && !nearest.has_down &&
	    (in->a.text.line_count || in->b.text.line_count))
		return change_refuse(change, "none of its context found");
	if (!in->a.text.line_count)
		return true;		/* both are empty */
	above = at && is_there(alignment, change, at - 1);
	below = is_there(alignment, change, at);
	if (!fits && !above && !below)
		return place_beyond(alignment, change, &nearest);
	if (!fits && above && below)
		return place_in_gap(in, alignment, changes, change);
	if (!is_held(alignment, change, -1) && !is_held(alignment, change, 1))
		return change_refuse(change, "context differs");
	if (fits || !above)
		change->b_line = alignment_partner(alignment, at);
	else
		change->b_line = alignment_partner(alignment, at - 1) + 1;
	return fits || (change->b_line >= nearest.low && change->b_line <= nearest.high) ? true :
	       change_refuse(change, "context is in a different order");
}

/* The only line of B that is the same, within the aligned range; or ALIGN_NONE. */
static uint32_t only_copy(const struct alignment *alignment, size_t line)
{
	const struct atom_text *a = &alignment->a->text, *b = &alignment->b->text;
	uint32_t low = UINT32_MAX, high = 0, found = ALIGN_NONE;
	size_t first = line, last = line;

	if (a->lines[line].weight < COPY_WEIGHT)
		return ALIGN_NONE;
	while (first && alignment_asked(alignment, first - 1))
		first--;
	while (alignment_asked(alignment, last))
		last++;
	for (size_t i = first; i < last; i++) {
		uint32_t partner;

		if (i != line && a->lines[i].id == a->lines[line].id)
			return ALIGN_NONE;
		partner = alignment_partner(alignment, i);
		if (partner == ALIGN_NONE)
			continue;
		if (partner < low)
			low = partner;
		if (partner > high)
			high = partner;
	}
	for (uint32_t j = low; j <= high && j < b->line_count; j++) {
		if (b->lines[j].id != a->lines[line].id)
			continue;
		if (found != ALIGN_NONE)
			return ALIGN_NONE;
		found = j;
	}
	return found;
}

/* Replaced lines that are the same elsewhere in B's function have moved there. */
static void follow_moved(struct alignment *alignment, const struct adapt_change *change)
{
	for (size_t i = change->a_line; i < change->a_line + change->a_count; i++) {
		uint32_t copy;

		if (alignment_is_exact(alignment, i))
			continue;
		copy = only_copy(alignment, i);
		if (copy != ALIGN_NONE)
			alignment_set(alignment, i, copy);
	}
}

/* Place a change that replaces lines. */
static bool place_replacement(struct alignment *alignment, struct adapt_change *change)
{
	size_t start = change->a_line, end = start + change->a_count;
	size_t first = SIZE_MAX, last = 0, head = 0, tail = 0;

	follow_moved(alignment, change);
	for (size_t i = start; i < end; i++) {
		uint32_t j = alignment_partner(alignment, i);

		if (j == ALIGN_NONE)
			continue;
		if (first == SIZE_MAX)
			first = j;
		else if (j < last)
			return change_refuse(change,
					     "the lines that it changes are in a different order");
		last = j;
	}
	/* For lines at either end without partner, take the lines that B has there instead. */
	while (head < change->a_count && alignment_partner(alignment, start + head) == ALIGN_NONE)
		head++;
	while (tail < change->a_count && alignment_partner(alignment, end - 1 - tail) == ALIGN_NONE)
		tail++;
	if (head && start && alignment_partner(alignment, start - 1) != ALIGN_NONE &&
	    alignment_partner(alignment, start - 1) < first)
		first = alignment_partner(alignment, start - 1) + 1;
	if (tail && alignment_partner(alignment, end) != ALIGN_NONE &&
	    alignment_partner(alignment, end) + 1 > last)
		last = alignment_partner(alignment, end) - 1;
	if (first == SIZE_MAX)
		return change_refuse(change, "the lines that it changes were not found");
	change->b_line = first;
	change->b_count = last + 1 > first ? last + 1 - first : 0;
	if (change->b_count > change->a_count + change->a_count / 4 + (head || tail ? 0 : 2))
		return change_refuse(change,
				     "this branch has more code there than the change replaces");
	return true;
}

bool placement_find(const struct adapt_input *in, struct alignment *alignment,
		    const struct change_list *changes, struct adapt_change *change)
{
	if (!(change->a_count ? place_replacement(alignment, change) :
				place_insertion(in, alignment, changes, change)))
		return false;
	whole_definitions_pass_exports(in, change);
	return statement_edge_mend(in, alignment, change);
}
