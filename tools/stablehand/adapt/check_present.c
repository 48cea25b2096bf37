// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a change adds may be in B already, so that it would be there twice: next to the place,
 * elsewhere in its function, in part, or as a member of a structure that has another value.
 * What A has as well, or another part of the change takes away, says nothing.
 */
#include "adapt/check_present.h"

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"

#define NEAR_LINES 4	/* around the place, where it must not be */
#define RUN_LINES 2	/* telling lines in a row that show a part of it */
#define TELLING 8	/* minimum weight of a line that tells something */

static bool has_line(const struct atom_text *text, size_t start, size_t end, uint32_t id)
{
	for (size_t i = start; i < end && i < text->line_count; i++)
		if (text->lines[i].id == id)
			return true;
	return false;
}

/* Is a line near a place? */
static bool is_near(const struct atom_text *text, size_t place, uint32_t id)
{
	return has_line(text, place > NEAR_LINES ? place - NEAR_LINES : 0, place + NEAR_LINES, id);
}

static bool is_comment(const struct atom_text *text, size_t line)
{
	for (size_t i = 0; i < text->lines[line].count; i++)
		if (text->atoms[text->lines[line].first + i].kind != ATOM_COMMENT)
			return false;
	return true;
}

/* Is all that is added, comments and short lines aside, right above or below the place? */
static bool is_next_to(const struct adapt_input *in, const struct change_list *changes,
		       const struct adapt_change *change)
{
	const struct atom_text *b = &in->b.text, *n = &in->n.text, *a = &in->a.text;
	bool any = false;

	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++) {
		uint32_t id = n->lines[i].id;

		if (n->lines[i].weight < 10 || is_comment(n, i))
			continue;
		if (changes_remove_like(changes, &in->a.text, id) ||
		    is_near(a, change->a_line, id) || !is_near(b, change->b_line, id))
			return false;
		any = true;
	}
	return any;
}

/* "name(...);" at the outermost level of its function. */
static bool is_plain_call(const struct atom_text *text, size_t line)
{
	const struct atom_line *l = &text->lines[line];
	const struct atom *atoms = text->atoms + l->first;

	return l->count > 3 && atoms[0].kind == ATOM_WORD && atom_is(text, &atoms[1], "(") &&
	       atom_is(text, &atoms[l->count - 2], ")") &&
	       atom_is(text, &atoms[l->count - 1], ";") &&
	       atom_line_columns(text, line) == ATOM_TAB;
}

/* Is all that is added, several lines or a call, elsewhere in B's function but not in A's? */
static bool is_elsewhere(const struct adapt_input *in, const struct change_list *changes,
			 const struct adapt_change *change)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text, *n = &in->n.text;
	const struct cdef *in_a = definition_around(&in->a, change->a_line, change->a_line);
	const struct cdef *in_b = definition_around(&in->b, change->b_line, change->b_line);
	size_t lines = 0, calls = 0;

	if (!in_a || !in_b || in_a->kind != CDEF_FUNCTION || in_b->kind != CDEF_FUNCTION)
		return false;
	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++) {
		uint32_t id = n->lines[i].id;

		if (n->lines[i].weight < 8)
			continue;
		if (changes_remove_like(changes, &in->a.text, id) ||
		    has_line(a, in_a->first_line, in_a->last_line + 1, id) ||
		    !has_line(b, in_b->first_line, in_b->last_line + 1, id))
			return false;
		lines++;
		calls += is_plain_call(n, i);
	}
	return lines > 1 || (calls && calls == change->n_count);
}

/*
 * The number of telling lines in a row that are the same, from line i of A_NEW and line j of B on.
 */
static size_t common_run(const struct adapt_input *in, size_t i, size_t n_end, size_t j,
			 size_t *ret_end)
{
	const struct atom_text *b = &in->b.text, *n = &in->n.text;
	size_t telling = 0;

	for (; i < n_end && j < b->line_count && n->lines[i].id == b->lines[j].id; i++, j++)
		telling += n->lines[i].weight >= TELLING && !is_comment(n, i);
	*ret_end = j;
	return telling;
}

/*
 * Are several added lines in a row in B's function, next to the place? Lines that A's function has
 * as well, or that are moved, do not count.
 */
static bool is_begun(const struct adapt_input *in, const struct change_list *changes,
		     const struct adapt_change *change)
{
	const struct atom_text *a = &in->a.text, *n = &in->n.text;
	const struct cdef *in_a = definition_around(&in->a, change->a_line, change->a_line);
	const struct cdef *in_b = definition_around(&in->b, change->b_line, change->b_line);
	size_t n_end = change->n_line + change->n_count, end;

	if (!in_a || !in_b || in_a->kind != CDEF_FUNCTION || in_b->kind != CDEF_FUNCTION)
		return false;
	for (size_t i = change->n_line; i < n_end; i++) {
		uint32_t id = n->lines[i].id;

		if (n->lines[i].weight < TELLING || is_comment(n, i) ||
		    changes_remove_like(changes, &in->a.text, id) ||
		    has_line(a, in_a->first_line, in_a->last_line + 1, id))
			continue;
		for (size_t j = in_b->first_line;
		     j <= in_b->last_line && j < change->b_line + NEAR_LINES; j++)
			if (common_run(in, i, n_end, j, &end) >= RUN_LINES &&
			    end + NEAR_LINES >= change->b_line)
				return true;
	}
	return false;
}

/* Is ".name =" among the lines around a place, at the same depth? */
static bool is_in_block(const struct atom_text *text, size_t place, uint32_t name)
{
	size_t depth = 0;

	for (int step = -1; step <= 1; step += 2)
		for (size_t i = step < 0 ? place - 1 : place; i < text->line_count; i += step) {
			const struct atom_line *l = &text->lines[i];
			const struct atom *atoms = text->atoms + l->first;

			if (!l->id)
				continue;
			if (l->count < 3 || !atom_is(text, &atoms[0], ".") ||
			    (depth && atom_line_columns(text, i) < depth))
				break;
			depth = depth ? depth : atom_line_columns(text, i);
			if (atom_line_columns(text, i) == depth && atoms[1].id == name &&
			    atom_is(text, &atoms[2], "="))
				return true;
		}
	return false;
}

/* Does B initialize the added member already, in the same block, where A does not? */
static bool is_given(const struct adapt_input *in, const struct adapt_change *change)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text, *n = &in->n.text;

	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++) {
		const struct atom_line *l = &n->lines[i];
		const struct atom *atoms = n->atoms + l->first;

		if (l->count > 3 && atom_is(n, &atoms[0], ".") && atoms[1].kind == ATOM_WORD &&
		    atom_is(n, &atoms[2], "=") && is_in_block(b, change->b_line, atoms[1].id) &&
		    !is_in_block(a, change->a_line, atoms[1].id))
			return true;
	}
	return false;
}

const char *check_present(const struct adapt_input *in, const struct change_list *changes,
			  const struct adapt_change *change)
{
	if (is_next_to(in, changes, change))
		return "the added code is there already, next to this place";
	if (is_elsewhere(in, changes, change))
		return "the added code is there already, elsewhere in the function";
	if (is_begun(in, changes, change))
		return "a part of the added code is there already, next to this place";
	if (is_given(in, change))
		return "the member is initialized already, to another value";
	return NULL;
}
