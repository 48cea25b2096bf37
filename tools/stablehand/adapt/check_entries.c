// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of devices, quirks and the like: an entry is known by the numbers that it
 * has, as those of a vendor and a device. Lines that look alike are other entries
 * when these are others.
 */
#include "adapt/check_entries.h"

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"

#define DIGITS 4	/* hexadecimal ones in an ID, at least */

static bool is_id(const struct atom_text *text, const struct atom *atom)
{
	return atom->kind == ATOM_NUMBER && atom->len >= 2 + DIGITS &&
	       text->data[atom->start] == '0' && (text->data[atom->start + 1] | 0x20) == 'x';
}

/* The next ID on a line from atom *at on; NULL: there is none. */
static const struct atom *next_id(const struct atom_text *text, size_t line, size_t *at)
{
	const struct atom_line *l = &text->lines[line];

	while (*at < l->count) {
		const struct atom *atom = &text->atoms[l->first + (*at)++];

		if (is_id(text, atom))
			return atom;
	}
	return NULL;
}

/* Do two lines have the same IDs? -1: neither has any. */
static int same_ids(const struct atom_text *x, size_t i, const struct atom_text *y, size_t j)
{
	size_t at = 0, at_y = 0;
	bool any = false;

	for (;;) {
		const struct atom *p = next_id(x, i, &at), *q = next_id(y, j, &at_y);

		if (!p && !q)
			return any ? 1 : -1;
		if (!p || !q || p->id != q->id)
			return 0;
		any = true;
	}
}

/* The number of lines in a definition that have the IDs of a line. */
static size_t count_entries(const struct source_file *file, const struct cdef *def,
			    const struct atom_text *text, size_t line)
{
	size_t count = 0;

	for (size_t i = def->first_line; i <= def->last_line; i++)
		count += same_ids(&file->text, i, text, line) == 1;
	return count;
}

static const struct cdef *table_around(const struct source_file *file, size_t line, size_t count)
{
	const struct cdef *def = definition_around(file, line, line + count);

	return def && def->kind == CDEF_VARIABLE ? def : NULL;
}

bool check_entries(const struct adapt_input *in, struct adapt_change *change)
{
	const struct atom_text *a = &in->a.text, *b = &in->b.text, *n = &in->n.text;
	const struct cdef *in_a = table_around(&in->a, change->a_line, change->a_count);
	const struct cdef *in_n = table_around(&in->n, change->n_line, change->n_count);
	const struct cdef *in_b = table_around(&in->b, change->b_line, change->b_count);

	if (!in_a || !in_n || !in_b)
		return true;
	for (size_t i = 0; i < change->a_count && change->a_count == change->b_count; i++)
		if (!same_ids(a, change->a_line + i, b, change->b_line + i))
			return change_refuse(
				change, "the table has a different entry there in this branch");
	for (size_t i = change->n_line; i < change->n_line + change->n_count; i++)
		if (!count_entries(&in->a, in_a, n, i) && count_entries(&in->b, in_b, n, i) &&
		    count_entries(&in->n, in_n, n, i) == 1)
			return change_refuse(change,
					     "duplicate entry: this branch has one with these IDs");
	return true;
}
