// SPDX-License-Identifier: GPL-2.0-only
/* Where the surroundings of a change are in B. */
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "util/alloc.h"

#define EDGE_LINES 40		/* of a neighbouring definition that are looked at */
#define ALIKE 50		/* likeness from which lines may be partners */
#define RENAMED 50		/* per cent that a renamed function has in common */
#define WINDOW_LINES 12		/* around a change, when its function is not in B */
#define TWIN 40			/* per cent of lines that another function of A has, too */
#define ADJACENT 4		/* what it is worth when partners follow each other */

struct range {
	size_t start, end;	/* lines */
};

struct pairing {
	const struct adapter *adapter;
	size_t a, b;		/* first lines */
};

static int score_lines(const void *data, size_t i, size_t j)
{
	const struct pairing *pairing = data;
	const struct atom_text *a = &pairing->adapter->a.text, *b = &pairing->adapter->b.text;
	const struct atom_line *x = &a->lines[pairing->a + i], *y = &b->lines[pairing->b + j];
	unsigned likeness, weight;

	if (x->id == y->id) {
		if (x->opener != pairing->a + i && y->opener != pairing->b + j)
			return a->lines[x->opener].id == b->lines[y->opener].id ? 12 : 2;
		return x->id ? 4 + 2 * (x->weight < 40 ? x->weight : 40) : 1;
	}
	if (!x->id || !y->id || x->weight * 4 < y->weight || y->weight * 4 < x->weight)
		return 0;
	likeness = atom_line_likeness(a, pairing->a + i, b, pairing->b + j);
	if (likeness < ALIKE)
		return 0;
	weight = x->weight < y->weight ? x->weight : y->weight;
	return 2 * (weight < 40 ? weight : 40) * (likeness - 30) / 80;
}

static bool same_lines(const void *data, size_t i, size_t j)
{
	const struct pairing *pairing = data;

	return pairing->adapter->a.text.lines[pairing->a + i].id ==
	       pairing->adapter->b.text.lines[pairing->b + j].id;
}

static bool align_ranges(struct adapter *adapter, struct range a, struct range b)
{
	struct pairing pairing = { .adapter = adapter, .a = a.start, .b = b.start };
	size_t n = a.end - a.start;

	if (!align(n, b.end - b.start, score_lines, ADJACENT, same_lines, &pairing,
		   adapter->partners + a.start))
		return false;
	for (size_t i = a.start; i < a.end; i++) {
		adapter->aligned[i] = 1;
		if (adapter->partners[i] != ALIGN_NONE)
			adapter->partners[i] += b.start;
	}
	return true;
}

bool adapt_align_lines(struct adapter *adapter, size_t a, size_t a_end, size_t b, size_t b_end)
{
	return align_ranges(adapter, (struct range){ a, a_end }, (struct range){ b, b_end });
}

static bool is_outer(const struct cdef *def)
{
	return def->kind != CDEF_CONSTANT;
}

/* Is a change of lines [start, end) within the definition rather than next to it? */
static bool is_within(const struct cdef *def, size_t start, size_t end)
{
	if (start == end)
		return def->first_line < start && start <= def->last_line;
	return def->first_line <= start && end <= def->last_line + 1;
}

const struct cdef *adapt_definition_around(const struct side *side, size_t start, size_t end)
{
	const struct cdef *found = NULL;

	for (size_t i = 0; i < side->defs.count; i++) {
		const struct cdef *def = &side->defs.items[i];

		if (is_outer(def) && is_within(def, start, end) &&
		    (!found || def->last_line - def->first_line >
			       found->last_line - found->first_line))
			found = def;
	}
	return found;
}

static struct range lines_of(const struct cdef *def)
{
	return (struct range){ def->first_line, def->last_line + 1 };
}

/* Per cent of the weight of some lines of x that is also among those of y. */
static unsigned common_between(const struct atom_text *x, struct range a,
			       const struct atom_text *y, struct range b)
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

static unsigned common_lines(const struct adapter *adapter, struct range a, struct range b)
{
	return common_between(&adapter->a.text, a, &adapter->b.text, b);
}

static bool same_name(const struct side *x, const struct cdef *a, const struct side *y,
		      const struct cdef *b)
{
	return a->name_len == b->name_len && a->name_len &&
	       !memcmp(x->tokens.text + a->name, y->tokens.text + b->name, a->name_len);
}

/* How many definitions of a side have the kind and name of one of A, and which of them `self` is. */
static size_t count_like(const struct adapter *adapter, const struct side *side, const struct cdef *def,
			 const struct cdef *self, size_t *ret_which)
{
	size_t count = 0;

	for (size_t i = 0; i < side->defs.count; i++) {
		const struct cdef *other = &side->defs.items[i];

		if (other->kind != def->kind || !same_name(&adapter->a, def, side, other))
			continue;
		if (other == self)
			*ret_which = count;
		count++;
	}
	return count;
}

/* How alike a definition of A and one of B are: what each has of the other, in per cent, added. */
static unsigned likeness(const struct adapter *adapter, const struct cdef *def, const struct cdef *other)
{
	return common_lines(adapter, lines_of(def), lines_of(other)) +
	       common_between(&adapter->b.text, lines_of(other), &adapter->a.text, lines_of(def));
}

/*
 * Is B's definition rather that of another one of A with that name, as of the other half of
 * an #if? When it is as much like both, and B has not as many, there is no telling.
 */
static bool is_of_another(const struct adapter *adapter, const struct cdef *def, const struct cdef *found,
			  bool as_many)
{
	unsigned own = likeness(adapter, def, found);

	for (size_t i = 0; i < adapter->a.defs.count; i++) {
		const struct cdef *other = &adapter->a.defs.items[i];
		unsigned common;

		if (other == def || other->kind != def->kind || !same_name(&adapter->a, def, &adapter->a, other))
			continue;
		common = likeness(adapter, other, found);
		if (common > own || (common == own && !as_many))
			return true;
	}
	return false;
}

/* The definition of the same kind and name in B; of several the most similar, or the one in its place. */
const struct cdef *adapt_counterpart(const struct adapter *adapter, const struct cdef *def)
{
	const struct cdef *found = NULL;
	size_t which = 0, here = 0, in_a, in_b = count_like(adapter, &adapter->b, def, NULL, &here);
	unsigned best = 0;

	if (!in_b)
		return NULL;
	in_a = count_like(adapter, &adapter->a, def, def, &which);
	for (size_t i = 0; i < adapter->b.defs.count; i++) {
		const struct cdef *other = &adapter->b.defs.items[i];
		unsigned common;

		if (other->kind != def->kind || !same_name(&adapter->a, def, &adapter->b, other))
			continue;
		if (in_a == 1 && in_b == 1)
			return other;
		common = likeness(adapter, def, other);
		if (!found || common > best || (common == best && in_a == in_b && here == which)) {
			best = common;
			found = other;
		}
		here++;
	}
	return is_of_another(adapter, def, found, in_a == in_b) ? NULL : found;
}

static bool is_in_a(const struct adapter *adapter, const struct cdef *other)
{
	for (size_t i = 0; i < adapter->a.defs.count; i++) {
		const struct cdef *def = &adapter->a.defs.items[i];

		if (def->kind == other->kind && same_name(&adapter->a, def, &adapter->b, other))
			return true;
	}
	return false;
}

/* Has A another function that is as much like B's? Of a family, any may have got the new name. */
static bool has_sibling_like(const struct adapter *adapter, const struct cdef *def, const struct cdef *found)
{
	unsigned own = likeness(adapter, def, found);

	for (size_t i = 0; i < adapter->a.defs.count; i++) {
		const struct cdef *sibling = &adapter->a.defs.items[i];

		if (sibling != def && sibling->kind == def->kind && likeness(adapter, sibling, found) >= own)
			return true;
	}
	return false;
}

/* A definition of B under another name that has most lines of this one; NULL in doubt. */
static const struct cdef *renamed(const struct adapter *adapter, const struct cdef *def)
{
	const struct cdef *found = NULL;
	unsigned best = 0, second = 0;

	if (def->kind != CDEF_FUNCTION && def->kind != CDEF_RECORD && def->kind != CDEF_VARIABLE)
		return NULL;
	for (size_t i = 0; i < adapter->b.defs.count; i++) {
		const struct cdef *other = &adapter->b.defs.items[i];
		unsigned common;

		if (other->kind != def->kind || is_in_a(adapter, other))
			continue;
		common = common_lines(adapter, lines_of(def), lines_of(other));
		if (common > best) {
			second = best;
			best = common;
			found = other;
		} else if (common > second) {
			second = common;
		}
	}
	return best >= RENAMED && second * 10 < best * 8 && !has_sibling_like(adapter, def, found) ? found : NULL;
}

const struct cdef *adapt_stand_in(const struct adapter *adapter, const struct cdef *def)
{
	const struct cdef *other = adapt_counterpart(adapter, def);

	return other ? other : renamed(adapter, def);
}

/*
 * The lines between the nearest definitions above and below that B has in
 * that order, with the edges of these.
 */
static void between(const struct adapter *adapter, size_t start, size_t end, struct range *ret_a,
		    struct range *ret_b)
{
	const struct cdef *above = NULL, *below = NULL, *above_b = NULL, *below_b = NULL;
	const struct cdefs *defs = &adapter->a.defs;

	for (size_t i = defs->count; i--; ) {
		const struct cdef *def = &defs->items[i];

		if (is_outer(def) && def->last_line < start &&
		    (!above || def->last_line > above->last_line) &&
		    (above_b = adapt_counterpart(adapter, def))) {
			above = def;
			break;
		}
	}
	for (size_t i = 0; i < defs->count; i++) {
		const struct cdef *def = &defs->items[i];

		if (is_outer(def) && def->first_line >= end &&
		    (below_b = adapt_counterpart(adapter, def)) &&
		    (!above_b || below_b->first_line > above_b->last_line)) {
			below = def;
			break;
		}
	}
	*ret_a = (struct range){ 0, adapter->a.text.line_count };
	*ret_b = (struct range){ 0, adapter->b.text.line_count };
	if (above) {
		size_t n = above->last_line - above->first_line, m = above_b->last_line - above_b->first_line;

		ret_a->start = above->last_line - (n < EDGE_LINES ? n : EDGE_LINES);
		ret_b->start = above_b->last_line - (m < EDGE_LINES ? m : EDGE_LINES);
	}
	if (below) {
		size_t n = below->last_line - below->first_line, m = below_b->last_line - below_b->first_line;

		ret_a->end = below->first_line + (n < EDGE_LINES ? n : EDGE_LINES) + 1;
		ret_b->end = below_b->first_line + (m < EDGE_LINES ? m : EDGE_LINES) + 1;
	}
}

/*
 * Are lines of A found in a function of B that A has, too, and with the same lines? Then
 * they belong to that one.
 */
static bool is_twin(const struct adapter *adapter, struct range a, struct range b)
{
	const struct cdef *there = adapt_definition_around(&adapter->b, b.start, b.end);
	size_t at = 0;
	const struct cdef *same;

	if (!there || there->kind != CDEF_FUNCTION)
		return false;
	same = cdefs_named(&adapter->a.tokens, &adapter->a.defs, CDEF_FUNCTION,
			   adapter->b.tokens.text + there->name, there->name_len, &at);
	if (!same || (same->first_line <= a.start && a.end <= same->last_line + 1))
		return false;
	return common_between(&adapter->a.text, a, &adapter->a.text, lines_of(same)) >= TWIN;
}

/*
 * The lines around the change within `limit`, looked for in all of B. Taken only when
 * nearly all of them are there close together.
 */
static bool find_window(struct adapter *adapter, size_t start, size_t end, struct range limit)
{
	struct range a = limit, b = { SIZE_MAX, 0 };
	size_t weight = 0, paired = 0;

	if (a.start + WINDOW_LINES < start)
		a.start = start - WINDOW_LINES;
	if (end + WINDOW_LINES < a.end)
		a.end = end + WINDOW_LINES;
	if (!align_ranges(adapter, a, (struct range){ 0, adapter->b.text.line_count }))
		return false;
	for (size_t i = a.start; i < a.end; i++) {
		size_t j = adapter->partners[i];

		weight += adapter->a.text.lines[i].weight;
		if (j == ALIGN_NONE || !adapter->a.text.lines[i].id)
			continue;
		paired += adapter->a.text.lines[i].weight *
			  atom_line_likeness(&adapter->a.text, i, &adapter->b.text, j) / 100;
		if (j < b.start)
			b.start = j;
		if (j + 1 > b.end)
			b.end = j + 1;
	}
	return weight && paired * 10 >= weight * 7 && b.end - b.start <= 2 * (a.end - a.start) + 4 &&
	       !is_twin(adapter, a, b);
}

bool adapt_align_window(struct adapter *adapter, size_t start, size_t end)
{
	const struct cdef *def = adapt_definition_around(&adapter->a, start, end);

	return find_window(adapter, start, end, def ? lines_of(def) :
			   (struct range){ 0, adapter->a.text.line_count });
}

bool adapt_align_around(struct adapter *adapter, size_t start, size_t end, bool *ret_moved,
			char **ret_why)
{
	const struct cdef *def = adapt_definition_around(&adapter->a, start, end), *other;
	size_t first = start ? start - 1 : 0;
	size_t last = end < adapter->a.text.line_count ? end + 1 : end;
	struct range a, b;
	size_t which;

	*ret_moved = false;
	if (def && def->last_line - def->first_line + 1 == end - start)
		def = NULL;	/* all of it is replaced: only its neighbours tell where */
	if (!def) {
		if (first < last && adapter->aligned[first] && adapter->aligned[last - 1])
			return true;
		between(adapter, start, end, &a, &b);
	} else {
		if (adapter->aligned[def->first_line] && adapter->aligned[def->last_line])
			return true;
		other = adapt_counterpart(adapter, def);
		if (!other && count_like(adapter, &adapter->b, def, NULL, &which)) {
			*ret_why = xasprintf("%.*s is there more than once where the change was made, and which of "
					     "them this branch has is not told", (int)def->name_len,
					     adapter->a.tokens.text + def->name);
			return false;
		}
		if (!other) {
			*ret_moved = true;
			other = renamed(adapter, def);
		}
		a = lines_of(def);
		if (!other) {
			if (find_window(adapter, start, end, a))
				return true;
			*ret_why = xasprintf("%.*s is not in this branch, and its lines are nowhere else",
					     (int)def->name_len, adapter->a.tokens.text + def->name);
			return false;
		}
		b = lines_of(other);
	}
	if (align_ranges(adapter, a, b))
		return true;
	*ret_why = xstrdup("its surroundings are too large to compare");
	return false;
}
