// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/code_piece.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

static const unsigned char *bytes_of(const struct code_piece *piece)
{
	const struct code_section *section = code_piece_section(piece);

	return section->bytes ? section->bytes + piece->start : NULL;
}

bool code_same_plain_name(const struct code_symbol *a, const struct code_symbol *b)
{
	return a->len == b->len && !memcmp(a->name, b->name, a->len);
}

/* A text that the compiler gave no name: the same printable bytes up to the NUL. */
static bool same_string(const struct code_section *a, uint64_t at_a, const struct code_section *b,
			uint64_t at_b)
{
	for (size_t i = 0;; i++) {
		unsigned char c;

		if (!a->bytes || !b->bytes || at_a + i >= a->size || at_b + i >= b->size)
			return false;
		c = a->bytes[at_a + i];
		if (c != b->bytes[at_b + i])
			return false;
		if (!c)
			return i > 0;
		/* KERN_SOH begins printk()'s. */
		if (!isprint(c) && !isspace(c) && !(c == 1 && !i))
			return false;
	}
}

/* Is one section as it was to the last byte, so that what has no name has not moved? */
static bool same_bytes(const struct code_pair *pair, const struct code_section *a,
		       const struct code_section *b)
{
	if (a->size != b->size || a->reloc_count != b->reloc_count || !a->bytes || !b->bytes ||
	    memcmp(a->bytes, b->bytes, a->size))
		return false;
	for (size_t i = 0; i < a->reloc_count; i++) {
		const struct code_reloc *x = &a->relocs[i], *y = &b->relocs[i];
		const struct code_symbol *s = &pair->a.symbols[x->symbol],
					 *t = &pair->b.symbols[y->symbol];

		if (x->offset != y->offset || x->type != y->type || x->addend != y->addend ||
		    s->value != t->value || strcmp(s->name, t->name) ||
		    strcmp(pair->a.sections[s->section].name, pair->b.sections[t->section].name))
			return false;
	}
	return true;
}

/* From the function's beginning to what an absolute reference is to. */
static uint64_t distance(const struct code_piece *function, const struct code_reloc *reloc)
{
	return function->object->symbols[reloc->symbol].value + reloc->addend - function->start;
}

static bool leads_into(const struct code_piece *function, const struct code_reloc *reloc,
		       uint64_t at)
{
	return reloc->offset == at && function->object->arch->reloc_is_pointer(reloc->type) &&
	       function->object->symbols[reloc->symbol].section == function->section &&
	       distance(function, reloc) < function->size;
}

/*
 * A place before a datum, from which an index counts ("msrs[i - 1]"), where the
 * section has nothing that could be meant itself.
 */
static bool same_gap(const struct code_object *a, size_t section_a, uint64_t at_a,
		     const struct code_object *b, size_t section_b, uint64_t at_b)
{
	const struct code_symbol *x = code_object_behind(a, section_a, at_a);
	const struct code_symbol *y = code_object_behind(b, section_b, at_b);

	return x && y && !a->sections[section_a].bytes && !b->sections[section_b].bytes &&
	       code_same_plain_name(x, y) && x->value - at_a == y->value - at_b;
}

/* x and y are the first of those at their places, which empty structures share. */
static bool share_name(const struct code_object *a, size_t section_a, const struct code_symbol *x,
		       const struct code_object *b, size_t section_b, const struct code_symbol *y)
{
	uint64_t at = x->value;

	for (size_t i = 0; (x = code_object_nth(a, section_a, at, i)); i++)
		for (size_t j = 0;; j++) {
			const struct code_symbol *other =
				code_object_nth(b, section_b, y->value, j);

			if (!other)
				break;
			if (code_same_plain_name(x, other))
				return true;
		}
	return false;
}

/* Do two places have the same name, or the same content? */
static bool same_place(const struct code_object *a, size_t section_a, uint64_t at_a,
		       const struct code_object *b, size_t section_b, uint64_t at_b)
{
	const struct code_symbol *x = code_object_at(a, section_a, at_a);
	const struct code_symbol *y = code_object_at(b, section_b, at_b);

	if (x && y && at_a == x->value && at_b == y->value)
		return share_name(a, section_a, x, b, section_b, y);
	if (x && y)
		return code_same_plain_name(x, y) && at_a - x->value == at_b - y->value;
	if (x || y)
		return false;
	return same_string(&a->sections[section_a], at_a, &b->sections[section_b], at_b) ||
	       same_gap(a, section_a, at_a, b, section_b, at_b);
}

/*
 * The jump table of a switch, which has no name: as long as entries lead into
 * the function, they lead to the same places in it.
 */
static bool same_jump_table(const struct code_pair *pair, const struct code_piece *f, uint64_t at_a,
			    size_t section_a, const struct code_piece *g, uint64_t at_b,
			    size_t section_b)
{
	const struct code_section *s = &pair->a.sections[section_a],
				  *t = &pair->b.sections[section_b];

	for (size_t n = 0;; n++, at_a += 8, at_b += 8) {
		size_t i = code_section_reloc(s, at_a), j = code_section_reloc(t, at_b);
		bool in_a = i < s->reloc_count && leads_into(f, &s->relocs[i], at_a);
		bool in_b = j < t->reloc_count && leads_into(g, &t->relocs[j], at_b);

		if (!in_a && !in_b)
			return n > 0;
		if (in_a != in_b ||
		    distance(f, &s->relocs[i]) != distance(g, &t->relocs[j]))
			return false;
	}
}

/* f and g are the functions that refer to them; or NULL. */
static bool same_target(const struct code_pair *pair, const struct code_piece *f,
			const struct code_reloc *a, const struct code_piece *g,
			const struct code_reloc *b)
{
	const struct arch_object *arch = pair->a.arch;
	const struct code_symbol *x = &pair->a.symbols[a->symbol], *y = &pair->b.symbols[b->symbol];
	const struct code_section *s = &pair->a.sections[x->section],
				  *t = &pair->b.sections[y->section];
	uint64_t at_a = x->value + a->addend, at_b = y->value + b->addend;
	bool relative = arch->reloc_is_relative(a->type);

	if (a->type != b->type)
		return false;
	if (!x->section || !y->section)
		return !x->section && !y->section && a->addend == b->addend &&
		       !strcmp(x->name, y->name);
	if (strcmp(s->name, t->name))
		return false;
	for (size_t i = 0; i < (relative ? arch->end_count : 1); i++) {
		int end = relative ? arch->ends[i] : 0;

		if (same_place(&pair->a, x->section, at_a + end, &pair->b, y->section, at_b + end))
			return true;
	}
	if (f && !code_object_at(&pair->a, x->section, at_a) &&
	    !code_object_at(&pair->b, y->section, at_b) &&
	    same_jump_table(pair, f, at_a, x->section, g, at_b, y->section))
		return true;
	return at_a == at_b && same_bytes(pair, s, t);
}

/*
 * How many bytes from `at` on are the distance of a jump or call within the section, which
 * the assembler has settled, and which leads to the same place in both; 0: none.
 */
static size_t skip_jump(const struct code_piece *a, const struct code_piece *b, size_t at)
{
	const struct arch_object *arch = a->object->arch;
	const unsigned char *x = bytes_of(a), *y = bytes_of(b);
	struct arch_jump by_a = arch->jump(x, at, a->size), by_b = arch->jump(y, at, b->size);

	if (!by_a.width || by_a.width != by_b.width || by_a.kind != by_b.kind)
		return 0;
	return same_place(a->object, a->section, a->start + at + by_a.to, b->object, b->section,
			  b->start + at + by_b.to) ? by_a.width : 0;
}

bool code_line_moved(const struct code_pair *pair, const unsigned char *x, const unsigned char *y,
		       size_t width)
{
	uint32_t from = 0, to = 0;

	memcpy(&from, x, width);
	memcpy(&to, y, width);
	return from != to && pair->moves && pair->moves(from, to, pair->data);
}

/* The bytes from `at` to `end`, between relocations. */
static bool same_stretch(const struct code_pair *pair, const struct code_piece *a,
			 const struct code_piece *b, size_t at, size_t end, bool code,
			 bool *lines)
{
	const unsigned char *x = bytes_of(a), *y = bytes_of(b);
	size_t start = at;

	while (at < end) {
		size_t skipped = 0;

		if (x[at] == y[at]) {
			at++;
			continue;
		}
		/* The first byte that differs is not always that of the field. */
		for (size_t back = 0; code && back < 4 && back <= at - start && !skipped; back++) {
			skipped = skip_jump(a, b, at - back);
			skipped = skipped > back ? skipped - back : 0;
		}
		for (size_t back = 0; back < 4 && back <= at - start && !skipped; back++)
			if (at - back + 4 <= end &&
			    code_line_moved(pair, x + at - back, y + at - back, 4)) {
				skipped = 4 - back;
				*lines = true;
			}
		if (!skipped)
			return false;
		at += skipped;
	}
	return true;
}

/* Sets *lines when line numbers differ. */
bool code_piece_same(const struct code_pair *pair, const struct code_piece *a,
		     const struct code_piece *b, bool code, bool *lines)
{
	const struct code_section *s = code_piece_section(a), *t = code_piece_section(b);
	size_t i = code_section_reloc(s, a->start), j = code_section_reloc(t, b->start), at = 0;

	if (a->size != b->size || !s->bytes != !t->bytes)
		return false;
	if (!s->bytes)
		return true;
	for (;; i++, j++) {
		bool more = i < s->reloc_count && s->relocs[i].offset < a->start + a->size;
		bool more_b = j < t->reloc_count && t->relocs[j].offset < b->start + b->size;
		size_t next = more ? s->relocs[i].offset - a->start : a->size;

		if (more != more_b || (more && t->relocs[j].offset - b->start != next))
			return false;
		if (next < at || !same_stretch(pair, a, b, at, next, code, lines))
			return false;
		if (!more)
			return true;
		if (!same_target(pair, code ? a : NULL, &s->relocs[i], code ? b : NULL,
				 &t->relocs[j]))
			return false;
		at = next + pair->a.arch->reloc_width(s->relocs[i].type);
		if (at > a->size)
			return false;
	}
}
