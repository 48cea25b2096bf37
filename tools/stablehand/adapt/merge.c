// SPDX-License-Identifier: GPL-2.0-only
/*
 * The three-way merge of a change's lines, as diff3 does it, but of atoms rather than lines: A's
 * lines are the base, A_NEW's and B's what became of them. Both are aligned with A's. Atoms that
 * all three have cut them into chunks; in a chunk that only one of the two has changed, that
 * one's atoms are taken, in one that both have changed alike, B's. Chunks that both have
 * changed in their own way are looked at in merge_conflict.c.
 *
 * White space is merged with the atom behind it: B's stands unless the change alters it. In
 * the end the result has to open and close what B's lines do, and what the change adds to that:
 * a merge that loses a bracket is refused whatever its parts looked like.
 */
#include "adapt/merge.h"

#include <string.h>

#include "adapt/adapt.h"
#include "syntax/align_atoms.h"
#include "adapt/input.h"
#include "adapt/merge_parts.h"
#include "adapt/pieces.h"
#include "syntax/align.h"
#include "util/alloc.h"

#define ALIKE 70 /* per cent of the atoms that A and B share if B's own may be replaced */
#define MOST 33		/* per cent of the atoms that A replaces which B has to have */
#define CONTAINED 90	/* per cent of B's atoms that A has, likewise */

static bool align_stretches(const struct stretch *a, const struct stretch *b, uint32_t *partners)
{
	return align_atoms(a->text->atoms + a->first, a->count, b->text->atoms + b->first, b->count,
			   partners);
}

void merge_emit(struct pieces *pieces, const struct stretch *stretch, size_t i,
		struct adapt_bytes space, bool added)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	*ARRAY_ADD(pieces->items, pieces->count, pieces->alloc) = (struct piece){
		.space = space,
		.text = { stretch->text->data + atom->start, atom->len },
		.id = atom->id,
		.kind = atom->kind,
		.directive = atom->directive,
		.added = added,
	};
}

void merge_emit_n(struct pieces *pieces, const struct merge_chunk *chunk, size_t from, size_t to)
{
	for (size_t j = from; j < to; j++)
		merge_emit(pieces, chunk->n, j, stretch_space_before(chunk->n, j), true);
}

void merge_emit_b(struct pieces *pieces, const struct merge_chunk *chunk, size_t from, size_t to)
{
	for (size_t k = from; k < to; k++)
		merge_emit(pieces, chunk->b, k, stretch_space_before(chunk->b, k), false);
}

/* Open brackets of each kind, and the minimum of their sum on the way. */
struct bracket_balance {
	long round, square, curly, least;
};

static void weigh(struct bracket_balance *balance, struct adapt_bytes text, uint8_t kind)
{
	long sum;

	if (kind != ATOM_PUNCT)
		return;
	balance->round += (*text.data == '(') - (*text.data == ')');
	balance->square += (*text.data == '[') - (*text.data == ']');
	balance->curly += (*text.data == '{') - (*text.data == '}');
	sum = balance->round + balance->square + balance->curly;
	if (sum < balance->least)
		balance->least = sum;
}

static struct bracket_balance balance_of(const struct stretch *stretch)
{
	struct bracket_balance balance = { 0 };

	for (size_t i = 0; i < stretch->count; i++)
		weigh(&balance, stretch_bytes(stretch, i),
		      stretch->text->atoms[stretch->first + i].kind);
	return balance;
}

/* Does the change open and close the same in B as in A, and nothing before it is opened? */
static bool same_balance(const struct stretch *a, const struct stretch *n, const struct stretch *b,
			 const struct pieces *pieces)
{
	struct bracket_balance in_a = balance_of(a), in_n = balance_of(n), in_b = balance_of(b);
	struct bracket_balance made = { 0 };

	for (size_t i = 0; i < pieces->count; i++)
		weigh(&made, pieces->items[i].text, pieces->items[i].kind);
	return made.round == in_n.round - in_a.round + in_b.round &&
	       made.square == in_n.square - in_a.square + in_b.square &&
	       made.curly == in_n.curly - in_a.curly + in_b.curly &&
	       (made.least >= in_n.least || made.least >= in_b.least);
}

/* What says something counts more than the brackets and commas that any line has. */
static size_t weight_of(const struct stretch *stretch, size_t i)
{
	return stretch->text->atoms[stretch->first + i].kind == ATOM_PUNCT ? 1 : 2;
}

/*
 * Has B most of what is replaced? Else a merge would put a part of the change into code that has
 * been written anew since, in which it may mean nothing.
 */
static bool has_most(const struct stretch *a, const uint32_t *in_b)
{
	size_t common = 0, all = 0;

	for (size_t i = 0; i < a->count; i++) {
		all += weight_of(a, i);
		common += in_b[i] != ALIGN_NONE ? weight_of(a, i) : 0;
	}
	return common * 100 >= MOST * all;
}

/* Do the lines of A and B differ in a few atoms only? */
static bool are_alike(const struct stretch *a, const uint32_t *in_b, const struct stretch *b)
{
	size_t common = 0, all_a = 0, all_b = 0;

	for (size_t i = 0; i < a->count; i++) {
		all_a += weight_of(a, i);
		common += in_b[i] != ALIGN_NONE ? weight_of(a, i) : 0;
	}
	for (size_t i = 0; i < b->count; i++)
		all_b += weight_of(b, i);
	/* B may also lack part of what is replaced. */
	return 2 * common * 100 >= ALIKE * (all_a + all_b) || common * 100 >= CONTAINED * all_b;
}

bool merge_change(const struct adapt_input *in, const struct change_list *changes,
		  const struct adapt_change *change, struct pieces *pieces)
{
	size_t a_end = change->a_line + change->a_count, n_end = change->n_line + change->n_count;
	struct stretch a = stretch_of(&in->a.text, change->a_line, a_end);
	struct stretch n = stretch_of(&in->n.text, change->n_line, n_end);
	struct stretch b = stretch_of(&in->b.text, change->b_line,
				      change->b_line + change->b_count);
	_cleanup_free_ uint32_t *in_n = xcalloc(a.count, sizeof(*in_n));
	_cleanup_free_ uint32_t *in_b = xcalloc(a.count, sizeof(*in_b));
	struct merge_chunk chunk = { .a = &a, .n = &n, .b = &b, .in_n = in_n };
	bool alike;

	if (!align_stretches(&a, &n, in_n) || !align_stretches(&a, &b, in_b))
		return false;
	if (n.count && !has_most(&a, in_b))
		return false;
	alike = are_alike(&a, in_b, &b);
	for (;;) {
		/* Up to the next atom that all three have. */
		size_t ie = chunk.i;

		while (ie < a.count && (in_n[ie] == ALIGN_NONE || in_b[ie] == ALIGN_NONE))
			ie++;
		chunk.ie = ie;
		chunk.je = ie < a.count ? in_n[ie] : n.count;
		chunk.ke = ie < a.count ? in_b[ie] : b.count;
		if (stretch_same(&a, chunk.i, ie, &n, chunk.j, chunk.je) ||
		    stretch_same(&n, chunk.j, chunk.je, &b, chunk.k, chunk.ke))
			merge_emit_b(pieces, &chunk, chunk.k, chunk.ke);
		else if (stretch_same(&a, chunk.i, ie, &b, chunk.k, chunk.ke))
			merge_emit_n(pieces, &chunk, chunk.j, chunk.je);
		else if (!merge_conflict(in, changes, &chunk, alike, pieces))
			return false;
		if (ie == a.count)
			break;
		/* B's first atom follows nothing in B, but may follow an added one here. */
		merge_emit(pieces, &b, chunk.ke,
			   bytes_equal(stretch_space_before(&a, ie),
				       stretch_space_before(&n, chunk.je)) &&
					   (chunk.ke || !pieces->count) ?
				   stretch_space_before(&b, chunk.ke) :
				   stretch_space_before(&n, chunk.je),
			   false);
		chunk.i = ie + 1;
		chunk.j = chunk.je + 1;
		chunk.k = chunk.ke + 1;
	}
	if (pieces->count)
		pieces->tail = n.count ? stretch_space_behind(&n) : stretch_space_behind(&b);
	else if (n_end > change->n_line && !n.count)
		pieces->tail = stretch_space_behind(&n);	/* blank lines */
	return same_balance(&a, &n, &b, pieces);
}
