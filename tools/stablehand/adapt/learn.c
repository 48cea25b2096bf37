// SPDX-License-Identifier: GPL-2.0-only
/* What is called otherwise in B, learned from lines of both files that are partners. */
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "util/alloc.h"

#define SWAP_ATOMS 16		/* of either side of a swap */
#define MOVED_WEIGHT 8		/* of a line from which it is known again elsewhere */

/* What opens less what closes. */
static long depth_of(const struct atom_text *text, const struct atom *atoms, size_t count)
{
	long depth = 0;

	for (size_t i = 0; i < count; i++) {
		char c = text->data[atoms[i].start];

		if (atoms[i].kind == ATOM_PUNCT && atoms[i].len == 1)
			depth += !!strchr("([{", c) - !!strchr(")]}", c);
	}
	return depth;
}

/* Does it leave the place: return, goto, break, continue? */
static bool jumps(const struct atom_text *text, const struct atom *atoms, size_t count)
{
	static const char *const words[] = { "return", "goto", "break", "continue" };

	for (size_t i = 0; i < count; i++)
		for (size_t w = 0; atoms[i].kind == ATOM_WORD && w < ARRAY_SIZE(words); w++)
			if (atoms[i].len == strlen(words[w]) &&
			    !memcmp(text->data + atoms[i].start, words[w], atoms[i].len))
				return true;
	return false;
}

static bool same_swap(const struct swap *x, const struct swap *y)
{
	if (x->from_count != y->from_count || x->to_count != y->to_count)
		return false;
	for (size_t i = 0; i < x->from_count; i++)
		if (x->from[i].id != y->from[i].id)
			return false;
	for (size_t i = 0; i < x->to_count; i++)
		if (x->to[i].id != y->to[i].id)
			return false;
	return true;
}

static void add_swap(struct adapter *adapter, const struct atom *from, size_t from_count,
		     const struct atom *to, size_t to_count, bool whole)
{
	struct swap swap = { from, to, from_count, to_count, whole };
	bool word = false;

	if (!from_count || (!whole && (from_count > SWAP_ATOMS || to_count > SWAP_ATOMS)))
		return;
	for (size_t i = 0; i < from_count; i++)
		word |= from[i].kind == ATOM_WORD;
	/* What leaves the function here leaves it there. */
	if (jumps(&adapter->a.text, from, from_count) != jumps(&adapter->b.text, to, to_count))
		return;
	if (!word || depth_of(&adapter->a.text, from, from_count) !=
		     depth_of(&adapter->b.text, to, to_count))
		return;
	for (size_t i = 0; i < adapter->swap_count; i++)
		if (same_swap(&adapter->swaps[i], &swap))
			return;
	*ARRAY_ADD(adapter->swaps, adapter->swap_count, adapter->swap_alloc) = swap;
}

/* What differs between two lines that are partners. */
static void learn_line(struct adapter *adapter, size_t a_line, size_t b_line)
{
	const struct atom_line *x = &adapter->a.text.lines[a_line];
	const struct atom_line *y = &adapter->b.text.lines[b_line];
	const struct atom *a = adapter->a.text.atoms + x->first;
	const struct atom *b = adapter->b.text.atoms + y->first;
	_cleanup_free_ uint32_t *pairs = xcalloc(x->count + 1, sizeof(*pairs));
	size_t i = 0, j = 0, from = 0, to = 0;

	if (!adapt_align_atoms(a, x->count, b, y->count, pairs))
		return;
	while (i < x->count || j < y->count) {
		bool balanced;

		/* Over what is the same, ... */
		if (i < x->count && pairs[i] == j && from == i && to == j) {
			from = ++i;
			to = ++j;
			continue;
		}
		/* ... then up to the next that is, and on until the brackets agree. */
		if (i < x->count && pairs[i] == j) {
			i++;
			j++;
		} else {
			while (i < x->count && pairs[i] == ALIGN_NONE)
				i++;
			while (j < (i < x->count ? pairs[i] : y->count))
				j++;
		}
		balanced = depth_of(&adapter->a.text, a + from, i - from) ==
			   depth_of(&adapter->b.text, b + to, j - to);
		if (balanced) {
			add_swap(adapter, a + from, i - from, b + to, j - to, false);
			from = i;
			to = j;
		}
	}
}

/*
 * A line that the change moves, for what B has in its place: also "ret = x; goto
 * out;" for "return x;".
 */
static void learn_moved(struct adapter *adapter, size_t a_line, size_t b_line)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text;
	const struct atom_line *from = &a->lines[a_line], *to = &b->lines[b_line];
	size_t count = to->count;

	if (jumps(a, a->atoms + from->first, from->count) && !jumps(b, b->atoms + to->first, count) &&
	    b_line + 1 < b->line_count && jumps(b, b->atoms + to[1].first, to[1].count) &&
	    (a_line + 1 == a->line_count || adapter->partners[a_line + 1] != b_line + 1))
		count += to[1].count;
	add_swap(adapter, a->atoms + from->first, from->count, b->atoms + to->first, count, true);
}

void adapt_learn(struct adapter *adapter)
{
	const struct atom_text *a = &adapter->a.text, *b = &adapter->b.text;

	for (size_t i = 0; i < a->line_count; i++) {
		uint32_t j = adapter->aligned[i] ? adapter->partners[i] : ALIGN_NONE;

		if (j == ALIGN_NONE || a->lines[i].id == b->lines[j].id)
			continue;
		if (adapt_removes(adapter, i) && a->lines[i].weight >= MOVED_WEIGHT)
			learn_moved(adapter, i, j);
		learn_line(adapter, i, j);
	}
}
