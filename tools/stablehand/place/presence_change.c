// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is one change of a hunk there? Both sides of the hunk are aligned with a window of the file, so
 * the lines of context above and below the change bound a zone of it. The atoms of the added lines
 * are aligned with those of the zone, and those of the removed lines with those of the old side's
 * zone. The change is there if
 *
 *  - all words and operators of its added lines are in the zone, in order. The file may have more
 *    in between (code that has grown since), or another name where the hunk's name is nowhere in
 *    the file (a branch that calls it otherwise), but then something has to be specific: a word
 *    or line that the hunk brings and that the file has nowhere but here. What is not specific
 *    ("return 0;") has to stand just so, between the same neighbours;
 *  - what it removes is not in the zone, or fits less well than what it adds.
 *
 * A change that only removes is done if both neighbours stand there with nothing of it between
 * them, or if its lines are nowhere in the file.
 */
#include <string.h>

#include "place/presence_parts.h"
#include "syntax/align.h"

#define OWN_LINE 9		/* weight of a line that can be specific: three words or so */
#define WORD_MIN 3		/* bytes of a word that can be specific */
#define WORDS_ENOUGH 8		/* of added lines that need no neighbour */
#define GROWN_WORDS 4		/* of added lines that may have grown since */
#define RUN_WEIGHT 40		/* of added lines that may be anywhere in the file */
#define DIRECTIVE_LINES 64	/* above a line in which an "#if 0" is looked for */
#define INDENTATION_MAX 400	/* columns */

/* Does the change bring a line that the file has only in [start, end]? */
static bool has_own_line(const struct search *search, const struct hunk_change *change,
			 size_t start, size_t end)
{
	for (size_t i = change->new_start; i < change->new_end; i++) {
		const struct plain_line *line = &search->new.text.lines[i];
		const struct key_line *found;
		size_t count;

		if (line->weight < OWN_LINE || side_has_key(&search->old, line->key))
			continue;
		found = haystack_lines(search->stack, line->key, &count);
		if (count && found[0].line >= start && found[count - 1].line <= end)
			return true;
	}
	return false;
}

/* Does it bring a word that the file uses only among the atoms [first, last]? */
static bool has_own_word(const struct search *search, const struct hunk_change *change,
			 const struct match *match)
{
	const struct atom *file = search->stack->text.atoms;
	size_t count;
	const struct atom *atoms =
		plain_atoms(&search->new.text, change->new_start, change->new_end, &count);

	if (!work_take(search->work, (uint64_t)count * (match->last - match->first + 1)))
		return false;
	for (size_t i = 0; i < count; i++) {
		uint32_t uses = haystack_uses(search->stack, atoms[i].id), here = 0;

		if (!plain_is_word(&atoms[i]) || atoms[i].len < WORD_MIN || !uses ||
		    side_has_atom(&search->old, atoms[i].id))
			continue;
		for (size_t j = match->first; j <= match->last && here < uses; j++)
			here += file[j].id == atoms[i].id;
		if (here == uses)
			return true;
	}
	return false;
}

/*
 * Has the file other lines behind an added one that the next one belongs to ("if (x)")? Then they
 * are not what was added, though all of it is there.
 */
static bool has_gap(const struct search *search, const struct hunk_change *change)
{
	const struct plain_text *new = &search->new.text, *file = &search->stack->text;

	for (size_t i = change->new_start, next; i < change->new_end; i = next) {
		const struct plain_line *line = &new->lines[i];
		const struct atom *last = line->count ? &new->atoms[line->first + line->count - 1] :
							NULL;

		for (next = i + 1; next < change->new_end && !new->lines[next].key; next++)
			;
		if (next >= change->new_end || !last || search->new.partners[i] == ALIGN_NONE ||
		    search->new.partners[next] == ALIGN_NONE ||
		    strchr(";{}:,\\", search->new.data[last->start + last->len - 1]))
			continue;
		for (size_t j = search->new.partners[i] + 1; j < search->new.partners[next]; j++)
			if (file->lines[j].key)
				return true;
	}
	return false;
}

/* replaced: the change removes something, which is not there any more. */
static bool is_there(const struct search *search, const struct hunk_change *change,
		     const struct zone *zone, const struct match *match, bool replaced)
{
	/* In a function, a neighbour may be further away; an entry of a table is between two. */
	bool far = search->in_function;
	bool above = zone->above && (far || !match->before);
	bool below = zone->below && (far || !match->behind);
	bool specific;
	size_t count;

	plain_atoms(&search->new.text, change->new_start, change->new_end, &count);
	if (!match->whole || match->inverted || has_gap(search, change))
		return false;
	specific = has_own_word(search, change, match) ||
		   has_own_line(search, change, plain_line_of(&search->stack->text, match->first),
				plain_line_of(&search->stack->text, match->last));
	if (!specific && replaced && !match->more && !match->renamed)
		return (zone->above && !match->before) || (zone->below && !match->behind);
	if (!specific)
		return above && below && !match->before && !match->behind &&
		       (zone->words_above || zone->words_below) && !match->more && !match->renamed;
	return match->more <= (match->words < GROWN_WORDS ? 0 : count / 2 + 2) &&
	       ((far && zone->bounded) || (above && zone->words_above) ||
		(below && zone->words_below) || match->words >= WORDS_ENOUGH);
}

/* Are all added lines in a row somewhere in the file, once? Such code may have moved. */
static bool is_elsewhere(const struct search *search, const struct hunk_change *change,
			 size_t *ret_line)
{
	const struct plain_text *new = &search->new.text, *file = &search->stack->text;
	size_t count, places = 0, first = change->new_start, weight = 0, behind;
	const struct key_line *found;

	while (first < change->new_end && !new->lines[first].key)
		first++;
	for (size_t i = first; i < change->new_end; i++)
		if (!side_has_key(&search->old, new->lines[i].key))
			weight += new->lines[i].weight;
	if (weight < RUN_WEIGHT)
		return false;
	found = haystack_lines(search->stack, new->lines[first].key, &count);
	/* Twice is not once, wherever the second one is: all places are looked at. */
	if (!work_take(search->work, (uint64_t)count * (change->new_end - first)))
		return false;
	for (size_t c = 0; c < count && places < 2; c++) {
		if (!plain_stands(new, first, change->new_end, file, found[c].line, &behind))
			continue;
		places++;
		*ret_line = found[c].line;
	}
	return places == 1;
}

/* Are all lines includes? Then where they stand does not matter. */
static bool are_includes(const struct side *side, size_t first, size_t end)
{
	bool any = false;

	for (size_t i = first; i < end; i++) {
		const struct plain_line *line = &side->text.lines[i];
		const struct atom *atoms = side->text.atoms + line->first;

		if (!line->key)
			continue;
		if (line->count < 3 || atoms[0].len != 1 || side->data[atoms[0].start] != '#' ||
		    atoms[1].len != 7 || memcmp(side->data + atoms[1].start, "include", 7))
			return false;
		any = true;
	}
	return any;
}

static size_t lines_there(const struct search *search, const struct side *side, size_t first,
			  size_t end, size_t *ret_keyed, size_t *ret_line)
{
	size_t there = 0, count;

	*ret_keyed = 0;
	for (size_t i = first; i < end; i++) {
		const struct key_line *found;

		if (!side->text.lines[i].key)
			continue;
		++*ret_keyed;
		found = haystack_lines(search->stack, side->text.lines[i].key, &count);
		there += count > 0;
		if (count)
			*ret_line = found[0].line;
	}
	return there;
}

/* Are old and new lines the same in all that counts? */
static bool is_neutral(const struct search *search, const struct hunk_change *change)
{
	size_t old_count, new_count;
	const struct atom *old = plain_atoms(&search->old.text, change->old_start, change->old_end,
					     &old_count);
	const struct atom *new = plain_atoms(&search->new.text, change->new_start, change->new_end,
					     &new_count);

	return plain_same_atoms(old, old_count, new, new_count);
}

/* The line that the first added line stands on; `otherwise` if that has none. */
static size_t first_partner(const struct search *search, const struct hunk_change *change,
			    size_t otherwise)
{
	for (size_t i = change->new_start; i < change->new_end; i++)
		if (side_is_exact(search, &search->new, i))
			return search->new.partners[i];
	return otherwise;
}

static bool has_words(const struct search *search, const struct hunk_change *change)
{
	for (size_t i = change->new_start; i < change->new_end; i++)
		if (!plain_is_punctuation(&search->new.text, i))
			return true;
	return false;
}

/* The line of the file that shows the change best: that of its added line which says most. */
static size_t shown_line(const struct search *search, const struct hunk_change *change,
			 size_t otherwise)
{
	size_t best = SIZE_MAX;

	for (size_t i = change->new_start; i < change->new_end; i++)
		if (side_is_exact(search, &search->new, i) &&
		    (best == SIZE_MAX ||
		     search->new.text.lines[i].weight > search->new.text.lines[best].weight))
			best = i;
	return best == SIZE_MAX ? otherwise : search->new.partners[best];
}

/* Is a line of the file between "#if 0" and its end? */
static bool is_disabled(const struct search *search, size_t line)
{
	const struct plain_text *file = &search->stack->text;

	for (size_t i = 0; i < DIRECTIVE_LINES && line; i++) {
		const struct plain_line *above = &file->lines[--line];
		const struct atom *atoms = &file->atoms[above->first];
		const char *word = above->count > 1 ? search->text + atoms[1].start : "";

		if (above->count < 2 || search->text[atoms->start] != '#' || atoms[1].len < 2)
			continue;
		if (!memcmp(word, "if", 2))
			return above->count == 3 && atoms[1].len == 2 &&
			       search->text[atoms[2].start] == '0';
		if (!memcmp(word, "el", 2) || !memcmp(word, "en", 2))
			return false;
	}
	return false;
}

/* Columns before the first atom of a line. */
static size_t indentation(const char *data, const struct atom *atom)
{
	size_t start = atom->start, columns = 0;

	while (start && data[start - 1] != '\n')
		start--;
	for (; start < atom->start && columns < INDENTATION_MAX; start++)
		columns = data[start] == '\t' ? columns / ATOM_TAB * ATOM_TAB + ATOM_TAB :
						columns + 1;
	return columns;
}

/* How much further to the right than in the hunk does a line that is paired exactly stand? */
static long shift_of(const struct search *search, size_t line)
{
	const struct plain_text *file = &search->stack->text, *new = &search->new.text;
	size_t partner = search->new.partners[line];

	return (long)indentation(search->text, &file->atoms[file->lines[partner].first]) -
	       (long)indentation(search->new.data, &new->atoms[new->lines[line].first]);
}

/*
 * Is the change in the file under a condition that the hunk does not have? Then something stands
 * between it and the line above, and it is further to the right than its neighbours.
 */
static bool is_conditional(const struct search *search, const struct hunk_change *change,
			   const struct zone *zone, const struct match *match)
{
	const struct plain_text *file = &search->stack->text, *new = &search->new.text;
	size_t first = change->new_start, line = plain_line_of(file, match->first);
	size_t above = first, below = change->new_end;
	long shift;

	while (first < change->new_end && !new->lines[first].key)
		first++;
	if (first == change->new_end || !zone->above || !match->before ||
	    match->first != file->lines[line].first)
		return false;
	/* The neighbour is the nearest line with something in it. */
	while (above && !new->lines[above - 1].key)
		above--;
	while (below < new->line_count && !new->lines[below].key)
		below++;
	if (!above || !side_is_exact(search, &search->new, above - 1))
		return false;
	shift = (long)indentation(search->text, &file->atoms[match->first]) -
		(long)indentation(search->new.data, &new->atoms[new->lines[first].first]);
	if (zone->below && below < new->line_count && side_is_exact(search, &search->new, below) &&
	    shift_of(search, below) == shift)
		return false;
	return shift >= shift_of(search, above - 1) + ATOM_TAB;
}

struct change_answer change_look(const struct search *search, const struct hunk_change *change,
				 bool whole)
{
	struct change_answer answer = { .state = CHANGE_ABSENT };
	struct match new = { 0 }, old = { 0 };
	size_t new_count, keyed, line = 0;
	struct zone zone, old_zone;

	if (is_neutral(search, change))
		return (struct change_answer){ .state = CHANGE_NEUTRAL };
	plain_atoms(&search->new.text, change->new_start, change->new_end, &new_count);
	if (!new_count) {
		bool stands = whole || (side_stands(search, &search->new, change->new_start,
					  change->new_end) &&
			      !side_stands(search, &search->old, change->old_start,
					   change->old_end));

		if (stands ||
		    change_is_removed(search, change, search->weight_new > search->weight_old))
			answer.state = CHANGE_GONE;
		answer.weak = answer.state == CHANGE_GONE &&
			      change_is_weakly_removed(search, change);
		return answer;
	}
	if (are_includes(&search->new, change->new_start, change->new_end) &&
	    lines_there(search, &search->new, change->new_start, change->new_end, &keyed, &line) ==
		    keyed) {
		answer.state = CHANGE_THERE;
		answer.line = shown_line(search, change, line);
		answer.elsewhere = true;
		return answer;
	}
	if (whole || (side_stands(search, &search->new, change->new_start, change->new_end) &&
		      !side_stands(search, &search->old, change->old_start, change->old_end))) {
		/* A bracket proves as little as a line that is not there. */
		answer.state = has_words(search, change) ? CHANGE_THERE : CHANGE_GONE;
		answer.line = shown_line(search, change, 0);
		answer.first = first_partner(search, change, answer.line);
		return answer;
	}
	zone = zone_find(search, &search->new, change->new_start, change->new_end);
	new = match_lines(search, &search->new, change->new_start, change->new_end, &zone);
	old_zone = zone_find(search, &search->old, change->old_start, change->old_end);
	old = match_lines(search, &search->old, change->old_start, change->old_end, &old_zone);
	if (is_there(search, change, &zone, &new,
		     change->old_end > change->old_start && !old.whole) &&
	    !(search->weight_old > search->weight_new &&
	      match_is_moved(search, &new, &search->old, '-')))
		line = plain_line_of(&search->stack->text, new.first);
	else if (side_stands(search, &search->old, change->old_start, change->old_end) ||
		 !is_elsewhere(search, change, &line)) {
		if (!old.whole &&
		    !are_includes(&search->new, change->new_start, change->new_end) &&
		    (change_is_begun(search, change, &zone, &answer.line) ||
		     change_is_misplaced(search, change, &zone, &answer.line)))
			answer.state = CHANGE_DOUBTFUL;
		return answer;
	} else {
		answer.elsewhere = true;
	}
	/* What is replaced may be contained in what replaces it; it must not fit as well. */
	if (old.whole && old.more <= new.more && old.words + old.more >= new.words)
		return answer;
	/* Both are there, side by side. */
	if (old.whole && old.words && !old.more && (old.last < new.first || old.first > new.last)) {
		answer.state = CHANGE_DOUBTFUL;
		answer.line = line;
		return answer;
	}
	answer.state = is_disabled(search, line) ||
		       (!answer.elsewhere && is_conditional(search, change, &zone, &new)) ?
		       CHANGE_DOUBTFUL : CHANGE_THERE;
	answer.first = line;
	/* The zone tells nothing of a run that stands elsewhere, just so. */
	answer.grown = !answer.elsewhere && (new.more || new.renamed);
	answer.line = answer.elsewhere ? line : shown_line(search, change, line);
	return answer;
}
