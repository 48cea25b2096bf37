// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways out that a change adds: they lead in B where they lead in A. Where A just returns
 * and B goes to a label, B holds there what has to be given back, and a return
 * that is new would keep it.
 */
#include "adapt/check_exits.h"

#include <string.h>

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/scope.h"
#include "util/alloc.h"

/* Does the change add a return, rather than move one? */
static bool adds_return(const struct adapt_input *in, const struct change_list *changes,
			const struct adapt_change *change)
{
	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++)
		if (atom_line_begins(&in->n.text, i, "return") &&
		    !changes_remove_like(changes, &in->a.text, in->n.text.lines[i].id))
			return true;
	return false;
}

/* B's line for a condition in A: the one after the same statement, else the line's partner. */
static uint32_t condition_in_b(const struct alignment *alignment, size_t line)
{
	const struct atom_text *a = &alignment->a->text, *b = &alignment->b->text;
	uint32_t above = line ? alignment_partner(alignment, line - 1) : ALIGN_NONE;

	if (above != ALIGN_NONE && above + 1 < b->line_count &&
	    a->lines[line - 1].id == b->lines[above].id &&
	    a->lines[line].id == b->lines[above + 1].id)
		return above + 1;
	return alignment_partner(alignment, line);
}

/*
 * Does A return on a line, under a condition that B has as well, where B jumps to a label? 1: yes;
 * 0: B returns as well; -1: not such a line, or unknown.
 */
static int goes_instead(const struct alignment *alignment, size_t line)
{
	const struct atom_text *a = &alignment->a->text, *b = &alignment->b->text;
	uint32_t at;

	if (!line || !atom_line_begins(a, line, "return") || !atom_line_begins(a, line - 1, "if"))
		return -1;
	at = condition_in_b(alignment, line - 1);
	if (at == ALIGN_NONE || at + 1 >= b->line_count)
		return -1;
	return atom_line_begins(b, at + 1, "goto")   ? 1 :
	       atom_line_begins(b, at + 1, "return") ? 0 :
						       -1;
}

/* The next line of code above a line; SCOPE_NONE: there is none. */
static size_t code_above(const struct atom_text *text, size_t line)
{
	while (line--)
		if (atom_line_is_code(text, line))
			return line;
	return SCOPE_NONE;
}

/* Is a case added behind one that falls through in B, but not in A? */
static bool cuts_fallthrough(const struct adapt_input *in, const struct adapt_change *change)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text, *n = &in->n.text;
	size_t first = scope_first_code(n, change->n_line, change->n_count);
	size_t i = code_above(a, change->a_line), j = code_above(b, change->b_line);

	return !change->a_count && first != SCOPE_NONE && i != SCOPE_NONE && j != SCOPE_NONE &&
	       (atom_line_begins(n, first, "case") || atom_line_begins(n, first, "default")) &&
	       atom_line_begins(b, j, "fallthrough") && !atom_line_begins(a, i, "fallthrough");
}

/* Does a line begin a loop or, for break, a switch? */
static bool can_be_left(const struct atom_text *text, size_t line, const char *jump)
{
	const struct atom *atoms = atom_line_atoms(text, line);

	/* Case labels are indented like their switch. */
	if (!strcmp(jump, "break") &&
	    (atom_line_begins(text, line, "case") || atom_line_begins(text, line, "default")))
		return true;
	for (size_t i = 0; i < text->lines[line].count; i++)
		if (atom_is(text, &atoms[i], "for") || atom_is(text, &atoms[i], "while") ||
		    atom_is(text, &atoms[i], "do") ||
		    (!strcmp(jump, "break") && atom_is(text, &atoms[i], "switch")) ||
		    (atoms[i].kind == ATOM_WORD &&
		     memmem(text->data + atoms[i].start, atoms[i].len, "each", 4)))
			return true;
	return false;
}

/* The innermost loop or switch around a place that a jump leaves; SCOPE_NONE: there is none. */
static size_t left_by(struct scope_place place, const char *jump)
{
	size_t line;

	while ((line = scope_outwards(&place)) != SCOPE_NONE)
		if (can_be_left(&place.file->text, line, jump))
			return line;
	return SCOPE_NONE;
}

/* Does the change add such a jump? */
static bool adds_jump(const struct adapt_input *in, const struct adapt_change *change,
		      const char *jump)
{
	const struct atom_text *a = &in->a.text, *n = &in->n.text;
	size_t before = 0, after = 0;

	for (size_t i = change->a_line; i < change->a_line + change->a_count; i++)
		before += atom_line_begins(a, i, jump);
	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++)
		after += atom_line_begins(n, i, jump);
	return after > before;
}

/* Does an added jump leave the same loop or switch in B, not one that only B has there? */
static bool leaves_the_same(const struct adapt_input *in, const struct alignment *alignment,
			    const struct adapt_change *change)
{
	static const char *const jumps[] = { "continue", "break" };
	struct scope_place a, b;

	if (!scope_places(in, alignment, change, &a, &b))
		return true;
	for (size_t k = 0; k < ARRAY_SIZE(jumps); k++) {
		size_t i, j;

		if (!adds_jump(in, change, jumps[k]))
			continue;
		i = left_by(a, jumps[k]);
		j = left_by(b, jumps[k]);
		if (i == SCOPE_NONE || j == SCOPE_NONE ||
		    in->a.text.lines[i].id == in->b.text.lines[j].id)
			continue;
		if (scope_is_within(&b, in->a.text.lines[i].id))
			return false;
	}
	return true;
}

bool check_exits(const struct adapt_input *in, const struct alignment *alignment,
		 const struct change_list *changes, struct adapt_change *change)
{
	size_t end = change->a_line + change->a_count;
	const struct cdef *def = definition_around(&in->a, change->a_line, end);
	int above = -1, below = -1;

	if (cuts_fallthrough(in, change))
		return change_refuse(change,
				     "the case above it falls through in this branch");
	if (!leaves_the_same(in, alignment, change))
		return change_refuse(
			change,
			"break or continue would leave a different loop or switch in this branch");
	if (!def || def->kind != CDEF_FUNCTION || !adds_return(in, changes, change))
		return true;
	for (size_t i = change->a_line; i-- > def->first_line && above < 0; )
		above = goes_instead(alignment, i);
	for (size_t i = end; i <= def->last_line && below < 0; i++)
		below = goes_instead(alignment, i);
	return above == 1 || below == 1 ?
		       change_refuse(
			       change,
			       "the error paths there release something in this branch") :
		       true;
}
