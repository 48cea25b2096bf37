// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/scope.h"

/* "name:" */
static bool is_label(const struct atom_text *text, size_t line)
{
	const struct atom *atoms = atom_line_atoms(text, line);

	return text->lines[line].count == 2 && atoms[0].kind == ATOM_WORD && atom_is(text, &atoms[1], ":") &&
	       !atom_is(text, &atoms[0], "default");
}

size_t scope_outwards(struct scope_place *place)
{
	const struct atom_text *text = &place->side->text;

	while (place->columns && place->line > place->first) {
		size_t line = --place->line, columns;

		if (!atom_line_is_code(text, line) || (place->in_function && is_label(text, line)))
			continue;
		columns = atom_line_columns(text, line);
		if (columns < place->columns) {
			place->columns = columns;
			return line;
		}
	}
	return SCOPE_NONE;
}

bool scope_is_within(const struct scope_place *place, uint32_t id)
{
	struct scope_place at = *place;
	size_t line;

	while ((line = scope_outwards(&at)) != SCOPE_NONE)
		if (place->side->text.lines[line].id == id)
			return true;
	return false;
}

size_t scope_first_code(const struct atom_text *text, size_t line, size_t count)
{
	for (size_t i = line; i < line + count; i++)
		if (atom_line_is_code(text, i))
			return i;
	return SCOPE_NONE;
}

static struct scope_place place_in(const struct side *side, size_t line, size_t count)
{
	const struct cdef *def = adapt_definition_around(side, line, line + count);

	return (struct scope_place){
		.side = side, .line = line, .first = def ? def->first_line : 0,
		.end = def ? def->last_line + 1 : side->text.line_count,
		.in_function = def && def->kind == CDEF_FUNCTION,
	};
}

/* At the first line of some that has code. */
static bool go_to_code(struct scope_place *place, size_t line, size_t count)
{
	place->line = scope_first_code(&place->side->text, line, count);
	if (place->line == SCOPE_NONE)
		return false;
	place->columns = atom_line_columns(&place->side->text, place->line);
	return true;
}

bool scope_places(const struct adapter *adapter, const struct adapt_change *change,
		  struct scope_place *ret_a, struct scope_place *ret_b)
{
	size_t added = scope_first_code(&adapter->n.text, change->n_line, change->n_count);
	int deeper;

	*ret_a = place_in(&adapter->a, change->a_line, change->a_count);
	*ret_b = place_in(&adapter->b, change->b_line, change->b_count);
	if (change->a_count)
		return go_to_code(ret_a, change->a_line, change->a_count) &&
		       go_to_code(ret_b, change->b_line, change->b_count);
	if (added == SCOPE_NONE)
		return false;
	ret_a->columns = atom_line_columns(&adapter->n.text, added);
	deeper = ATOM_TAB * adapt_deeper(adapter, change);
	ret_b->columns = deeper < 0 && (size_t)-deeper > ret_a->columns ? 0 : ret_a->columns + deeper;
	return true;
}
