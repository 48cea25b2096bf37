// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a change within what it is within in A: the same case, branch of an if, entry
 * of a table, section of a Kconfig file? Code with many of a kind has the same
 * lines in each, so that the lines around a place do not tell which it is in.
 */
#include "adapt/check_block.h"

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/scope.h"
#include "util/alloc.h"

/* Does a line identify the block that it begins, by more than a keyword? */
static bool names_block(const struct atom_text *text, size_t line)
{
	static const char *const any[] = { "else", "do", "default", "return", "if", "while" };
	const struct atom *atoms = atom_line_atoms(text, line);

	for (size_t i = 0; i < text->lines[line].count; i++) {
		bool found = atoms[i].kind == ATOM_NUMBER || atoms[i].kind == ATOM_STRING;

		if (atoms[i].kind == ATOM_WORD) {
			found = true;
			for (size_t w = 0; w < ARRAY_SIZE(any); w++)
				found &= !atom_is(text, &atoms[i], any[w]);
		}
		if (found)
			return true;
	}
	return false;
}

static bool begins_block(const struct atom_text *text, size_t line)
{
	const struct atom *last = atom_line_atoms(text, line) + text->lines[line].count - 1;

	return atom_is(text, last, "{") || atom_is(text, last, ":");
}

static bool ends_block(const struct atom_text *text, size_t line)
{
	return atom_is(text, atom_line_atoms(text, line), "}") && !begins_block(text, line);
}

static bool is_at(const struct atom_text *text, size_t i, const char *what)
{
	return i < text->atom_count && atom_is(text, &text->atoms[i], what);
}

/* The atom behind the bracket that closes the one at atom i. */
static size_t behind_bracket(const struct atom_text *text, size_t i)
{
	size_t open = 0;

	for (; i < text->atom_count; i++) {
		open += is_at(text, i, "(");
		if (is_at(text, i, ")") && !--open)
			return i + 1;
	}
	return i;
}

static bool begins_statement(const struct atom_text *text, size_t i)
{
	return (i < text->atom_count && text->atoms[i].kind == ATOM_WORD) || is_at(text, i, "*") ||
	       is_at(text, i, "(") || is_at(text, i, "++") || is_at(text, i, "--");
}

/* What follows the line of an if, an else or a loop. */
enum body {
	BODY_NONE,		/* the line is none of these */
	BODY_BRACES,
	BODY_STATEMENT,		/* a single statement, without braces */
};

static enum body body_behind(const struct scope_place *place, size_t line)
{
	const struct atom_text *text = &place->file->text;
	size_t i = text->lines[line].first, end = i + text->lines[line].count;
	bool bare = false;

	while (is_at(text, i, "}"))
		i++;
	if (is_at(text, i, "else") || is_at(text, i, "do")) {
		bare = true;
		i++;
	}
	/* What stands below "else" is its statement; "else if" goes on in its line. */
	if (i < end && text->atoms[i].kind == ATOM_WORD && is_at(text, i + 1, "(")) {
		bare = true;
		i = behind_bracket(text, i + 1);
	}
	while (i < text->atom_count && text->atoms[i].kind == ATOM_COMMENT)
		i++;
	return bare && is_at(text, i, "{")	 ? BODY_BRACES :
	       bare && begins_statement(text, i) ? BODY_STATEMENT : BODY_NONE;
}

static bool has_line(const struct scope_place *place, uint32_t id)
{
	const struct atom_text *text = &place->file->text;

	for (size_t i = place->first; i < place->end; i++)
		if (text->lines[i].id == id)
			return true;
	return false;
}

/* Does the other file have this block, but not around the place? */
static bool is_elsewhere(const struct scope_place *place, const struct scope_place *other,
			 size_t line)
{
	const struct atom_text *text = &place->file->text;
	uint32_t id = text->lines[line].id;

	return names_block(text, line) && has_line(other, id) && !scope_is_within(other, id);
}

static char *text_of(const struct atom_text *text, size_t line)
{
	const struct atom *first = atom_line_atoms(text, line),
			  *last = first + text->lines[line].count - 1;

	return xasprintf("%.*s", (int)(last->start + last->len - first->start),
			 text->data + first->start);
}

static bool refuse(struct adapt_change *change, const struct scope_place *place, size_t line,
		   const char *what)
{
	_cleanup_free_ char *header = text_of(&place->file->text, line);
	_cleanup_free_ char *why = xasprintf("%s: %s", what, header);

	return change_refuse(change, why);
}

/* The number of statements that end in some lines. */
static size_t count_statements(const struct atom_text *text, size_t line, size_t count)
{
	size_t statements = 0;

	for (size_t i = line; i < line + count; i++)
		for (size_t k = 0; k < text->lines[i].count; k++)
			statements += atom_is(text, &atom_line_atoms(text, i)[k], ";");
	return statements;
}

/* The depth of braces behind some lines, counted from 0 where they begin, and the least on the way. */
static long brace_depth(const struct atom_text *text, size_t line, size_t count, long *ret_least)
{
	long depth = 0;

	*ret_least = 0;
	for (size_t i = line; i < line + count; i++)
		for (size_t k = 0; k < text->lines[i].count; k++) {
			const struct atom *atom = &atom_line_atoms(text, i)[k];

			depth += atom_is(text, atom, "{") - atom_is(text, atom, "}");
			if (depth < *ret_least)
				*ret_least = depth;
		}
	return depth;
}

static uint32_t code_below(const struct atom_text *text, size_t line)
{
	size_t code = scope_first_code(text, line, text->line_count - line);

	return code == SCOPE_NONE ? 0 : text->lines[code].id;
}

/*
 * Does the change end a block and begin another, as "} else {" does, and B have other code
 * behind the place than A? That code would get into the other block.
 */
static bool cuts_block(const struct adapt_input *in, const struct adapt_change *change)
{
	long least, least_before;
	long before = brace_depth(&in->a.text, change->a_line, change->a_count, &least_before);

	return brace_depth(&in->n.text, change->n_line, change->n_count, &least) == before &&
	       least < least_before &&
	       code_below(&in->a.text, change->a_line + change->a_count) !=
		       code_below(&in->b.text, change->b_line + change->b_count);
}

bool check_block(const struct adapt_input *in, const struct alignment *alignment,
		 struct adapt_change *change)
{
	struct scope_place a, b, a_out, b_out;
	size_t i, j;

	if (!scope_places(in, alignment, change, &a, &b))
		return true;
	if (cuts_block(in, change))
		return change_refuse(change, "other code at the end of the block in this branch");
	a_out = a;
	b_out = b;
	for (bool inner = true; ; inner = false) {
		i = scope_outwards(&a_out);
		j = scope_outwards(&b_out);
		if (i == SCOPE_NONE || j == SCOPE_NONE)
			return true;
		if (inner && body_behind(&a, i) == BODY_BRACES &&
		    body_behind(&b, j) == BODY_STATEMENT &&
		    count_statements(&in->n.text, change->n_line, change->n_count) >
			    !!change->a_count)
			return refuse(change, &b, j,
				      "no braces around the statement in this branch");
		if (inner && !change->a_count && begins_block(&a.file->text, i) &&
		    ends_block(&b.file->text, j))
			return refuse(change, &a, i,
				      "would be outside of the block that it belongs to");
		if (in->a.text.lines[i].id != in->b.text.lines[j].id)
			break;
	}
	if (is_elsewhere(&b, &a, j))
		return refuse(change, &b, j, "would be in a different block");
	if (is_elsewhere(&a, &b, i))
		return refuse(change, &a, i,
			      "the block that it belongs to is elsewhere in this branch");
	return true;
}
