// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is what a change removes gone? Both neighbours stand there with nothing of it between them, or
 * its lines are nowhere in the file. What looks so only because the file has it under another name,
 * or elsewhere, needs another hunk that is there.
 */
#include <string.h>

#include "place/presence_parts.h"
#include "syntax/align.h"
#include "syntax/function.h"

#define NAME_MIN 8		/* bytes of a name that may be part of another */
#define VERY_ALIKE 60		/* likeness of lines that differ in a name */
#define ALIKE 30		/* likeness of a line that may be what is to be removed */
#define AROUND_LINES 40	/* around the hunk, in which what it removes may still be */
#define TELLING 6		/* weight of a line that tells something: two words */

/* The line of a side that a line of the file is paired with, or ALIGN_NONE. */
static uint32_t back_of(const struct side *side, size_t line)
{
	return line < side->back_start || line - side->back_start >= side->back_count ?
	       ALIGN_NONE : side->back[line - side->back_start];
}

/* Is a line of the file paired with a line of this kind of the side? */
static bool is_partner_of(const struct search *search, const struct side *side, char kind,
			  size_t line)
{
	uint32_t back = back_of(side, line);

	return back != ALIGN_NONE && side_is_exact(search, side, back) &&
	       search->hunk->lines[side->hunk_lines[back]].kind == kind;
}

static bool is_in_file(const struct search *search, uint64_t key)
{
	size_t count;

	haystack_lines(search->stack, key, &count);
	return count;
}

/*
 * Is what it removes nowhere in the file? Lines that any such code has ("depends on X",
 * "goto out;") are there nevertheless, so it is enough that a third of those that tell something
 * are not.
 */
static bool is_nowhere(const struct search *search, const struct hunk_change *change)
{
	size_t telling = 0, absent = 0;

	for (size_t i = change->old_start; i < change->old_end; i++) {
		const struct plain_line *line = &search->old.text.lines[i];

		if (line->weight < TELLING)
			continue;
		telling++;
		absent += !is_in_file(search, line->key);
	}
	return absent && absent * 3 >= telling;
}

/*
 * May what it removes be in the file under another name? A line is alike, and has a word of which
 * one that is removed is a part, or the other way round.
 */
static bool is_renamed_here(const struct search *search, const struct hunk_change *change)
{
	const struct plain_text *file = &search->stack->text;
	size_t count;
	const struct atom *atoms =
		plain_atoms(&search->old.text, change->old_start, change->old_end, &count);

	for (size_t i = 0; i < count; i++) {
		size_t line = plain_line_of(&search->old.text, atoms + i - search->old.text.atoms);

		if (!plain_is_word(&atoms[i]) || atoms[i].len < NAME_MIN ||
		    side_has_atom(&search->new, atoms[i].id))
			continue;
		if (!work_take(search->work, i + file->atom_count))
			return true;
		if (!plain_is_first(atoms, i))
			continue;
		for (size_t j = 0; j < file->atom_count; j++)
			if (file->atoms[j].len >= NAME_MIN && file->atoms[j].id != atoms[i].id &&
			    !side_has_atom(&search->old, file->atoms[j].id) &&
			    name_is_within(search->old.data + atoms[i].start, atoms[i].len,
				      search->text + file->atoms[j].start, file->atoms[j].len) &&
			    plain_likeness(&search->old.text, line, file, plain_line_of(file, j)) >=
				    VERY_ALIKE)
				return true;
	}
	return false;
}

/*
 * Code that the hunk moves is on both sides. Which of the two the file has, the better
 * alignment tells: what that has as a line of `kind` is not what is looked for.
 */
bool match_is_moved(const struct search *search, const struct match *match,
		     const struct side *other, char kind)
{
	return is_partner_of(search, other, kind,
			     plain_line_of(&search->stack->text, match->first)) &&
	       is_partner_of(search, other, kind, plain_line_of(&search->stack->text, match->last));
}

/* Is a line of the file paired with a line of context, which may be another one here? */
static bool is_context(const struct search *search, size_t line)
{
	uint32_t back = back_of(&search->new, line);

	return back != ALIGN_NONE &&
	       search->hunk->lines[search->new.hunk_lines[back]].kind == ' ';
}

/* Is a line of the zone that is no context like one that is removed and not in the file? */
static bool has_alike(const struct search *search, const struct hunk_change *change,
		      const struct zone *zone)
{
	size_t old_count, file_count;

	plain_atoms(&search->old.text, change->old_start, change->old_end, &old_count);
	plain_atoms(&search->stack->text, zone->start, zone->end, &file_count);
	if (!work_take(search->work, (old_count + 1ULL) * (file_count + 1ULL)))
		return true;
	for (size_t j = zone->start; j < zone->end; j++)
		for (size_t i = change->old_start; i < change->old_end; i++)
			if (search->stack->text.lines[j].key && search->old.text.lines[i].key &&
			    !is_in_file(search, search->old.text.lines[i].key) &&
			    !is_context(search, j) &&
			    plain_likeness(&search->old.text, i, &search->stack->text, j) >= ALIKE)
				return true;
	return false;
}

/* Is a line that it removes elsewhere in the function or around, and not what the hunk keeps? */
static bool is_still_around(const struct search *search, const struct hunk_change *change)
{
	size_t start = search->window.start > AROUND_LINES ? search->window.start - AROUND_LINES :
							     0;
	size_t end = search->window.end + AROUND_LINES;

	if (start < search->region.start)
		start = search->region.start;
	if (end > search->region.end)
		end = search->region.end;
	for (size_t i = change->old_start; i < change->old_end; i++) {
		const struct plain_line *line = &search->old.text.lines[i];
		const struct key_line *found;
		size_t count;

		if (line->weight < TELLING)
			continue;
		found = haystack_lines(search->stack, line->key, &count);
		if (!work_take(search->work, count))
			return true;
		for (size_t j = 0; j < count; j++)
			if (found[j].line >= start && found[j].line < end &&
			    !is_partner_of(search, &search->new, ' ', found[j].line) &&
			    !is_partner_of(search, &search->new, '+', found[j].line))
				return true;
	}
	return false;
}

/* Does it remove a function, of which the file still has a definition? */
static bool is_defined(const struct search *search, const struct hunk_change *change)
{
	const struct plain_text *old = &search->old.text;

	for (size_t i = change->old_start; i < change->old_end; i++) {
		const struct atom *atoms = old->atoms + old->lines[i].first;
		struct function_range range;

		if (!old->lines[i].count || !plain_is_word(&atoms[0]) ||
		    (atoms[0].start && search->old.data[atoms[0].start - 1] != '\n'))
			continue;
		for (size_t a = 0; a + 1 < old->lines[i].count; a++)
			if (plain_is_word(&atoms[a]) &&
			    search->old.data[atoms[a + 1].start] == '(' && search->lines &&
			    work_take(search->work,
				      (uint64_t)HEADING_STEPS * search->lines->count) &&
			    function_find(search->lines, search->old.data + atoms[a].start,
					  atoms[a].len, 0, &range))
				return true;
	}
	return false;
}

bool change_is_removed(const struct search *search, const struct hunk_change *change,
		       bool new_fits_better)
{
	struct zone zone = zone_find(search, &search->old, change->old_start, change->old_end);
	struct match match = match_lines(search, &search->old, change->old_start, change->old_end,
					 &zone);

	if (match.whole)
		return new_fits_better && match_is_moved(search, &match, &search->new, '+');
	/* Where it would be gone from. */
	zone = zone_find(search, &search->new, change->new_start, change->new_end);
	return is_nowhere(search, change) && zone.bounded && !has_alike(search, change, &zone);
}

bool change_is_weakly_removed(const struct search *search, const struct hunk_change *change)
{
	return (!is_nowhere(search, change) && is_still_around(search, change)) ||
	       is_defined(search, change) || is_renamed_here(search, change);
}
