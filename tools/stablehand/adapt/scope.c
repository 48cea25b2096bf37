// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/scope.h"

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/indentation.h"
#include "adapt/input.h"

/* "name:" */
static bool is_label(const struct atom_text *text, size_t line)
{
	const struct atom *atoms = atom_line_atoms(text, line);

	return text->lines[line].count == 2 && atoms[0].kind == ATOM_WORD &&
	       atom_is(text, &atoms[1], ":") && !atom_is(text, &atoms[0], "default");
}

size_t scope_outwards(struct scope_place *place)
{
	const struct atom_text *text = &place->file->text;

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
		if (place->file->text.lines[line].id == id)
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

static struct scope_place place_in(const struct source_file *file, size_t line, size_t count)
{
	const struct cdef *def = definition_around(file, line, line + count);

	return (struct scope_place){
		.file = file, .line = line, .first = def ? def->first_line : 0,
		.end = def ? def->last_line + 1 : file->text.line_count,
		.in_function = def && def->kind == CDEF_FUNCTION,
	};
}

/* Go to the first line with code. */
static bool go_to_code(struct scope_place *place, size_t line, size_t count)
{
	place->line = scope_first_code(&place->file->text, line, count);
	if (place->line == SCOPE_NONE)
		return false;
	place->columns = atom_line_columns(&place->file->text, place->line);
	return true;
}

bool scope_places(const struct adapt_input *in, const struct alignment *alignment,
		  const struct adapt_change *change, struct scope_place *ret_a,
		  struct scope_place *ret_b)
{
	size_t added = scope_first_code(&in->n.text, change->n_line, change->n_count);
	int deeper;

	*ret_a = place_in(&in->a, change->a_line, change->a_count);
	*ret_b = place_in(&in->b, change->b_line, change->b_count);
	if (change->a_count)
		return go_to_code(ret_a, change->a_line, change->a_count) &&
		       go_to_code(ret_b, change->b_line, change->b_count);
	if (added == SCOPE_NONE)
		return false;
	ret_a->columns = atom_line_columns(&in->n.text, added);
	deeper = ATOM_TAB * indentation_deeper(alignment, change);
	ret_b->columns = deeper < 0 && (size_t)-deeper > ret_a->columns ? 0 :
									  ret_a->columns + deeper;
	return true;
}
