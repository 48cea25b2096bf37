// SPDX-License-Identifier: GPL-2.0-only
/*
 * A definition of A is known in B by its kind and name. Where either file has several of that
 * name, as in the halves of an #if, the one with the most lines in common is it; of equals,
 * when there are as many in both, the one in the same place of their order. It must not be
 * more like another one of A with that name: then B has that one, and not this.
 *
 * Where B has none of that name, it may have got a new one. A definition that A does not have
 * is taken for it when it has half of its lines, clearly more than the next best one, and when
 * no other definition of A is as much like it: of a family of functions with the same body any
 * may be the one that was renamed.
 */
#include "adapt/counterparts.h"

#include "adapt/input.h"

#define RENAMED 50		/* per cent of its lines that a renamed definition has at least */

unsigned lines_in_common(const struct atom_text *x, struct line_range a,
			       const struct atom_text *y, struct line_range b)
{
	size_t all = 0, common = 0;

	for (size_t i = a.start; i < a.end; i++) {
		const struct atom_line *line = &x->lines[i];

		all += line->weight;
		for (size_t j = b.start; line->id && j < b.end; j++)
			if (y->lines[j].id == line->id) {
				common += line->weight;
				break;
			}
	}
	return all ? 100 * common / all : 0;
}

static unsigned common_lines(const struct adapt_input *in, struct line_range a, struct line_range b)
{
	return lines_in_common(&in->a.text, a, &in->b.text, b);
}

/*
 * The number of definitions in a file with the kind and name of one of A, and which one `self` is.
 */
static size_t count_like(const struct adapt_input *in, const struct source_file *file,
			 const struct cdef *def, const struct cdef *self, size_t *ret_which)
{
	size_t count = 0;

	for (size_t i = 0; i < file->defs.count; i++) {
		const struct cdef *other = &file->defs.items[i];

		if (other->kind != def->kind || !definitions_same_name(&in->a, def, file, other))
			continue;
		if (other == self)
			*ret_which = count;
		count++;
	}
	return count;
}

/* How alike definitions of A and B are: the sum of what each has of the other, in per cent. */
static unsigned likeness(const struct adapt_input *in, const struct cdef *def,
			 const struct cdef *other)
{
	return common_lines(in, definition_lines(def), definition_lines(other)) +
	       lines_in_common(&in->b.text, definition_lines(other), &in->a.text,
			       definition_lines(def));
}

/*
 * Is B's definition rather the counterpart of another one of A with that name, such as the other
 * branch of an #if? If it is as much like both, that is undecidable unless B has as many.
 */
static bool is_of_another(const struct adapt_input *in, const struct cdef *def,
			  const struct cdef *found, bool as_many)
{
	unsigned own = likeness(in, def, found);

	for (size_t i = 0; i < in->a.defs.count; i++) {
		const struct cdef *other = &in->a.defs.items[i];
		unsigned common;

		if (other == def || other->kind != def->kind ||
		    !definitions_same_name(&in->a, def, &in->a, other))
			continue;
		common = likeness(in, other, found);
		if (common > own || (common == own && !as_many))
			return true;
	}
	return false;
}

const struct cdef *counterpart_of(const struct adapt_input *in, const struct cdef *def)
{
	const struct cdef *found = NULL;
	size_t which = 0, here = 0, in_a, in_b = count_like(in, &in->b, def, NULL, &here);
	unsigned best = 0;

	if (!in_b)
		return NULL;
	in_a = count_like(in, &in->a, def, def, &which);
	for (size_t i = 0; i < in->b.defs.count; i++) {
		const struct cdef *other = &in->b.defs.items[i];
		unsigned common;

		if (other->kind != def->kind || !definitions_same_name(&in->a, def, &in->b, other))
			continue;
		if (in_a == 1 && in_b == 1)
			return other;
		common = likeness(in, def, other);
		if (!found || common > best || (common == best && in_a == in_b && here == which)) {
			best = common;
			found = other;
		}
		here++;
	}
	return is_of_another(in, def, found, in_a == in_b) ? NULL : found;
}

bool counterpart_is_ambiguous(const struct adapt_input *in, const struct cdef *def)
{
	size_t which;

	return !counterpart_of(in, def) && count_like(in, &in->b, def, NULL, &which);
}

static bool is_in_a(const struct adapt_input *in, const struct cdef *other)
{
	for (size_t i = 0; i < in->a.defs.count; i++) {
		const struct cdef *def = &in->a.defs.items[i];

		if (def->kind == other->kind && definitions_same_name(&in->a, def, &in->b, other))
			return true;
	}
	return false;
}

/*
 * Does A have another definition that is as much like B's? Any of such a family may have been
 * renamed.
 */
static bool has_sibling_like(const struct adapt_input *in, const struct cdef *def,
			     const struct cdef *found)
{
	unsigned own = likeness(in, def, found);

	for (size_t i = 0; i < in->a.defs.count; i++) {
		const struct cdef *sibling = &in->a.defs.items[i];

		if (sibling != def && sibling->kind == def->kind &&
		    likeness(in, sibling, found) >= own)
			return true;
	}
	return false;
}

const struct cdef *counterpart_renamed(const struct adapt_input *in, const struct cdef *def)
{
	const struct cdef *found = NULL;
	unsigned best = 0, second = 0;

	if (def->kind != CDEF_FUNCTION && def->kind != CDEF_RECORD && def->kind != CDEF_VARIABLE)
		return NULL;
	for (size_t i = 0; i < in->b.defs.count; i++) {
		const struct cdef *other = &in->b.defs.items[i];
		unsigned common;

		if (other->kind != def->kind || is_in_a(in, other))
			continue;
		common = common_lines(in, definition_lines(def), definition_lines(other));
		if (common > best) {
			second = best;
			best = common;
			found = other;
		} else if (common > second) {
			second = common;
		}
	}
	return best >= RENAMED && second * 10 < best * 8 && !has_sibling_like(in, def, found) ?
		       found :
		       NULL;
}

const struct cdef *counterpart_or_renamed(const struct adapt_input *in, const struct cdef *def)
{
	const struct cdef *other = counterpart_of(in, def);

	return other ? other : counterpart_renamed(in, def);
}
