// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a part of a change there, or all of it in a place where it does not belong? Then it may have
 * been made in another form, and must not be made a second time.
 */
#include <string.h>

#include "place/presence_parts.h"

#define NEAR_LINES 8		/* around the zone, in which a part of the change may be */
#define TELLING 6		/* weight of a line that tells something: two words */
#define WORD_MIN 3		/* bytes of a word that can be specific */
#define BEGUN_WEIGHT 16	/* of added lines nearby that make a doubt */
#define WORDS_MANY 12		/* brought words of which half have to be there for a doubt */

static bool bounds_section(const struct search *search, size_t line)
{
	return search->stack->sections[line] % 2;
}

/* Some lines around a zone, within its section. */
static struct window around(const struct search *search, const struct zone *zone)
{
	size_t count = search->stack->text.line_count;
	struct window near = { zone->start, zone->end };

	for (size_t i = 0; i < NEAR_LINES && near.start &&
			   !bounds_section(search, near.start - 1); i++)
		near.start--;
	for (size_t i = 0; i < NEAR_LINES && near.end < count &&
			   !bounds_section(search, near.end); i++)
		near.end++;
	return near;
}

/*
 * Has the file a part of what the change brings already: a third of its words in the zone, or half
 * of its lines nearby, that the old side of the hunk does not have?
 */
bool change_is_begun(const struct search *search, const struct hunk_change *change,
		     const struct zone *zone, size_t *ret_line)
{
	const struct plain_text *file = &search->stack->text;
	struct window near = around(search, zone);
	size_t count, others, brought = 0, here = 0, weight = 0;
	bool stands = side_stands(search, &search->old, change->old_start, change->old_end);
	const struct atom *atoms =
		plain_atoms(&search->new.text, change->new_start, change->new_end, &count);
	const struct atom *present = plain_atoms(file, zone->start, zone->end, &others);

	if (!work_take(search->work, (count + 1ULL) * (count + others + near.end - near.start)))
		return false;
	if (!zone->bounded ||
	    zone->end - zone->start > 2 * (change->new_end - change->new_start) + NEAR_LINES)
		return false;
	for (size_t i = change->new_start; i < change->new_end; i++) {
		const struct plain_line *line = &search->new.text.lines[i];

		if (line->weight < TELLING || side_has_key(&search->old, line->key))
			continue;
		brought++;
		for (size_t j = near.start; j < near.end; j++)
			if (file->lines[j].key == line->key) {
				*ret_line = here++ ? *ret_line : j;
				weight += line->weight;
				break;
			}
	}
	/* Where the old side stands untouched, only all of it is more than a likeness. */
	if (weight >= BEGUN_WEIGHT && here * (stands ? 1 : 2) >= brought)
		return true;
	if (stands)
		return false;
	brought = here = 0;
	for (size_t i = 0; i < count; i++) {
		if (!plain_is_word(&atoms[i]) || atoms[i].len < WORD_MIN ||
		    !plain_is_first(atoms, i) || side_has_atom(&search->old, atoms[i].id))
			continue;
		brought++;
		for (size_t j = 0; j < others; j++)
			if (present[j].id == atoms[i].id) {
				*ret_line = here++ ? *ret_line :
						     plain_line_of(file, present + j - file->atoms);
				break;
			}
	}
	return here && here * (brought > WORDS_MANY ? 2 : 3) >= brought;
}

/* Does a word, of a line of the file that the hunk adds, stand nowhere else in it? */
static bool is_own(const struct search *search, size_t line)
{
	const struct plain_text *file = &search->stack->text;

	for (size_t i = 0; i < file->lines[line].count; i++) {
		const struct atom *atom = &file->atoms[file->lines[line].first + i];

		if (plain_is_word(atom) && atom->len >= WORD_MIN &&
		    !side_has_atom(&search->old, atom->id) &&
		    haystack_uses(search->stack, atom->id) == 1)
			return true;
	}
	return false;
}

/* "FOO,", "bool foo;", "#define FOO 1": what nothing has twice. */
static bool is_entry(const struct search *search, size_t line)
{
	const struct plain_text *file = &search->stack->text;
	const struct atom *atoms = &file->atoms[file->lines[line].first];
	size_t count = file->lines[line].count;
	char last = search->text[atoms[count - 1].start];

	if (search->text[atoms->start] == '#')
		return count > 3 && atoms[1].len == 6 &&
		       !memcmp(search->text + atoms[1].start, "define", 6);
	if (last == ',')
		return true;
	for (size_t i = 0; i < count; i++)
		if (!plain_is_word(&atoms[i]) && !strchr("*;[]", search->text[atoms[i].start]))
			return false;
	return last == ';' && count > 2 && plain_is_word(&atoms[1]) &&
	       !plain_starts_statement(search->text, atoms);
}

bool change_is_misplaced(const struct search *search, const struct hunk_change *change,
			 const struct zone *zone, size_t *ret_line)
{
	const uint32_t *sections = search->stack->sections;
	struct window near = around(search, zone);
	uint32_t section =
		sections[zone->start && sections[zone->start] % 2 ? zone->start - 1 : zone->start];
	bool any = false;

	for (size_t i = change->new_start; i < change->new_end; i++) {
		const struct plain_line *line = &search->new.text.lines[i];
		const struct key_line *found;
		size_t count;

		if (plain_is_punctuation(&search->new.text, i) ||
		    side_has_key(&search->old, line->key))
			continue;
		found = haystack_lines(search->stack, line->key, &count);
		if (count != 1)
			return false;
		if (!(is_entry(search, found->line) && sections[found->line] == section) &&
		    !(found->line >= near.start && found->line < near.end &&
		      is_own(search, found->line)))
			return false;
		*ret_line = any ? *ret_line : found->line;
		any = true;
	}
	return any;
}
