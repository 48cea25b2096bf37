// SPDX-License-Identifier: GPL-2.0-only
/*
 * When a line of B is another way to write what A has, the change may replace it. When it is
 * another thing, that is a fact of the branch which the change's author did not know: another
 * timeout, another lock, the same call for another object. Here are the signs of it that atoms
 * show. What shows none of them is still only replaced where the lines as a whole are nearly
 * the same (merge_conflict()).
 */
#include <ctype.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/merge_parts.h"
#include "gates/function_pairs.h"
#include "syntax/align.h"
#include "util/alloc.h"

#define LONG 60		/* atoms of more than a statement or two */
#define TELLING 8	/* minimum weight of a line that tells something */

/*
 * Do atoms have a binary operator outside of brackets other than `than`? Next to `than` they may
 * then group differently.
 */
static bool binds_otherwise(const struct stretch *stretch, size_t from, size_t to,
			    struct adapt_bytes than)
{
	long open = 0;

	for (size_t i = from; i < to; i++) {
		struct adapt_bytes text = stretch_bytes(stretch, i);

		open += *text.data == '(' || *text.data == '[';
		open -= *text.data == ')' || *text.data == ']';
		if (!open && stretch_is_binary(stretch, i) && !bytes_equal(text, than))
			return true;
	}
	return false;
}

/* Is an operator associative? a - (b - c) is not. */
static bool is_associative(struct adapt_bytes operator)
{
	static const char *const any[] = { "+", "*", "&", "|", "^", "&&", "||" };

	for (size_t i = 0; i < ARRAY_SIZE(any); i++)
		if (bytes_equal(operator, (struct adapt_bytes){ any[i], strlen(any[i]) }))
			return true;
	return false;
}

bool merge_keeps_binding(const struct stretch *outer, size_t at, size_t end,
			 const struct stretch *inner, size_t from, size_t to)
{
	if (at && stretch_is_binary(outer, at - 1)) {
		struct adapt_bytes before = stretch_bytes(outer, at - 1);

		if (binds_otherwise(inner, from, to,
				    is_associative(before) ? before : (struct adapt_bytes){ 0 }))
			return false;
	}
	return end == outer->count || !stretch_is_binary(outer, end) ||
	       !binds_otherwise(inner, from, to, stretch_bytes(outer, end));
}

/* "=" and "+=", not "==" and "<=". */
static bool is_assignment(const struct stretch *stretch, size_t i)
{
	struct adapt_bytes text = stretch_bytes(stretch, i);

	return text.data[text.len - 1] == '=' &&
	       (text.len == 1 || !strchr("=!<>", *text.data) || text.len == 3);
}

/* What is a value rather than a name for one: a number, a constant, an operator. */
enum literal { LITERAL_NONE, LITERAL_NUMBER, LITERAL_CONSTANT, LITERAL_OPERATOR };

static enum literal literal_at(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	if (atom->kind == ATOM_PUNCT)
		return stretch_is_binary(stretch, i) && !is_assignment(stretch, i) ?
			       LITERAL_OPERATOR :
			       LITERAL_NONE;
	if (atom->kind != ATOM_WORD)
		return atom->kind == ATOM_NUMBER ? LITERAL_NUMBER : LITERAL_NONE;
	for (size_t c = 0; c < atom->len; c++)
		if (islower(stretch->text->data[atom->start + c]))
			return LITERAL_NONE;
	return atom->len > 2 ? LITERAL_CONSTANT : LITERAL_NONE;
}

/* Does x have such a literal in [i, ie) that y lacks in [j, je)? */
static bool has_own(const struct stretch *x, size_t i, size_t ie, const struct stretch *y, size_t j,
		    size_t je, enum literal literal)
{
	for (; i < ie; i++)
		if (literal_at(x, i) == literal && stretch_find(x, i, i + 1, y, j, je) == je)
			return true;
	return false;
}

/*
 * Does B have another value than A, whose meaning is unknown? In long code that is removed as a
 * whole it does not matter.
 */
bool merge_has_other_value(const struct merge_chunk *chunk)
{
	if (!chunk->n->count && chunk->a->count > LONG)
		return false;
	for (enum literal literal = LITERAL_NUMBER; literal <= LITERAL_OPERATOR; literal++)
		if ((literal != LITERAL_OPERATOR || has_own(chunk->a, chunk->i, chunk->ie, chunk->n,
							    chunk->j, chunk->je, literal)) &&
		    has_own(chunk->a, chunk->i, chunk->ie, chunk->b, chunk->k, chunk->ke,
			    literal) &&
		    has_own(chunk->b, chunk->k, chunk->ke, chunk->a, chunk->i, chunk->ie, literal))
			return true;
	return false;
}

/* Does the change add a telling line of the stretch elsewhere: does it move it? */
static bool is_moved(const struct adapt_input *in, const struct change_list *changes,
		     const struct stretch *stretch)
{
	const struct atom_text *a = &in->a.text, *n = &in->n.text;
	size_t first = 0;

	while (first < a->line_count && a->lines[first].start < stretch->start)
		first++;
	for (size_t i = first; i < a->line_count && a->lines[i].start < stretch->end; i++)
		for (size_t c = 0; c < changes->count && a->lines[i].weight >= TELLING; c++) {
			const struct adapt_change *change = &changes->items[c];

			for (size_t k = change->n_line; k < change->n_line + change->n_count; k++)
				if (n->lines[k].id == a->lines[i].id)
					return true;
		}
	return false;
}

/*
 * Would other code be removed: does B use another name where A has one that B's file knows as well?
 */
static bool removes_another(const struct adapt_input *in, const struct change_list *changes,
			    const struct merge_chunk *chunk)
{
	if (chunk->n->count || chunk->a->count > LONG || chunk->k == chunk->ke)
		return false;
	for (size_t i = chunk->i; i < chunk->ie; i++) {
		const struct atom *atom = &chunk->a->text->atoms[chunk->a->first + i];

		if (atom->kind == ATOM_WORD && text_has_word(&in->b.text, atom->id) &&
		    !clex_is_keyword(chunk->a->text->data + atom->start, atom->len) &&
		    stretch_find(chunk->a, i, i + 1, chunk->b, chunk->k, chunk->ke) == chunk->ke)
			return !is_moved(in, changes, chunk->a);
	}
	return false;
}

/* Does the change keep most of some atoms of A that B does not have at all? They would come with it. */
static bool keeps_what_b_lacks(const struct merge_chunk *chunk)
{
	size_t kept = 0;

	if (chunk->k < chunk->ke)
		return false;
	for (size_t i = chunk->i; i < chunk->ie; i++)
		kept += chunk->in_n[i] != ALIGN_NONE;
	return kept * 2 > chunk->ie - chunk->i;
}

static size_t count_words(const struct stretch *stretch, size_t from, size_t to)
{
	size_t count = 0;

	for (; from < to; from++)
		count += stretch->text->atoms[stretch->first + from].kind == ATOM_WORD;
	return count;
}

/*
 * Would a change that only removes atoms add a word that it keeps but B lacks? As many words as in
 * A may be other names for the same.
 */
static bool brings_what_it_keeps(const struct merge_chunk *chunk)
{
	size_t kept = 0;
	bool brings = false;

	if (count_words(chunk->b, chunk->k, chunk->ke) >=
	    count_words(chunk->a, chunk->i, chunk->ie))
		return false;
	for (size_t i = chunk->i; i < chunk->ie; i++) {
		if (chunk->in_n[i] == ALIGN_NONE)
			continue;
		kept++;
		brings |= chunk->a->text->atoms[chunk->a->first + i].kind == ATOM_WORD &&
			  stretch_find(chunk->a, i, i + 1, chunk->b, chunk->k, chunk->ke) ==
				  chunk->ke;
	}
	return brings && kept == chunk->je - chunk->j;
}

static bool is_callee(const struct stretch *stretch, size_t i, size_t end)
{
	struct adapt_bytes text;

	if (i + 1 != end || end >= stretch->count ||
	    stretch->text->atoms[stretch->first + i].kind != ATOM_WORD)
		return false;
	text = stretch_bytes(stretch, i);
	return !clex_is_keyword(text.data, text.len) &&
	       bytes_equal(stretch_bytes(stretch, end), (struct adapt_bytes){ "(", 1 });
}

/* The atom after the bracket that closes the one at atom i; the end if none does. */
static size_t behind_arguments(const struct stretch *stretch, size_t i)
{
	long open = 0;

	for (; i < stretch->count; i++) {
		char c = *stretch_bytes(stretch, i).data;

		open += (c == '(') - (c == ')');
		if (!open)
			return i + 1;
	}
	return i;
}

/*
 * Does B call another function than A although A's exists in B, with other arguments or for another
 * lock? There is a reason for that (spin_lock_irqsave() for spin_lock()) which the change does not
 * know. With the same arguments it is just another name.
 */
static bool calls_another(const struct adapt_input *in, const struct merge_chunk *chunk)
{
	const struct stretch *a = chunk->a, *b = chunk->b;
	const struct adapt_tree *tree = in->options->tree_b;
	struct adapt_bytes callee, other;
	struct gate_pair pair;

	if (!is_callee(a, chunk->i, chunk->ie) || !is_callee(b, chunk->k, chunk->ke) ||
	    !is_callee(chunk->n, chunk->j, chunk->je))
		return false;
	callee = stretch_bytes(a, chunk->i);
	other = stretch_bytes(b, chunk->k);
	if (!text_has_word(&in->b.text, a->text->atoms[a->first + chunk->i].id) &&
	    !(tree && adapt_tree_has(tree, callee.data, callee.len)))
		return false;
	return gate_pair_of(other.data, other.len, &pair) ||
	       gate_pair_of(callee.data, callee.len, &pair) ||
	       !stretch_same(a, chunk->ie, behind_arguments(a, chunk->ie), b, chunk->ke,
			     behind_arguments(b, chunk->ke));
}

static bool has_way_out(const struct stretch *stretch, size_t from, size_t to)
{
	static const char *const words[] = { "return", "goto", "break", "continue" };

	for (; from < to; from++)
		for (size_t w = 0; w < ARRAY_SIZE(words); w++)
			if (atom_is(stretch->text, &stretch->text->atoms[stretch->first + from],
				    words[w]))
				return true;
	return false;
}

/* Is a way out removed, and B goes on there? */
static bool removes_what_goes_on(const struct merge_chunk *chunk)
{
	return !chunk->n->count && chunk->k < chunk->ke &&
	       has_way_out(chunk->a, chunk->i, chunk->ie) &&
	       !has_way_out(chunk->b, chunk->k, chunk->ke);
}

/* Would the change put another value in place of one that B does not have at all? */
static bool alters_a_missing_value(const struct merge_chunk *chunk)
{
	return chunk->k == chunk->ke && chunk->j < chunk->je &&
	       (has_own(chunk->a, chunk->i, chunk->ie, chunk->n, chunk->j, chunk->je,
			LITERAL_NUMBER) ||
		has_own(chunk->a, chunk->i, chunk->ie, chunk->n, chunk->j, chunk->je,
			LITERAL_CONSTANT));
}

/* Do A and B have different unary operators, such as * and &? Then the change only fits A's. */
static bool has_another_unary(const struct merge_chunk *chunk)
{
	return chunk->i < chunk->ie && chunk->k < chunk->ke &&
	       stretch_is_unary(chunk->a, chunk->i) && stretch_is_unary(chunk->b, chunk->k) &&
	       !stretch_same(chunk->a, chunk->i, chunk->i + 1, chunk->b, chunk->k, chunk->k + 1);
}

bool merge_means_another(const struct adapt_input *in, const struct change_list *changes,
			 const struct merge_chunk *chunk)
{
	return calls_another(in, chunk) || keeps_what_b_lacks(chunk) ||
	       brings_what_it_keeps(chunk) || removes_another(in, changes, chunk) ||
	       has_another_unary(chunk) || alters_a_missing_value(chunk) ||
	       removes_what_goes_on(chunk);
}
