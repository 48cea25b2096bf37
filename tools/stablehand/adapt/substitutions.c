// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a line of A and its partner in B differ, what differs is taken to be the same thing
 * under two names. Both lines are aligned atom by atom; a stretch that differs, grown until it
 * opens and closes as many brackets on either side, becomes a substitution. So "par->x = 1;"
 * beside "ops->x = 1;" gives "par" -> "ops", and "p->last = seq;" beside
 * "WRITE_ONCE(p->last, seq);" gives all in front of the semicolon, as one.
 *
 * That two lines are partners does not make them the same, so little is believed: what leaves
 * the function (return, goto, ...) only stands for what leaves it, too; whoever applies a
 * substitution looks whether it is safe there (adapt/names.c); and no two steps of them are
 * ever chained. A whole line is learned only where the change takes it away, as it may be moving
 * it: B's line then moves instead.
 */
#include "adapt/substitutions.h"

#include <stdlib.h>
#include <string.h>

#include "syntax/align_atoms.h"
#include "adapt/alignment.h"
#include "adapt/changes.h"
#include "util/alloc.h"

#define ATOMS_MAX 16		/* on either side, except for whole lines */
#define MOVED_WEIGHT 8		/* minimum weight of a line that is recognized elsewhere */

/* Opening less closing brackets. */
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

/* Do some atoms jump: return, goto, break, continue? */
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

static bool is_equal(const struct substitution *x, const struct substitution *y)
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

static void add_substitution(struct substitutions *learned, const struct alignment *alignment,
			     const struct atom *from, size_t from_count, const struct atom *to,
			     size_t to_count, bool whole)
{
	struct substitution substitution = { from, to, from_count, to_count, whole };
	bool word = false;

	if (!from_count || (!whole && (from_count > ATOMS_MAX || to_count > ATOMS_MAX)))
		return;
	for (size_t i = 0; i < from_count; i++)
		word |= from[i].kind == ATOM_WORD;
	/* What jumps in A has to jump in B. */
	if (jumps(&alignment->a->text, from, from_count) !=
	    jumps(&alignment->b->text, to, to_count))
		return;
	if (!word || depth_of(&alignment->a->text, from, from_count) !=
		     depth_of(&alignment->b->text, to, to_count))
		return;
	for (size_t i = 0; i < learned->count; i++)
		if (is_equal(&learned->items[i], &substitution))
			return;
	*ARRAY_ADD(learned->items, learned->count, learned->alloc) = substitution;
}

/* Learn what differs between two partner lines. */
static void learn_line(struct substitutions *learned, const struct alignment *alignment,
		       size_t a_line, size_t b_line)
{
	const struct atom_line *x = &alignment->a->text.lines[a_line];
	const struct atom_line *y = &alignment->b->text.lines[b_line];
	const struct atom *a = alignment->a->text.atoms + x->first;
	const struct atom *b = alignment->b->text.atoms + y->first;
	_cleanup_free_ uint32_t *pairs = xcalloc(x->count, sizeof(*pairs));
	size_t i = 0, j = 0, from = 0, to = 0;

	if (!align_atoms(a, x->count, b, y->count, pairs))
		return;
	while (i < x->count || j < y->count) {
		bool balanced;

		/* Skip what is the same, ... */
		if (i < x->count && pairs[i] == j && from == i && to == j) {
			from = ++i;
			to = ++j;
			continue;
		}
		/* ... then go up to the next pair, and on until brackets are balanced alike. */
		if (i < x->count && pairs[i] == j) {
			i++;
			j++;
		} else {
			while (i < x->count && pairs[i] == ALIGN_NONE)
				i++;
			while (j < (i < x->count ? pairs[i] : y->count))
				j++;
		}
		balanced = depth_of(&alignment->a->text, a + from, i - from) ==
			   depth_of(&alignment->b->text, b + to, j - to);
		if (balanced) {
			add_substitution(learned, alignment, a + from, i - from, b + to, j - to,
					 false);
			from = i;
			to = j;
		}
	}
}

/* Learn a whole line that the change may move; "return x;" may be "ret = x; goto out;" in B. */
static void learn_moved(struct substitutions *learned, const struct alignment *alignment,
			size_t a_line, size_t b_line)
{
	const struct atom_text *a = &alignment->a->text, *b = &alignment->b->text;
	const struct atom_line *from = &a->lines[a_line], *to = &b->lines[b_line];
	size_t count = to->count;

	if (jumps(a, a->atoms + from->first, from->count) &&
	    !jumps(b, b->atoms + to->first, count) && b_line + 1 < b->line_count &&
	    jumps(b, b->atoms + to[1].first, to[1].count) &&
	    (a_line + 1 == a->line_count || alignment_partner(alignment, a_line + 1) != b_line + 1))
		count += to[1].count;
	add_substitution(learned, alignment, a->atoms + from->first, from->count,
			 b->atoms + to->first, count, true);
}

void substitutions_learn(const struct alignment *alignment, const struct change_list *changes,
			  struct substitutions *ret_learned)
{
	const struct atom_text *a = &alignment->a->text, *b = &alignment->b->text;
	struct substitutions learned = { 0 };

	for (size_t i = 0; i < a->line_count; i++) {
		uint32_t j = alignment_partner(alignment, i);

		if (j == ALIGN_NONE || a->lines[i].id == b->lines[j].id)
			continue;
		if (changes_remove(changes, i) && a->lines[i].weight >= MOVED_WEIGHT)
			learn_moved(&learned, alignment, i, j);
		learn_line(&learned, alignment, i, j);
	}
	*ret_learned = learned;
}

void substitutions_release(struct substitutions *learned)
{
	free(learned->items);
	*learned = (struct substitutions){ 0 };
}
