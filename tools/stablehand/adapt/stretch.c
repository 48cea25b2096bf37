// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/stretch.h"

#include <string.h>

struct stretch stretch_of(const struct atom_text *text, size_t start, size_t end)
{
	struct stretch stretch = { .text = text };

	if (start == end)
		return stretch;
	stretch.first = text->lines[start].first;
	stretch.count = text->lines[end - 1].first + text->lines[end - 1].count - stretch.first;
	stretch.start = text->lines[start].start;
	stretch.end = text->lines[end - 1].start + text->lines[end - 1].len;
	return stretch;
}

struct adapt_bytes stretch_space_before(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];
	size_t from = i ? atom[-1].start + atom[-1].len : stretch->start;

	return (struct adapt_bytes){ stretch->text->data + from, atom->start - from };
}

struct adapt_bytes stretch_space_behind(const struct stretch *stretch)
{
	const struct atom *last = &stretch->text->atoms[stretch->first + stretch->count - 1];
	size_t from = stretch->count ? last->start + last->len : stretch->start;

	return (struct adapt_bytes){ stretch->text->data + from, stretch->end - from };
}

struct adapt_bytes stretch_bytes(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	return (struct adapt_bytes){ stretch->text->data + atom->start, atom->len };
}

bool stretch_same(const struct stretch *x, size_t i, size_t i_end, const struct stretch *y,
		       size_t j, size_t j_end)
{
	if (i_end - i != j_end - j)
		return false;
	for (; i < i_end; i++, j++)
		if (x->text->atoms[x->first + i].id != y->text->atoms[y->first + j].id)
			return false;
	return true;
}

size_t stretch_find(const struct stretch *x, size_t i, size_t ie, const struct stretch *y,
			 size_t j, size_t je)
{
	for (; j + (ie - i) <= je; j++)
		if (stretch_same(x, i, ie, y, j, j + (ie - i)))
			return j;
	return je;
}

bool stretch_is_unary(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	return i < stretch->count && atom->len == 1 &&
	       strchr("&*!~-", stretch->text->data[atom->start]);
}

bool stretch_ends_operand(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	return atom->kind == ATOM_WORD || atom->kind == ATOM_NUMBER ||
	       (atom->len == 1 && strchr(")]", stretch->text->data[atom->start]));
}

bool stretch_is_binary(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];
	struct adapt_bytes text = stretch_bytes(stretch, i);

	return atom->kind == ATOM_PUNCT && i && stretch_ends_operand(stretch, i - 1) &&
	       strchr("+-*/%&|^<>=!?", *text.data) &&
	       !bytes_equal(text, (struct adapt_bytes){ "->", 2 }) &&
	       !bytes_equal(text, (struct adapt_bytes){ "++", 2 }) &&
	       !bytes_equal(text, (struct adapt_bytes){ "--", 2 });
}
