// SPDX-License-Identifier: GPL-2.0-only
/*
 * Some atoms of A that the change has made others of, and B others again. In this order, the
 * first that fits:
 *
 * 1. The change keeps A's atoms and puts something around them: the same is put around B's.
 *	A x		change fit(x)		B head + body	->	fit(head + body)
 * 2. B keeps A's atoms with something around them: the change is made within that.
 *	A d->old	change d->new		B &d->old	->	&d->new
 * 3. One word each, of which A and B share one end: what the change puts around A's word goes
 *    around B's, if B's tree has such a name.
 * 4. The change is to the first of a few atoms, B's to the last, or the other way round: both.
 * 5. B's atoms are another way to write A's, in lines that are nearly the same: the change's
 *    are taken in place of them.
 *
 * What keeps this safe is what is refused: a value, lock, callee or subject that is another one
 * in B (adapt/merge_doubts.c), atoms that only B has, and operators that would bind otherwise
 * among their new neighbours.
 */
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/input.h"
#include "adapt/merge_parts.h"
#include "adapt/pieces.h"
#include "util/alloc.h"

#define NEIGHBOURS 6	/* atoms at most, of which one side changed the first, the other the last */

/*
 * One word each: what A_NEW adds to A's word is added to B's: spi_alloc_host, devm_spi_alloc_host
 * and spi_alloc_master give devm_spi_alloc_master, if that exists in B's tree.
 */
static char *merge_words(struct adapt_bytes a, struct adapt_bytes n, struct adapt_bytes b)
{
	size_t head = 0, tail = 0;

	/* The common head and tail of A's and B's word, in whole parts of the name. */
	while (head < a.len && head < b.len && a.data[head] == b.data[head])
		head++;
	while (head && a.data[head - 1] != '_')
		head--;
	while (tail < a.len - head && tail < b.len - head &&
	       a.data[a.len - 1 - tail] == b.data[b.len - 1 - tail])
		tail++;
	while (tail && a.data[a.len - tail] != '_')
		tail--;
	if (head + tail == 0)
		return NULL;
	for (size_t at = 0; at + a.len <= n.len; at++)
		if (!memcmp(n.data + at, a.data, a.len))
			return xasprintf("%.*s%.*s%.*s", (int)at, n.data, (int)b.len, b.data,
					 (int)(n.len - at - a.len), n.data + at + a.len);
	return NULL;
}

static bool merge_one_word(const struct adapt_input *in, const struct merge_chunk *chunk,
			   struct pieces *pieces)
{
	const struct adapt_tree *tree = in->options->tree_b;
	_cleanup_free_ char *word = NULL;

	if (chunk->ie - chunk->i != 1 || chunk->je - chunk->j != 1 || chunk->ke - chunk->k != 1 ||
	    !tree || chunk->a->text->atoms[chunk->a->first + chunk->i].kind != ATOM_WORD)
		return false;
	word = merge_words(stretch_bytes(chunk->a, chunk->i), stretch_bytes(chunk->n, chunk->j),
			   stretch_bytes(chunk->b, chunk->k));
	if (!word || !adapt_tree_has(tree, word, strlen(word)))
		return false;
	merge_emit_b(pieces, chunk, chunk->k, chunk->ke);
	pieces->items[pieces->count - 1].text = pieces_keep(pieces, TAKE_PTR(word));
	return true;
}

/*
 * The number of atoms that x[i ... ie) and y[j ... je) have in common at the start, or at the end.
 */
static size_t common_head(const struct stretch *x, size_t i, size_t ie, const struct stretch *y,
			  size_t j, size_t je)
{
	size_t n = 0;

	while (i + n < ie && j + n < je && stretch_same(x, i + n, i + n + 1, y, j + n, j + n + 1))
		n++;
	return n;
}

static size_t common_tail(const struct stretch *x, size_t i, size_t ie, const struct stretch *y,
			  size_t j, size_t je)
{
	size_t n = 0;

	while (i + n < ie && j + n < je &&
	       stretch_same(x, ie - n - 1, ie - n, y, je - n - 1, je - n))
		n++;
	return n;
}

/* The change alters the first atoms and B the following ones, or the other way round. */
static bool merge_neighbours(const struct merge_chunk *chunk, struct pieces *pieces)
{
	const struct stretch *a = chunk->a, *n = chunk->n, *b = chunk->b;
	size_t i = chunk->i, ie = chunk->ie, j = chunk->j, je = chunk->je, k = chunk->k,
	       ke = chunk->ke;
	size_t n_head = common_head(a, i, ie, n, j, je), n_tail = common_tail(a, i, ie, n, j, je);
	size_t b_head = common_head(a, i, ie, b, k, ke), b_tail = common_tail(a, i, ie, b, k, ke);

	if (ie - i > NEIGHBOURS)
		return false;
	/* A unary operator belongs to its operand. */
	if (ie - i == 2 &&
	    (stretch_is_unary(a, i) || stretch_is_unary(b, k) || stretch_is_unary(n, j)))
		return false;
	if (n_head && b_tail && n_head + b_tail >= ie - i) {
		size_t split = ie - i - b_tail;		/* atoms that B altered */

		merge_emit_b(pieces, chunk, k, ke - b_tail);
		merge_emit_n(pieces, chunk, j + split, je);
		return true;
	}
	if (b_head && n_tail && b_head + n_tail >= ie - i) {
		size_t split = ie - i - n_tail;		/* atoms that the change altered */

		merge_emit_n(pieces, chunk, j, je - n_tail);
		merge_emit_b(pieces, chunk, k + split, ke);
		return true;
	}
	return false;
}

/*
 * B has "&x" at atom k where A has x: the operator may not fit what the change puts in place of x,
 * unless that is just another name.
 */
static bool is_operand_of_unary(const struct merge_chunk *chunk, size_t k)
{
	return (chunk->ie - chunk->i > 1 || chunk->je - chunk->j > 1) && k &&
	       stretch_is_unary(chunk->b, k - 1) &&
	       (k < 2 || !stretch_ends_operand(chunk->b, k - 2));
}

/* The change wraps A's atoms: wrap B's in the same way. */
static bool wrap_b(const struct merge_chunk *chunk, size_t at, struct pieces *pieces)
{
	size_t end = at + chunk->ie - chunk->i, first = pieces->count + at - chunk->j;

	if (!merge_keeps_binding(chunk->n, at, end, chunk->b, chunk->k, chunk->ke))
		return false;
	merge_emit_n(pieces, chunk, chunk->j, at);
	merge_emit_b(pieces, chunk, chunk->k, chunk->ke);
	if (chunk->k < chunk->ke && !bytes_equal(stretch_space_before(chunk->a, chunk->i),
						 stretch_space_before(chunk->n, at)))
		pieces->items[first].space = stretch_space_before(chunk->n, at);
	merge_emit_n(pieces, chunk, end, chunk->je);
	return true;
}

/* B wraps A's atoms: replace them within. */
static bool replace_within_b(const struct merge_chunk *chunk, size_t at, struct pieces *pieces)
{
	size_t end = at + chunk->ie - chunk->i, first = pieces->count + at - chunk->k;

	if (!merge_keeps_binding(chunk->b, at, end, chunk->n, chunk->j, chunk->je) ||
	    is_operand_of_unary(chunk, at))
		return false;
	merge_emit_b(pieces, chunk, chunk->k, at);
	merge_emit_n(pieces, chunk, chunk->j, chunk->je);
	if (chunk->j < chunk->je && bytes_equal(stretch_space_before(chunk->a, chunk->i),
						stretch_space_before(chunk->n, chunk->j)))
		pieces->items[first].space = stretch_space_before(chunk->b, at);
	merge_emit_b(pieces, chunk, end, chunk->ke);
	return true;
}

bool merge_conflict(const struct adapt_input *in, const struct change_list *changes,
		    const struct merge_chunk *chunk, bool alike, struct pieces *pieces)
{
	size_t at;

	if (merge_has_other_value(chunk))
		return false;
	if (chunk->i < chunk->ie) {
		at = stretch_find(chunk->a, chunk->i, chunk->ie, chunk->n, chunk->j, chunk->je);
		if (at < chunk->je)
			return wrap_b(chunk, at, pieces);
		at = stretch_find(chunk->a, chunk->i, chunk->ie, chunk->b, chunk->k, chunk->ke);
		if (at < chunk->ke)
			return replace_within_b(chunk, at, pieces);
		if (merge_one_word(in, chunk, pieces) || merge_neighbours(chunk, pieces))
			return true;
	}
	/* This would drop atoms that only B has. */
	if (chunk->i == chunk->ie && chunk->k < chunk->ke)
		return false;
	if (merge_means_another(in, changes, chunk))
		return false;
	if (!alike || chunk->ke - chunk->k > (chunk->ie - chunk->i) * 3 / 2 + 2)
		return false;
	/* B's atoms are another way to write A's: replace them. */
	merge_emit_n(pieces, chunk, chunk->j, chunk->je);
	return true;
}
