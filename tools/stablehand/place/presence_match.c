// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of a side of a hunk, aligned atom by atom with the zone of the file in which they would be.
 * The zone is bounded by the nearest lines of context that the file has just so.
 */
#include <string.h>

#include "place/presence_parts.h"
#include "syntax/align.h"
#include "syntax/align_atoms.h"
#include "util/alloc.h"

#define CELLS_MAX (16u << 20)	/* of an alignment of atoms */
#define WORD_MIN 3		/* bytes of a word that can be specific */
#define RENAMED_PART 12		/* one of so many words may be another name */
#define RENAMED_MAX 8		/* names of a change that the file has otherwise */

/* Braces, commas and semicolons, which wrapping and braces bring and take. */
static bool is_soft(const char *data, const struct atom *atom)
{
	return atom->len == 1 && strchr("{},;\\", data[atom->start]);
}

bool side_is_exact(const struct search *search, const struct side *side, size_t line)
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
		if (!side_is_exact(search, side, i))
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

struct zone zone_find(const struct search *search, const struct side *side, size_t first,
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
		if (side_is_exact(search, side, i)) {
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
		if (side_is_exact(search, side, i)) {
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

const struct atom *plain_atoms(const struct plain_text *text, size_t first, size_t end,
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

bool plain_is_first(const struct atom *atoms, size_t i)
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

bool plain_starts_statement(const char *data, const struct atom *atom)
{
	static const char *const words[] = { "return", "goto", "case", "else", "sizeof" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (atom->len == strlen(words[i]) &&
		    !memcmp(data + atom->start, words[i], atom->len))
			return true;
	return false;
}

/* Does a word stand behind another one, or a pointer's '*', as what is declared does? */
static bool is_declared(const struct side *side, const struct atom *atom)
{
	const struct atom *last = atom - 1;

	if (atom == side->text.atoms || plain_starts_statement(side->data, last))
		return false;
	return last->kind == ATOM_WORD || side->data[last->start] == '*';
}

bool name_is_within(const char *a, size_t a_len, const char *b, size_t b_len)
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
	return shorter >= WORD_MIN &&
	       (before + behind >= shorter || name_is_within(a, a_len, b, b_len));
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
	bool known =
		side_has_atom(&search->old, from->id) ||
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

/* Elsewhere than in a function '<' and '>' may be brackets. */
static bool compares(const struct search *search, const struct atom *atom)
{
	const char *at = search->text + atom->start;

	if (atom->len == 2 && at[1] == '=')
		return at[0] == '=' || at[0] == '!' ||
		       (search->in_function && (at[0] == '<' || at[0] == '>'));
	return search->in_function && atom->len == 1 && (*at == '<' || *at == '>');
}

static bool begins_line(const struct search *search, size_t atom)
{
	const struct plain_text *file = &search->stack->text;

	return file->lines[plain_line_of(file, atom)].first == atom;
}

struct match match_lines(const struct search *search, const struct side *side, size_t first,
				size_t end, const struct zone *zone)
{
	size_t count, others, hard = 0, words = 0, missing_soft = 0, soft = 0, known = 0;
	const struct atom *atoms = plain_atoms(&side->text, first, end, &count);
	const struct atom *file =
		plain_atoms(&search->stack->text, zone->start, zone->end, &others);
	size_t base = file - search->stack->text.atoms, low = SIZE_MAX, high = 0, paired = 0;
	struct match match = { .whole = true };
	struct renaming renamed[RENAMED_MAX];
	_cleanup_free_ uint32_t *partners = NULL;
	_cleanup_free_ bool *taken = NULL;

	for (size_t i = 0; i < count; i++)
		match.words += plain_is_word(&atoms[i]);
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
		    partners[i + 1] == partners[i - 1] + 2 && plain_is_word(&atoms[i]) &&
		    is_renamed(search, side, match.words, &atoms[i], &file[partners[i - 1] + 1],
			       renamed, &known)) {
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
		} else if (plain_is_word(&atoms[i]) || !is_soft(side->data, &atoms[i])) {
			match.whole = false;
		} else {
			missing_soft++;
		}
		soft += !plain_is_word(&atoms[i]);
	}
	if (!paired || missing_soft > 2 + soft / 10 || match.renamed * 2 > match.words)
		match.whole = false;
	if (!paired)
		return match;
	for (size_t j = 0; j < others; j++) {
		if (taken[j])
			continue;
		/*
		 * "!x" is not "x", whatever else there is, also in front of all that matches; nor
		 * is "&x", "*x" or "-x" at the start of a line, where these have one operand.
		 */
		if (j + 1 < others && taken[j + 1] && file[j].len == 1 &&
		    strchr(begins_line(search, base + j) ? "!~&*-" : "!~", search->text[file[j].start]))
			match.whole = false;
		if (j < low || j > high) {
			*(j < low ? &match.before : &match.behind) += 1;
			continue;
		}
		match.more++;
		/* Nor is "x == 0". */
		if (taken[j - 1] && compares(search, &file[j]))
			match.whole = false;
		words += plain_is_word(&file[j]);
		hard += !plain_is_word(&file[j]) && !is_soft(search->text, &file[j]);
	}
	match.inverted = hard && !words;
	match.first = base + low;
	match.last = base + high;
	return match;
}

size_t plain_line_of(const struct plain_text *text, size_t atom)
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
