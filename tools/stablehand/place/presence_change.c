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
#include <stdlib.h>
#include <string.h>

#include "place/presence_parts.h"
#include "syntax/align.h"
#include "syntax/align_atoms.h"
#include "syntax/function.h"
#include "util/alloc.h"

#define CELLS_MAX (16u << 20)	/* of an alignment of atoms */
#define NAME_MIN 8		/* bytes of a name that may be part of another */
#define VERY_ALIKE 60		/* likeness of lines that differ in a name */
#define ALIKE 30		/* likeness of a line that may be what is to be removed */
#define AROUND_LINES 40	/* around the hunk, in which what it removes may still be */
#define NEAR_LINES 8		/* around the zone, in which a part of the change may be */
#define TELLING 6		/* weight of a line that tells something: two words */
#define OWN_LINE 9		/* weight of a line that can be specific: three words or so */
#define WORD_MIN 3		/* bytes of a word that can be specific */
#define WORDS_ENOUGH 8		/* of added lines that need no neighbour */
#define BEGUN_WEIGHT 16	/* of added lines nearby that make a doubt */
#define GROWN_WORDS 4		/* of added lines that may have grown since */
#define WORDS_MANY 12		/* brought words of which half have to be there for a doubt */
#define RUN_WEIGHT 40		/* of added lines that may be anywhere in the file */
#define DIRECTIVE_LINES 64	/* above a line in which an "#if 0" is looked for */
#define RENAMED_PART 12		/* one of so many words may be another name */
#define INDENTATION_MAX 400	/* columns */
#define RENAMED_MAX 8		/* names of a change that the file has otherwise */

/* Lines [start, end) of the file in which a change would be. */
struct zone {
	size_t start, end;
	bool above, below;	/* bounded by the very lines next to the change */
	bool words_above, words_below;	/* which have a word */
	bool bounded;		/* by lines of context on both sides, wherever they are */
};

/* Lines of a side, aligned atom by atom with a zone. */
struct match {
	bool whole;		/* every word and operator is there */
	size_t words;		/* all of the lines' */
	size_t more;		/* atoms that only the file has, between the first and the last */
	size_t before, behind;	/* and in the rest of the zone */
	bool inverted;		/* of these, operators but no word: "!x" is not "x" */
	size_t renamed;
	size_t first, last;	/* atoms of the file: the first and the last that are paired */
};

static bool is_word(const struct atom *atom)
{
	return atom->kind != ATOM_PUNCT;
}

/* Braces, commas and semicolons, which wrapping and braces bring and take. */
static bool is_soft(const char *data, const struct atom *atom)
{
	return atom->len == 1 && strchr("{},;\\", data[atom->start]);
}

static bool is_exact(const struct search *search, const struct side *side, size_t line)
{
	uint32_t partner = side->partners[line];

	return partner != ALIGN_NONE &&
	       search->stack->text.lines[partner].key == side->text.lines[line].key;
}

bool side_stands(const struct search *search, const struct side *side, size_t first, size_t end)
{
	const struct plain_text *file = &search->stack->text;
	uint32_t last = ALIGN_NONE;
	bool any = false;

	if (!search->context)
		return false;
	while (first && !side->text.lines[--first].key)
		;
	for (; end < side->text.line_count && !side->text.lines[end].key; end++)
		;
	for (size_t i = first; i < side->text.line_count && i <= end; i++) {
		if (!side->text.lines[i].key)
			continue;
		if (!is_exact(search, side, i))
			return false;
		for (size_t j = (size_t)last + 1; any && j < side->partners[i]; j++)
			if (file->lines[j].key)
				return false;
		last = side->partners[i];
		any = true;
	}
	return any;
}

static bool has_lines(const struct plain_text *text, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (text->lines[i].key)
			return true;
	return false;
}

/* What is within one section is not looked for in two. `low`: the zone's start is known. */
static void cut_zone(const struct search *search, const struct side *side, size_t first,
		     size_t end, bool low, struct zone *zone)
{
	const uint32_t *sections = search->stack->sections;

	for (size_t i = first; i < end; i++)
		if (plain_bounds_section(&side->text, i, side->data))
			return;
	for (size_t j = zone->start; j < zone->end; j++) {
		if (!(sections[j] % 2))
			continue;
		if (low) {
			zone->end = j;
			zone->below = zone->words_below = false;
			return;
		}
		zone->start = j + 1;
		zone->above = zone->words_above = false;
	}
}

static struct zone zone_of(const struct search *search, const struct side *side, size_t first,
			   size_t end)
{
	struct zone zone = { search->window.start, search->window.end };
	size_t room = end - first + 6, i, keyed = 0;
	size_t looked = 0;
	bool low = false, high = false, words = false, leads = has_lines(&side->text, 0, first);
	bool trails = has_lines(&side->text, end, side->text.line_count);

	for (i = first; i-- && !low; looked++) {
		if (!side->text.lines[i].key)
			continue;
		keyed++;
		if (is_exact(search, side, i)) {
			low = true;
			zone.start = side->partners[i] + 1;
			zone.above = keyed == 1;
			words |= !plain_is_punctuation(&side->text, i);
			zone.words_above = zone.above && !plain_is_punctuation(&side->text, i);
		}
	}
	/* The start and the end of the file are neighbours, too. */
	if (!leads && trails && search->hunk->old_start <= 1) {
		low = zone.above = zone.words_above = true;
		zone.start = 0;
	}
	keyed = 0;
	for (i = end; i < side->text.line_count && !high; i++, looked++) {
		if (!side->text.lines[i].key)
			continue;
		keyed++;
		if (is_exact(search, side, i)) {
			high = true;
			zone.end = side->partners[i];
			zone.below = keyed == 1;
			words |= !plain_is_punctuation(&side->text, i);
			zone.words_below = zone.below && !plain_is_punctuation(&side->text, i);
		}
	}
	if (!trails && leads && zone.end == search->stack->text.line_count)
		zone.below = zone.words_below = true;
	if (!low && high && zone.end > room && zone.start < zone.end - room)
		zone.start = zone.end - room;
	if (low && !high && zone.end > zone.start + room && !zone.below)
		zone.end = zone.start + room;
	if (zone.end < zone.start)
		zone.end = zone.start;
	work_take(search->work, looked + zone.end - zone.start);
	zone.bounded = words && (low || zone.above) && (high || zone.below);
	if (low || high)
		cut_zone(search, side, first, end, low, &zone);
	return zone;
}

/* Atoms of lines [first, end). */
static const struct atom *atoms_of(const struct plain_text *text, size_t first, size_t end,
				   size_t *ret_count)
{
	if (first >= end || first >= text->line_count) {
		*ret_count = 0;
		return text->atoms;
	}
	*ret_count = text->lines[end - 1].first + text->lines[end - 1].count -
		     text->lines[first].first;
	return text->atoms + text->lines[first].first;
}

/* Is this the first atom with its id? */
static bool is_first(const struct atom *atoms, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (atoms[j].id == atoms[i].id)
			return false;
	return true;
}

struct renaming {
	uint32_t from, to;
};

/* Is the line of an atom within something? */
static bool is_indented(const struct side *side, const struct atom *atom)
{
	size_t start = atom->start;

	while (start && side->data[start - 1] != '\n')
		start--;
	return side->data[start] == '\t';
}

/* Is it a word before which another one stands without being declared by it? */
static bool starts_statement(const char *data, const struct atom *atom)
{
	static const char *const words[] = { "return", "goto", "case", "else", "sizeof" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (atom->len == strlen(words[i]) && !memcmp(data + atom->start, words[i], atom->len))
			return true;
	return false;
}

/* Does a word stand behind another one, or a pointer's '*', as what is declared does? */
static bool is_declared(const struct side *side, const struct atom *atom)
{
	const struct atom *last = atom - 1;

	if (atom == side->text.atoms || starts_statement(side->data, last))
		return false;
	return last->kind == ATOM_WORD || side->data[last->start] == '*';
}

/* Is one of two words within the other? */
static bool is_within(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len <= b_len ? memmem(b, b_len, a, a_len) : memmem(a, a_len, b, b_len);
}

/* Has the longer of two names but one piece more: "lock", "__lock", "lock_irq"; "a_b", "a_x_b"? */
static bool is_variant(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t shorter = a_len < b_len ? a_len : b_len, before = 0, behind = 0;

	while (before < shorter && a[before] == b[before])
		before++;
	while (behind < shorter && a[a_len - 1 - behind] == b[b_len - 1 - behind])
		behind++;
	return shorter >= WORD_MIN && (before + behind >= shorter || is_within(a, a_len, b, b_len));
}

/*
 * May the file have `to` where the hunk has `from`, and has it that everywhere? "foo_put" is not
 * "foo_get", so it has to be a form of the name, one that the branch has never had, or one of few
 * in so many words that they are the same change nevertheless.
 */
static bool is_renamed(const struct search *search, const struct side *side, size_t words,
		       const struct atom *from, const struct atom *to,
		       struct renaming *renamed, size_t *count)
{
	bool known = side_has_atom(&search->old, from->id) ||
		     is_variant(side->data + from->start, from->len, search->text + to->start, to->len);

	/* What is defined has its own name everywhere. */
	if ((!known && (*count + 1) * RENAMED_PART > words) || from->kind != ATOM_WORD ||
	    to->kind != ATOM_WORD || from->directive || !is_indented(side, from) ||
	    is_declared(side, from) || haystack_uses(search->stack, from->id) ||
	    side_has_atom(&search->old, to->id) || side_has_atom(&search->new, to->id))
		return false;
	for (size_t i = 0; i < *count; i++)
		if (renamed[i].from == from->id || renamed[i].to == to->id)
			return renamed[i].from == from->id && renamed[i].to == to->id;
	if (*count == RENAMED_MAX)
		return false;
	renamed[(*count)++] = (struct renaming){ from->id, to->id };
	return true;
}

/* Is an atom the first one behind a '#'? */
static bool is_behind_hash(const struct atom *atom, const char *data)
{
	size_t start = atom->start;

	while (start && (data[start - 1] == ' ' || data[start - 1] == '\t'))
		start--;
	return start && data[start - 1] == '#';
}

static struct match match_lines(const struct search *search, const struct side *side, size_t first,
				size_t end, const struct zone *zone)
{
	size_t count, others, hard = 0, words = 0, missing_soft = 0, soft = 0, known = 0;
	const struct atom *atoms = atoms_of(&side->text, first, end, &count);
	const struct atom *file = atoms_of(&search->stack->text, zone->start, zone->end, &others);
	size_t base = file - search->stack->text.atoms, low = SIZE_MAX, high = 0, paired = 0;
	struct match match = { .whole = true };
	struct renaming renamed[RENAMED_MAX];
	_cleanup_free_ uint32_t *partners = NULL;
	_cleanup_free_ bool *taken = NULL;

	for (size_t i = 0; i < count; i++)
		match.words += is_word(&atoms[i]);
	if (!count || !others || count > CELLS_MAX / others ||
	    !work_take(search->work, (uint64_t)count * others))
		return (struct match){ .words = match.words };
	partners = xcalloc(count, sizeof(*partners));
	taken = xcalloc(others, sizeof(*taken));
	if (!align_atoms(atoms, count, file, others, partners))
		return (struct match){ .words = match.words };
	for (size_t i = 0; i < count; i++) {
		size_t at = partners[i];

		if (at == ALIGN_NONE && i && i + 1 < count && partners[i - 1] != ALIGN_NONE &&
		    partners[i + 1] == partners[i - 1] + 2 && is_word(&atoms[i]) &&
		    is_renamed(search, side, match.words, &atoms[i], &file[partners[i - 1] + 1], renamed, &known)) {
			at = partners[i - 1] + 1;
			match.renamed++;
		}
		/* "#foo" is a comment in a Makefile, and no code in C either. */
		if (at != ALIGN_NONE && (!atoms[i].directive != !file[at].directive ||
					 is_behind_hash(&atoms[i], side->data) !=
						 is_behind_hash(&file[at], search->text)))
			match.whole = false;
		if (at != ALIGN_NONE) {
			low = at < low ? at : low;
			high = at > high ? at : high;
			taken[at] = true;
			paired++;
		} else if (is_word(&atoms[i]) || !is_soft(side->data, &atoms[i])) {
			match.whole = false;
		} else {
			missing_soft++;
		}
		soft += !is_word(&atoms[i]);
	}
	if (!paired || missing_soft > 2 + soft / 10 || match.renamed * 2 > match.words)
		match.whole = false;
	if (!paired)
		return match;
	for (size_t j = 0; j < others; j++) {
		if (taken[j])
			continue;
		if (j < low || j > high) {
			*(j < low ? &match.before : &match.behind) += 1;
			continue;
		}
		match.more++;
		/* "!x" is not "x", whatever else there is. */
		if (j + 1 < others && taken[j + 1] && file[j].len == 1 &&
		    strchr("!~", search->text[file[j].start]))
			match.whole = false;
		words += is_word(&file[j]);
		hard += !is_word(&file[j]) && !is_soft(search->text, &file[j]);
	}
	match.inverted = hard && !words;
	match.first = base + low;
	match.last = base + high;
	return match;
}

/* The line of the file that has an atom. */
static size_t line_of(const struct plain_text *text, size_t atom)
{
	size_t low = 0, high = text->line_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (text->lines[middle].first <= atom)
			low = middle;
		else
			high = middle;
	}
	return low;
}

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
	const struct atom *atoms = atoms_of(&search->new.text, change->new_start, change->new_end,
					    &count);

	if (!work_take(search->work, (uint64_t)count * (match->last - match->first + 1)))
		return false;
	for (size_t i = 0; i < count; i++) {
		uint32_t uses = haystack_uses(search->stack, atoms[i].id), here = 0;

		if (!is_word(&atoms[i]) || atoms[i].len < WORD_MIN || !uses ||
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

	atoms_of(&search->new.text, change->new_start, change->new_end, &count);
	if (!match->whole || match->inverted || has_gap(search, change))
		return false;
	specific = has_own_word(search, change, match) ||
		   has_own_line(search, change, line_of(&search->stack->text, match->first),
				line_of(&search->stack->text, match->last));
	if (!specific && replaced && !match->more && !match->renamed)
		return (zone->above && !match->before) || (zone->below && !match->behind);
	if (!specific)
		return above && below && !match->before && !match->behind && (zone->words_above || zone->words_below) &&
		       !match->more && !match->renamed;
	return match->more <= (match->words < GROWN_WORDS ? 0 : count / 2 + 2) &&
	       ((far && zone->bounded) || (above && zone->words_above) || (below && zone->words_below) ||
		match->words >= WORDS_ENOUGH);
}

/* Are all added lines in a row somewhere in the file, once? Such code may have moved. */
static bool is_elsewhere(const struct search *search, const struct hunk_change *change,
			 size_t *ret_line)
{
	const struct plain_text *new = &search->new.text, *file = &search->stack->text;
	size_t count, places = 0, first = change->new_start, weight = 0;
	const struct key_line *found;

	while (first < change->new_end && !new->lines[first].key)
		first++;
	for (size_t i = first; i < change->new_end; i++)
		if (!side_has_key(&search->old, new->lines[i].key))
			weight += new->lines[i].weight;
	if (weight < RUN_WEIGHT)
		return false;
	found = haystack_lines(search->stack, new->lines[first].key, &count);
	if (!work_take(search->work, 64ULL * (change->new_end - first)))
		return false;
	for (size_t c = 0; c < count && c < 64; c++) {
		size_t i = first, j = found[c].line;

		for (; i < change->new_end; i++) {
			if (!new->lines[i].key)
				continue;
			while (j < file->line_count && !file->lines[j].key)
				j++;
			if (j == file->line_count || file->lines[j].key != new->lines[i].key)
				break;
			j++;
		}
		if (i == change->new_end) {
			places++;
			*ret_line = found[c].line;
		}
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

	return back != ALIGN_NONE && is_exact(search, side, back) &&
	       search->hunk->lines[side->hunk_lines[back]].kind == kind;
}

static bool is_in_file(const struct search *search, uint64_t key)
{
	size_t count;

	haystack_lines(search->stack, key, &count);
	return count;
}

/*
 * Is what it removes nowhere in the file? Lines that any such code has ("depends on X", "goto out;")
 * are there nevertheless, so it is enough that a third of those that tell something are not.
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
	const struct atom *atoms = atoms_of(&search->old.text, change->old_start, change->old_end,
					    &count);

	for (size_t i = 0; i < count; i++) {
		size_t line = line_of(&search->old.text, atoms + i - search->old.text.atoms);

		if (!is_word(&atoms[i]) || atoms[i].len < NAME_MIN ||
		    side_has_atom(&search->new, atoms[i].id))
			continue;
		if (!work_take(search->work, i + file->atom_count))
			return true;
		if (!is_first(atoms, i))
			continue;
		for (size_t j = 0; j < file->atom_count; j++)
			if (file->atoms[j].len >= NAME_MIN && file->atoms[j].id != atoms[i].id &&
			    !side_has_atom(&search->old, file->atoms[j].id) &&
			    is_within(search->old.data + atoms[i].start, atoms[i].len,
				      search->text + file->atoms[j].start, file->atoms[j].len) &&
			    plain_likeness(&search->old.text, line, file, line_of(file, j)) >=
				    VERY_ALIKE)
				return true;
	}
	return false;
}

/*
 * Code that the hunk moves is on both sides. Which of the two the file has, the better
 * alignment tells: what that has as a line of `kind` is not what is looked for.
 */
static bool is_moved(const struct search *search, const struct match *match,
		     const struct side *other, char kind)
{
	return is_partner_of(search, other, kind, line_of(&search->stack->text, match->first)) &&
	       is_partner_of(search, other, kind, line_of(&search->stack->text, match->last));
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

	atoms_of(&search->old.text, change->old_start, change->old_end, &old_count);
	atoms_of(&search->stack->text, zone->start, zone->end, &file_count);
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
	size_t start = search->window.start > AROUND_LINES ? search->window.start - AROUND_LINES : 0;
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

		if (!old->lines[i].count || !is_word(&atoms[0]) ||
		    (atoms[0].start && search->old.data[atoms[0].start - 1] != '\n'))
			continue;
		for (size_t a = 0; a + 1 < old->lines[i].count; a++)
			if (is_word(&atoms[a]) && search->old.data[atoms[a + 1].start] == '(' &&
			    search->lines && work_take(search->work, (uint64_t)HEADING_STEPS *
							       search->lines->count) &&
			    function_find(search->lines, search->old.data + atoms[a].start,
					  atoms[a].len, 0, &range))
				return true;
	}
	return false;
}

static bool is_removed(const struct search *search, const struct hunk_change *change,
		       bool new_fits_better)
{
	struct zone zone = zone_of(search, &search->old, change->old_start, change->old_end);
	struct match match = match_lines(search, &search->old, change->old_start, change->old_end,
					 &zone);

	if (match.whole)
		return new_fits_better && is_moved(search, &match, &search->new, '+');
	/* Where it would be gone from. */
	zone = zone_of(search, &search->new, change->new_start, change->new_end);
	return is_nowhere(search, change) && zone.bounded && !has_alike(search, change, &zone);
}

/* Do old and new lines differ in anything that counts? */
static bool is_neutral(const struct search *search, const struct hunk_change *change)
{
	size_t old_count, new_count;
	const struct atom *old = atoms_of(&search->old.text, change->old_start, change->old_end,
					  &old_count);
	const struct atom *new = atoms_of(&search->new.text, change->new_start, change->new_end,
					  &new_count);

	if (old_count != new_count)
		return false;
	for (size_t i = 0; i < old_count; i++)
		if (old[i].id != new[i].id)
			return false;
	return true;
}

/* The line that the first added line stands on; `otherwise` if that has none. */
static size_t first_partner(const struct search *search, const struct hunk_change *change,
			    size_t otherwise)
{
	for (size_t i = change->new_start; i < change->new_end; i++)
		if (is_exact(search, &search->new, i))
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
		if (is_exact(search, &search->new, i) &&
		    (best == SIZE_MAX ||
		     search->new.text.lines[i].weight > search->new.text.lines[best].weight))
			best = i;
	return best == SIZE_MAX ? otherwise : search->new.partners[best];
}

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
static bool is_begun(const struct search *search, const struct hunk_change *change,
		     const struct zone *zone, size_t *ret_line)
{
	const struct plain_text *file = &search->stack->text;
	struct window near = around(search, zone);
	size_t count, others, brought = 0, here = 0, weight = 0;
	bool stands = side_stands(search, &search->old, change->old_start, change->old_end);
	const struct atom *atoms = atoms_of(&search->new.text, change->new_start, change->new_end,
					    &count);
	const struct atom *present = atoms_of(file, zone->start, zone->end, &others);

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
		if (!is_word(&atoms[i]) || atoms[i].len < WORD_MIN || !is_first(atoms, i) ||
		    side_has_atom(&search->old, atoms[i].id))
			continue;
		brought++;
		for (size_t j = 0; j < others; j++)
			if (present[j].id == atoms[i].id) {
				*ret_line = here++ ? *ret_line :
						     line_of(file, present + j - file->atoms);
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

		if (is_word(atom) && atom->len >= WORD_MIN && !side_has_atom(&search->old, atom->id) &&
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
		if (!is_word(&atoms[i]) && !strchr("*;[]", search->text[atoms[i].start]))
			return false;
	return last == ';' && count > 2 && is_word(&atoms[1]) && !starts_statement(search->text, atoms);
}

/*
 * Are all lines that the change brings in the file already, once, but not where they belong: entries
 * in the same list, others nearby?
 */
static bool is_misplaced(const struct search *search, const struct hunk_change *change,
			 const struct zone *zone, size_t *ret_line)
{
	const uint32_t *sections = search->stack->sections;
	struct window near = around(search, zone);
	uint32_t section = sections[zone->start && sections[zone->start] % 2 ? zone->start - 1 : zone->start];
	bool any = false;

	for (size_t i = change->new_start; i < change->new_end; i++) {
		const struct plain_line *line = &search->new.text.lines[i];
		const struct key_line *found;
		size_t count;

		if (plain_is_punctuation(&search->new.text, i) || side_has_key(&search->old, line->key))
			continue;
		found = haystack_lines(search->stack, line->key, &count);
		if (count != 1)
			return false;
		if (!(is_entry(search, found->line) && sections[found->line] == section) &&
		    !(found->line >= near.start && found->line < near.end && is_own(search, found->line)))
			return false;
		*ret_line = any ? *ret_line : found->line;
		any = true;
	}
	return any;
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
		columns = data[start] == '\t' ? columns / ATOM_TAB * ATOM_TAB + ATOM_TAB : columns + 1;
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
	size_t first = change->new_start, line = line_of(file, match->first);
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
	if (!above || !is_exact(search, &search->new, above - 1))
		return false;
	shift = (long)indentation(search->text, &file->atoms[match->first]) -
		(long)indentation(search->new.data, &new->atoms[new->lines[first].first]);
	if (zone->below && below < new->line_count && is_exact(search, &search->new, below) &&
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
	atoms_of(&search->new.text, change->new_start, change->new_end, &new_count);
	if (!new_count) {
		bool stands = whole || (side_stands(search, &search->new, change->new_start,
					  change->new_end) &&
			      !side_stands(search, &search->old, change->old_start,
					   change->old_end));

		if (stands || is_removed(search, change, search->weight_new > search->weight_old))
			answer.state = CHANGE_GONE;
		answer.weak = answer.state == CHANGE_GONE &&
			      ((!is_nowhere(search, change) && is_still_around(search, change)) ||
			       is_defined(search, change) ||
			       is_renamed_here(search, change));
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
	zone = zone_of(search, &search->new, change->new_start, change->new_end);
	new = match_lines(search, &search->new, change->new_start, change->new_end, &zone);
	old_zone = zone_of(search, &search->old, change->old_start, change->old_end);
	old = match_lines(search, &search->old, change->old_start, change->old_end, &old_zone);
	if (is_there(search, change, &zone, &new,
		     change->old_end > change->old_start && !old.whole) &&
	    !(search->weight_old > search->weight_new && is_moved(search, &new, &search->old, '-')))
		line = line_of(&search->stack->text, new.first);
	else if (side_stands(search, &search->old, change->old_start, change->old_end) ||
		 !is_elsewhere(search, change, &line)) {
		if (!old.whole &&
		    !are_includes(&search->new, change->new_start, change->new_end) &&
		    (is_begun(search, change, &zone, &answer.line) ||
		     is_misplaced(search, change, &zone, &answer.line)))
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
	answer.grown = new.more || new.renamed;
	answer.line = shown_line(search, change, line);
	return answer;
}
