// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a place is part of: the case, the branch of an if, the entry of a table, the
 * section of a Kconfig file. Code with many of a kind has the same lines in each,
 * so that lines around a place do not tell which of them it is in. What a place
 * is part of is read from the indentation, as a person does.
 */
#include <stdlib.h>
#include <string.h>

#include "port/adapt_parts.h"
#include "util/alloc.h"

#define NONE SIZE_MAX
#define TAB 8

/* Lines [first, end) of a text, and how far in the code at a place is. */
struct place {
	const struct side *side;
	size_t line, first, end;
	size_t columns;
	bool in_function;
};

static const struct atom *atoms_of(const struct atom_text *text, size_t line)
{
	return text->atoms + text->lines[line].first;
}

static bool is_code(const struct atom_text *text, size_t line)
{
	return text->lines[line].id && atoms_of(text, line)->kind != ATOM_COMMENT &&
	       !atoms_of(text, line)->directive;
}

static size_t columns_of(const struct atom_text *text, size_t line)
{
	const struct atom_line *l = &text->lines[line];
	size_t columns = 0;

	for (const char *c = text->data + l->start; c < text->data + l->start + l->len; c++)
		if (*c == '\t')
			columns += TAB - columns % TAB;
		else if (*c == ' ')
			columns++;
		else
			break;
	return columns;
}

static bool word_is(const struct atom_text *text, const struct atom *atom, const char *word)
{
	return atom->kind == ATOM_WORD && atom->len == strlen(word) &&
	       !memcmp(text->data + atom->start, word, atom->len);
}

static bool is_punct(const struct atom_text *text, const struct atom *atom, char c)
{
	return atom->kind == ATOM_PUNCT && atom->len == 1 && text->data[atom->start] == c;
}

/* "name:", which begins no block in a function. */
static bool is_label(const struct atom_text *text, size_t line)
{
	const struct atom *atoms = atoms_of(text, line);

	return text->lines[line].count == 2 && atoms[0].kind == ATOM_WORD && is_punct(text, &atoms[1], ':') &&
	       !word_is(text, &atoms[0], "default");
}

/* The next line further out, above `line`; NONE: there is none. */
static size_t header_above(const struct place *place, size_t line, size_t *columns)
{
	const struct atom_text *text = &place->side->text;

	while (*columns && line-- > place->first)
		if (is_code(text, line) && columns_of(text, line) < *columns &&
		    !(place->in_function && is_label(text, line))) {
			*columns = columns_of(text, line);
			return line;
		}
	return NONE;
}

/* Does a line say which block it begins? */
static bool names_block(const struct atom_text *text, size_t line)
{
	static const char *const any[] = { "else", "do", "default", "return", "if", "while" };
	const struct atom *atoms = atoms_of(text, line);

	for (size_t i = 0; i < text->lines[line].count; i++) {
		bool found = atoms[i].kind == ATOM_NUMBER || atoms[i].kind == ATOM_STRING;

		if (atoms[i].kind == ATOM_WORD) {
			found = true;
			for (size_t w = 0; w < ARRAY_SIZE(any); w++)
				found &= !word_is(text, &atoms[i], any[w]);
		}
		if (found)
			return true;
	}
	return false;
}

static bool begins_block(const struct atom_text *text, size_t line)
{
	const struct atom *last = atoms_of(text, line) + text->lines[line].count - 1;

	return is_punct(text, last, '{') || is_punct(text, last, ':');
}

static bool ends_block(const struct atom_text *text, size_t line)
{
	return is_punct(text, atoms_of(text, line), '}') && !begins_block(text, line);
}

/* Is a block without braces, of one statement, what follows the line? *ret_braced: one with braces. */
static bool is_unbraced(const struct place *place, size_t line, bool *ret_braced)
{
	const struct atom_text *text = &place->side->text;
	const struct atom *atom = atoms_of(text, line), *end = text->atoms + text->atom_count;
	bool bare = false;
	long open = 0;

	*ret_braced = false;
	while (atom < end && is_punct(text, atom, '}'))
		atom++;
	if (atom < end && (word_is(text, atom, "else") || word_is(text, atom, "do"))) {
		bare = true;
		atom++;
	}
	if (atom < end && atom->kind == ATOM_WORD) {
		atom++;
		if (atom == end || !is_punct(text, atom, '('))
			return bare;
		do {
			open += is_punct(text, atom, '(') - is_punct(text, atom, ')');
			atom++;
		} while (open && atom < end);
		bare = true;
	}
	while (atom < end && atom->kind == ATOM_COMMENT)
		atom++;
	*ret_braced = bare && atom < end && is_punct(text, atom, '{');
	return bare && atom < end && atom->kind == ATOM_WORD;
}

static bool has_line(const struct place *place, uint32_t id)
{
	const struct atom_text *text = &place->side->text;

	for (size_t i = place->first; i < place->end; i++)
		if (text->lines[i].id == id)
			return true;
	return false;
}

/* Is the line one of those that the place is within? */
static bool is_within(const struct place *place, uint32_t id)
{
	size_t line = place->line, columns = place->columns;

	while ((line = header_above(place, line, &columns)) != NONE)
		if (place->side->text.lines[line].id == id)
			return true;
	return false;
}

/* Has the other file this block, but not around the place? */
static bool is_elsewhere(const struct place *place, const struct place *other, size_t line)
{
	const struct atom_text *text = &place->side->text;
	uint32_t id = text->lines[line].id;

	return names_block(text, line) && has_line(other, id) && !is_within(other, id);
}

static char *text_of(const struct atom_text *text, size_t line)
{
	const struct atom *first = atoms_of(text, line), *last = first + text->lines[line].count - 1;

	return xasprintf("%.*s", (int)(last->start + last->len - first->start), text->data + first->start);
}

static bool refuse(struct adapt_change *change, const struct place *place, size_t line, const char *fmt)
{
	_cleanup_free_ char *header = text_of(&place->side->text, line);
	_cleanup_free_ char *why = xasprintf("%s: %s", fmt, header);

	return adapt_refuse(change, why);
}

/* How many statements a change makes of its lines. */
static size_t count_statements(const struct atom_text *text, size_t line, size_t count)
{
	size_t statements = 0;

	for (size_t i = line; i < line + count; i++)
		for (size_t k = 0; k < text->lines[i].count; k++)
			statements += is_punct(text, &atoms_of(text, i)[k], ';');
	return statements;
}

static struct place place_in(const struct side *side, size_t line, size_t count)
{
	const struct cdef *def = adapt_definition_around(side, line, line + count);

	return (struct place){
		.side = side, .line = line, .first = def ? def->first_line : 0,
		.end = def ? def->last_line + 1 : side->text.line_count,
		.in_function = def && def->kind == CDEF_FUNCTION,
	};
}

/* The first line of some that has code; NONE: they have none. */
static size_t first_code(const struct atom_text *text, size_t line, size_t count)
{
	for (size_t i = line; i < line + count; i++)
		if (is_code(text, i))
			return i;
	return NONE;
}

/* Where A's code and B's begin, with their columns. false: neither is told. */
static bool find_places(const struct adapter *adapter, const struct adapt_change *change,
			struct place *a, struct place *b)
{
	const struct atom_text *n = &adapter->n.text;
	size_t line;
	int deeper;

	*a = place_in(&adapter->a, change->a_line, change->a_count);
	*b = place_in(&adapter->b, change->b_line, change->b_count);
	if (!change->a_count) {
		line = first_code(n, change->n_line, change->n_count);
		if (line == NONE)
			return false;
		a->columns = columns_of(n, line);
		deeper = TAB * adapt_deeper(adapter, change);
		b->columns = deeper < 0 && (size_t)-deeper > a->columns ? 0 : a->columns + deeper;
		return true;
	}
	line = first_code(&adapter->a.text, change->a_line, change->a_count);
	if (line == NONE)
		return false;
	a->line = line;
	a->columns = columns_of(&adapter->a.text, line);
	line = first_code(&adapter->b.text, change->b_line, change->b_count);
	if (line == NONE)
		return false;
	b->line = line;
	b->columns = columns_of(&adapter->b.text, line);
	return true;
}

/* The code above a line that is not blank; NONE: there is none. */
static size_t code_above(const struct atom_text *text, size_t line)
{
	while (line--)
		if (is_code(text, line))
			return line;
	return NONE;
}

/* A case that is added goes behind a statement that falls into the next one in B, but not in A. */
static bool cuts_fallthrough(const struct adapter *adapter, const struct adapt_change *change)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text, *n = &adapter->n.text;
	size_t first = first_code(n, change->n_line, change->n_count);
	size_t i = code_above(a, change->a_line), j = code_above(b, change->b_line);

	return !change->a_count && first != NONE && i != NONE && j != NONE &&
	       (word_is(n, atoms_of(n, first), "case") || word_is(n, atoms_of(n, first), "default")) &&
	       word_is(b, atoms_of(b, j), "fallthrough") && !word_is(a, atoms_of(a, i), "fallthrough");
}

/* Does a line begin what `jump` can leave: a loop, for a break also a switch? */
static bool can_be_left(const struct atom_text *text, size_t line, const char *jump)
{
	const struct atom *atoms = atoms_of(text, line);

	/* Cases are no further in than their switch. */
	if (!strcmp(jump, "break") && (word_is(text, atoms, "case") || word_is(text, atoms, "default")))
		return true;
	for (size_t i = 0; i < text->lines[line].count; i++)
		if (word_is(text, &atoms[i], "for") || word_is(text, &atoms[i], "while") ||
		    word_is(text, &atoms[i], "do") ||
		    (!strcmp(jump, "break") && word_is(text, &atoms[i], "switch")) ||
		    (atoms[i].kind == ATOM_WORD && memmem(text->data + atoms[i].start, atoms[i].len, "each", 4)))
			return true;
	return false;
}

/* The innermost line around a place that a jump leaves; NONE: there is none. */
static size_t left_by(struct place place, const char *jump)
{
	size_t line = place.line;

	while ((line = header_above(&place, line, &place.columns)) != NONE)
		if (can_be_left(&place.side->text, line, jump))
			return line;
	return NONE;
}

/* Does the change add such a jump? */
static bool adds_jump(const struct adapter *adapter, const struct adapt_change *change, const char *jump)
{
	const struct atom_text *a = &adapter->a.text, *n = &adapter->n.text;
	size_t before = 0, after = 0;

	for (size_t i = change->a_line; i < change->a_line + change->a_count; i++)
		before += a->lines[i].id && word_is(a, atoms_of(a, i), jump);
	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++)
		after += n->lines[i].id && word_is(n, atoms_of(n, i), jump);
	return after > before;
}

/* A jump that is added leaves in B what it leaves in A, not a loop or a switch that only B has there. */
static bool leaves_the_same(const struct adapter *adapter, struct adapt_change *change, const struct place *a,
			    const struct place *b)
{
	static const char *const jumps[] = { "continue", "break" };

	for (size_t k = 0; k < ARRAY_SIZE(jumps); k++) {
		size_t i, j;

		if (!adds_jump(adapter, change, jumps[k]))
			continue;
		i = left_by(*a, jumps[k]);
		j = left_by(*b, jumps[k]);
		if (i == NONE || j == NONE || a->side->text.lines[i].id == b->side->text.lines[j].id)
			continue;
		if (is_within(b, a->side->text.lines[i].id))
			return refuse(change, b, j, "it would leave something else");
	}
	return true;
}

bool adapt_keep_block(const struct adapter *adapter, struct adapt_change *change)
{
	size_t i, j;
	struct place a, b;
	bool a_braced, b_braced;

	if (!find_places(adapter, change, &a, &b))
		return true;
	if (cuts_fallthrough(adapter, change))
		return adapt_refuse(change, "what is above falls through to what follows in the branch");
	if (!leaves_the_same(adapter, change, &a, &b))
		return false;
	i = a.line;
	j = b.line;
	for (bool inner = true; ; inner = false) {
		i = header_above(&a, i, &a.columns);
		j = header_above(&b, j, &b.columns);
		if (i == NONE || j == NONE)
			return true;
		if (inner && !is_unbraced(&a, i, &a_braced) && a_braced && is_unbraced(&b, j, &b_braced) &&
		    count_statements(&adapter->n.text, change->n_line, change->n_count) > !!change->a_count)
			return refuse(change, &b, j, "the branch has no braces there");
		if (inner && !change->a_count && begins_block(&a.side->text, i) && ends_block(&b.side->text, j))
			return refuse(change, &a, i, "it would not be within the block that it belongs to");
		if (adapter->a.text.lines[i].id != adapter->b.text.lines[j].id)
			break;
	}
	if (!find_places(adapter, change, &a, &b))
		return true;
	if (is_elsewhere(&b, &a, j))
		return refuse(change, &b, j, "it would go into another block");
	if (is_elsewhere(&a, &b, i))
		return refuse(change, &a, i, "the block that it belongs to is elsewhere");
	return true;
}
