// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change goes through these steps, and the first that is in doubt refuses it:
 *
 * 1. Its function may be gone, and its code in the callers: adapt/inlined.h.
 * 2. The lines around it are looked for and aligned: adapt/surroundings.h.
 * 3. These give it a place: adapt/placement.h. If not, the lines around it are looked for in
 *    all of the file, as code that has moved; and a whole definition goes by the one that it
 *    follows (adapt/whole_definitions.h).
 * 4. The place is checked against what lines alone do not tell: is it in the same block
 *    (adapt/check_block.h), the same table entry (adapt/check_entries.h), do its ways out
 *    lead where they did (adapt/check_exits.h), is it there already (adapt/check_present.h)?
 */
#include "adapt/locate.h"

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/changes.h"
#include "adapt/check_block.h"
#include "adapt/check_entries.h"
#include "adapt/check_exits.h"
#include "adapt/check_present.h"
#include "adapt/indentation.h"
#include "adapt/inlined.h"
#include "adapt/input.h"
#include "adapt/placement.h"
#include "adapt/surroundings.h"
#include "adapt/whole_definitions.h"
#include "util/alloc.h"

#define CONTEXT_LINES 3	/* of a patch around a change */

/* Are the replaced lines and the context, as a patch shows it, the same? */
static bool same_context(const struct adapt_input *in, const struct adapt_change *change)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text;
	size_t above = change->a_line < CONTEXT_LINES ? change->a_line : CONTEXT_LINES;
	size_t below = a->line_count - change->a_line - change->a_count;
	size_t count;

	if (change->a_count != change->b_count || change->b_line < above)
		return false;
	count = above + change->a_count + (below < CONTEXT_LINES ? below : CONTEXT_LINES);
	for (size_t i = 0; i < count; i++) {
		size_t j = change->b_line - above + i;

		if (j >= b->line_count || !text_same_line(a, change->a_line - above + i, b, j))
			return false;
	}
	return true;
}

/*
 * The function differs too much; perhaps the code has moved elsewhere. This uses an alignment of
 * its own, as that of the whole window would spoil the shared one.
 */
static bool place_elsewhere(const struct adapt_input *in, const struct change_list *changes,
			    struct adapt_change *change)
{
	_cleanup_alignment_ struct alignment wide = { 0 };
	_cleanup_free_ char *before = TAKE_PTR(change->text);

	alignment_init(&wide, &in->a, &in->b);
	if (surroundings_align_anywhere(in, &wide, change) &&
	    placement_find(in, &wide, changes, change)) {
		change->deeper = indentation_deeper(&wide, change);
		return true;
	}
	if (whole_definitions_place(in, change)) {
		change_say(change, NULL);
		return true;
	}
	/* The first reason, of the place where it belongs, says more. */
	change_say(change, TAKE_PTR(before));
	return change_refuse(change, "");
}

bool change_locate(const struct adapt_input *in, struct alignment *alignment,
		   struct change_list *changes, size_t index)
{
	struct adapt_change *change = &changes->items[index];
	const char *there;
	bool moved;

	if (change->placed)
		return true;
	switch (inlined_find(in, alignment, changes, index)) {
	case INLINED_PLACED:
		return true;
	case INLINED_DOUBTFUL:
		return change_refuse(change, "");
	case INLINED_NOT:
		break;
	}
	if (!surroundings_align(in, alignment, change, &moved))
		return change_refuse(change, "");
	if (!placement_find(in, alignment, changes, change)) {
		if (!place_elsewhere(in, changes, change))
			return false;
		moved = true;
	}
	if (!change->deeper)
		change->deeper = moved ? indentation_deeper(alignment, change) :
					 indentation_surely_deeper(alignment, change);
	if (!check_block(in, alignment, change) || !check_entries(in, change) ||
	    !check_exits(in, alignment, changes, change))
		return false;
	there = change->a_count ? NULL : check_present(in, changes, change);
	if (there)
		return change_refuse(change, there);
	change->rung = moved ? RUNG_MOVED : !same_context(in, change) ? RUNG_FUNCTION :
		       change->a_line == change->b_line ? RUNG_EXACT : RUNG_OFFSET;
	return true;
}
