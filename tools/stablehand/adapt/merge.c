// SPDX-License-Identifier: GPL-2.0-only
/* The atoms of a change merged with those of B. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "gates/function_pairs.h"
#include "util/alloc.h"

#define ALIKE 70	/* per cent of the atoms that A and B share where what differs is replaced */
#define CONTAINED 90	/* per cent of the atoms of B that A has, likewise */
#define NEIGHBOURS 6	/* atoms of which one side changed the first, the other the last */
#define LONG 60		/* atoms of what is more than a statement or two */
#define TELLING 8	/* weight of a line from which it tells something */
#define FOLLOWS 2	/* what it is worth when partners follow each other */

/* Some lines as atoms. */
struct stretch {
	const struct atom_text *text;
	size_t first, count;	/* atoms */
	size_t start, end;	/* bytes */
};

struct pairing {
	const struct atom *a, *b;
};

static struct stretch stretch_of(const struct atom_text *text, size_t start, size_t end)
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

static int score_atoms(const void *data, size_t i, size_t j)
{
	const struct pairing *pairing = data;

	/* A bracket of a comment is none of the code. */
	if (pairing->a[i].id != pairing->b[j].id || pairing->a[i].kind != pairing->b[j].kind)
		return 0;
	return pairing->a[i].kind == ATOM_PUNCT ? 1 : 4;
}

bool adapt_align_atoms(const struct atom *a, size_t a_count, const struct atom *b, size_t b_count,
		       uint32_t *partners)
{
	struct pairing pairing = { a, b };

	return align(a_count, b_count, score_atoms, FOLLOWS, NULL, &pairing, partners);
}

static bool align_atoms(const struct stretch *a, const struct stretch *b, uint32_t *partners)
{
	return adapt_align_atoms(a->text->atoms + a->first, a->count, b->text->atoms + b->first,
				 b->count, partners);
}

/* The white space in front of an atom, back to the atom before it or the stretch's start. */
static struct adapt_bytes space_before(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];
	size_t from = i ? atom[-1].start + atom[-1].len : stretch->start;

	return (struct adapt_bytes){ stretch->text->data + from, atom->start - from };
}

static struct adapt_bytes space_behind(const struct stretch *stretch)
{
	const struct atom *last = &stretch->text->atoms[stretch->first + stretch->count - 1];
	size_t from = stretch->count ? last->start + last->len : stretch->start;

	return (struct adapt_bytes){ stretch->text->data + from, stretch->end - from };
}

static bool equal(struct adapt_bytes x, struct adapt_bytes y)
{
	return x.len == y.len && !memcmp(x.data, y.data, x.len);
}

static void emit(struct pieces *pieces, const struct stretch *stretch, size_t i,
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

static bool same_atoms(const struct stretch *x, size_t i, size_t i_end, const struct stretch *y,
		       size_t j, size_t j_end)
{
	if (i_end - i != j_end - j)
		return false;
	for (; i < i_end; i++, j++)
		if (x->text->atoms[x->first + i].id != y->text->atoms[y->first + j].id)
			return false;
	return true;
}

/* What opens less what closes, of each kind of bracket. */
struct balance {
	long round, square, curly;
};

static void weigh(struct balance *balance, struct adapt_bytes text, uint8_t kind, long sign)
{
	if (kind != ATOM_PUNCT || text.len != 1)
		return;
	switch (*text.data) {
	case '(': balance->round += sign; break;
	case ')': balance->round -= sign; break;
	case '[': balance->square += sign; break;
	case ']': balance->square -= sign; break;
	case '{': balance->curly += sign; break;
	case '}': balance->curly -= sign; break;
	}
}

static void weigh_stretch(struct balance *balance, const struct stretch *stretch, long sign)
{
	for (size_t i = 0; i < stretch->count; i++) {
		const struct atom *atom = &stretch->text->atoms[stretch->first + i];

		weigh(balance, (struct adapt_bytes){ stretch->text->data + atom->start, atom->len },
		      atom->kind, sign);
	}
}

/* The change opens and closes in B what it does in A. */
static bool same_balance(const struct stretch *a, const struct stretch *n, const struct stretch *b,
			 const struct pieces *pieces)
{
	struct balance balance = { 0 };

	weigh_stretch(&balance, n, 1);
	weigh_stretch(&balance, a, -1);
	weigh_stretch(&balance, b, 1);
	for (size_t i = 0; i < pieces->count; i++)
		weigh(&balance, pieces->items[i].text, pieces->items[i].kind, -1);
	return !balance.round && !balance.square && !balance.curly;
}

/* Part of the three stretches between atoms that all have. */
struct chunk {
	const struct stretch *a, *n, *b;
	const uint32_t *in_n;	/* atoms of n for those of a */
	size_t i, ie, j, je, k, ke;	/* of a, n, b */
};

static void emit_n(struct pieces *pieces, const struct chunk *chunk, size_t from, size_t to)
{
	for (size_t j = from; j < to; j++)
		emit(pieces, chunk->n, j, space_before(chunk->n, j), true);
}

static void emit_b(struct pieces *pieces, const struct chunk *chunk, size_t from, size_t to)
{
	for (size_t k = from; k < to; k++)
		emit(pieces, chunk->b, k, space_before(chunk->b, k), false);
}

/* Where in y[j ... je) all of x[i ... ie) is, or je. */
static size_t find_atoms(const struct stretch *x, size_t i, size_t ie, const struct stretch *y,
			 size_t j, size_t je)
{
	for (; j + (ie - i) <= je; j++)
		if (same_atoms(x, i, ie, y, j, j + (ie - i)))
			return j;
	return je;
}

static struct adapt_bytes atom_bytes(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	return (struct adapt_bytes){ stretch->text->data + atom->start, atom->len };
}

/*
 * One word each: what A_NEW has put around A's word, or cut off from it, may
 * go with the part that B changed: spi_alloc_host, devm_spi_alloc_host and
 * spi_alloc_master give devm_spi_alloc_master, if B's tree has that.
 */
static char *merge_words(struct adapt_bytes a, struct adapt_bytes n, struct adapt_bytes b)
{
	size_t head = 0, tail = 0;

	/* What A and B have in common at either end, in whole parts of the name. */
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

static bool merge_one_word(struct adapter *adapter, const struct chunk *chunk,
			   struct pieces *pieces)
{
	const struct adapt_tree *tree = adapter->options->tree_b;
	_cleanup_free_ char *word = NULL;

	if (chunk->ie - chunk->i != 1 || chunk->je - chunk->j != 1 || chunk->ke - chunk->k != 1 ||
	    !tree || chunk->a->text->atoms[chunk->a->first + chunk->i].kind != ATOM_WORD)
		return false;
	word = merge_words(atom_bytes(chunk->a, chunk->i), atom_bytes(chunk->n, chunk->j),
			   atom_bytes(chunk->b, chunk->k));
	if (!word || !adapt_tree_has(tree, word, strlen(word)))
		return false;
	emit_b(pieces, chunk, chunk->k, chunk->ke);
	pieces->items[pieces->count - 1].text = adapt_keep(adapter, TAKE_PTR(word));
	return true;
}

/* How many atoms x[i ... ie) and y[j ... je) have in common at their start; or their end. */
static size_t common_head(const struct stretch *x, size_t i, size_t ie, const struct stretch *y,
			  size_t j, size_t je)
{
	size_t n = 0;

	while (i + n < ie && j + n < je && same_atoms(x, i + n, i + n + 1, y, j + n, j + n + 1))
		n++;
	return n;
}

static size_t common_tail(const struct stretch *x, size_t i, size_t ie, const struct stretch *y,
			  size_t j, size_t je)
{
	size_t n = 0;

	while (i + n < ie && j + n < je && same_atoms(x, ie - n - 1, ie - n, y, je - n - 1, je - n))
		n++;
	return n;
}

static bool is_unary(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	return i < stretch->count && atom->len == 1 &&
	       strchr("&*!~-", stretch->text->data[atom->start]);
}

/* The change is to the first atoms, B's to those that follow, or the other way round. */
static bool merge_neighbours(const struct chunk *chunk, struct pieces *pieces)
{
	const struct stretch *a = chunk->a, *n = chunk->n, *b = chunk->b;
	size_t i = chunk->i, ie = chunk->ie, j = chunk->j, je = chunk->je, k = chunk->k, ke = chunk->ke;
	size_t n_head = common_head(a, i, ie, n, j, je), n_tail = common_tail(a, i, ie, n, j, je);
	size_t b_head = common_head(a, i, ie, b, k, ke), b_tail = common_tail(a, i, ie, b, k, ke);

	if (ie - i > NEIGHBOURS)
		return false;
	/* An operator is part of its operand. */
	if (ie - i == 2 && (is_unary(a, i) || is_unary(b, k) || is_unary(n, j)))
		return false;
	if (n_head && b_tail && n_head + b_tail >= ie - i) {
		size_t split = ie - i - b_tail;		/* atoms that B has changed */

		emit_b(pieces, chunk, k, ke - b_tail);
		emit_n(pieces, chunk, j + split, je);
		return true;
	}
	if (b_head && n_tail && b_head + n_tail >= ie - i) {
		size_t split = ie - i - n_tail;		/* atoms that the change has changed */

		emit_n(pieces, chunk, j, je - n_tail);
		emit_b(pieces, chunk, k + split, ke);
		return true;
	}
	return false;
}

static bool ends_operand(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	return atom->kind == ATOM_WORD || atom->kind == ATOM_NUMBER ||
	       (atom->len == 1 && strchr(")]", stretch->text->data[atom->start]));
}

/* An operator between two operands, as an atom; not what selects members or separates arguments. */
static bool is_binary(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];
	struct adapt_bytes text = atom_bytes(stretch, i);

	return atom->kind == ATOM_PUNCT && i && ends_operand(stretch, i - 1) &&
	       strchr("+-*/%&|^<>=!?", *text.data) && !equal(text, (struct adapt_bytes){ "->", 2 }) &&
	       !equal(text, (struct adapt_bytes){ "++", 2 }) && !equal(text, (struct adapt_bytes){ "--", 2 });
}

/*
 * Is an operator among some atoms, outside of brackets, other than `than`? Atoms
 * that have it between them and their neighbours may then bind otherwise.
 */
static bool binds_otherwise(const struct stretch *stretch, size_t from, size_t to, struct adapt_bytes than)
{
	long open = 0;

	for (size_t i = from; i < to; i++) {
		struct adapt_bytes text = atom_bytes(stretch, i);

		open += *text.data == '(' || *text.data == '[';
		open -= *text.data == ')' || *text.data == ']';
		if (!open && is_binary(stretch, i) && !equal(text, than))
			return true;
	}
	return false;
}

/* Does it not matter how several of an operator in a row are grouped? Not so a - (b - c). */
static bool is_associative(struct adapt_bytes operator)
{
	static const char *const any[] = { "+", "*", "&", "|", "^", "&&", "||" };

	for (size_t i = 0; i < ARRAY_SIZE(any); i++)
		if (equal(operator, (struct adapt_bytes){ any[i], strlen(any[i]) }))
			return true;
	return false;
}

/*
 * Atoms [from, to) of `inner` come in place of those at `at` ... `end` of `outer`: do the
 * operators next to these bind the same of them?
 */
static bool keeps_binding(const struct stretch *outer, size_t at, size_t end, const struct stretch *inner,
			  size_t from, size_t to)
{
	if (at && is_binary(outer, at - 1)) {
		struct adapt_bytes before = atom_bytes(outer, at - 1);

		if (binds_otherwise(inner, from, to, is_associative(before) ? before : (struct adapt_bytes){ 0 }))
			return false;
	}
	return end == outer->count || !is_binary(outer, end) ||
	       !binds_otherwise(inner, from, to, atom_bytes(outer, end));
}

/* "=" and "+=", not "==" and "<=". */
static bool is_assignment(const struct stretch *stretch, size_t i)
{
	struct adapt_bytes text = atom_bytes(stretch, i);

	return text.data[text.len - 1] == '=' && (text.len == 1 || !strchr("=!<>", *text.data) || text.len == 3);
}

/* What decides, and is no name for something: a number, a name in capitals, what compares or computes. */
enum literal { LITERAL_NONE, LITERAL_NUMBER, LITERAL_CONSTANT, LITERAL_OPERATOR };

static enum literal literal_at(const struct stretch *stretch, size_t i)
{
	const struct atom *atom = &stretch->text->atoms[stretch->first + i];

	if (atom->kind == ATOM_PUNCT)
		return is_binary(stretch, i) && !is_assignment(stretch, i) ? LITERAL_OPERATOR : LITERAL_NONE;
	if (atom->kind != ATOM_WORD)
		return atom->kind == ATOM_NUMBER ? LITERAL_NUMBER : LITERAL_NONE;
	for (size_t c = 0; c < atom->len; c++)
		if (islower(stretch->text->data[atom->start + c]))
			return LITERAL_NONE;
	return atom->len > 2 ? LITERAL_CONSTANT : LITERAL_NONE;
}

/* Has x such a literal in [i, ie) that y has not in [j, je)? */
static bool has_own(const struct stretch *x, size_t i, size_t ie, const struct stretch *y, size_t j, size_t je,
		    enum literal literal)
{
	for (; i < ie; i++)
		if (literal_at(x, i) == literal && find_atoms(x, i, i + 1, y, j, je) == je)
			return true;
	return false;
}

/*
 * Is a value of A another one in B? What it stands for there is not known. In a long
 * text that is removed as a whole it does not matter.
 */
static bool has_own_literal(const struct chunk *chunk)
{
	if (!chunk->n->count && chunk->a->count > LONG)
		return false;
	for (enum literal literal = LITERAL_NUMBER; literal <= LITERAL_OPERATOR; literal++)
		if ((literal != LITERAL_OPERATOR ||
		     has_own(chunk->a, chunk->i, chunk->ie, chunk->n, chunk->j, chunk->je, literal)) &&
		    has_own(chunk->a, chunk->i, chunk->ie, chunk->b, chunk->k, chunk->ke, literal) &&
		    has_own(chunk->b, chunk->k, chunk->ke, chunk->a, chunk->i, chunk->ie, literal))
			return true;
	return false;
}

/* Does another part of the change add a telling line of the stretch: has it moved? */
static bool is_moved(const struct adapter *adapter, const struct stretch *stretch)
{
	const struct atom_text *a = &adapter->a.text, *n = &adapter->n.text;
	size_t first = 0;

	while (first < a->line_count && a->lines[first].start < stretch->start)
		first++;
	for (size_t i = first; i < a->line_count && a->lines[i].start < stretch->end; i++)
		for (size_t c = 0; c < adapter->result.change_count && a->lines[i].weight >= TELLING; c++) {
			const struct adapt_change *change = &adapter->result.changes[c];

			for (size_t k = change->n_line; k < change->n_line + change->n_count; k++)
				if (n->lines[k].id == a->lines[i].id)
					return true;
		}
	return false;
}

/*
 * Is what would be removed about something else in B: a name of A, which B's file has, too,
 * is another one there?
 */
static bool removes_another(const struct adapter *adapter, const struct chunk *chunk)
{
	if (chunk->n->count || chunk->a->count > LONG || chunk->k == chunk->ke)
		return false;
	for (size_t i = chunk->i; i < chunk->ie; i++) {
		const struct atom *atom = &chunk->a->text->atoms[chunk->a->first + i];

		if (atom->kind == ATOM_WORD && adapt_in_text(&adapter->b.text, atom->id) &&
		    !clex_is_keyword(chunk->a->text->data + atom->start, atom->len) &&
		    find_atoms(chunk->a, i, i + 1, chunk->b, chunk->k, chunk->ke) == chunk->ke)
			return !is_moved(adapter, chunk->a);
	}
	return false;
}

/* Does the change keep most of some atoms of A, a statement or an item among them, that B does not have? */
static bool keeps_what_b_lacks(const struct chunk *chunk)
{
	size_t kept = 0;
	bool statement = false;

	if (chunk->k < chunk->ke)
		return false;
	for (size_t i = chunk->i; i < chunk->ie; i++) {
		kept += chunk->in_n[i] != ALIGN_NONE;
		statement |= equal(atom_bytes(chunk->a, i), (struct adapt_bytes){ ";", 1 }) ||
			     equal(atom_bytes(chunk->a, i), (struct adapt_bytes){ "}", 1 }) ||
			     equal(atom_bytes(chunk->a, i), (struct adapt_bytes){ ")", 1 });
	}
	return statement && kept * 2 > chunk->ie - chunk->i;
}

/*
 * "&x" in B at atom k, where A has x: whether it suits what the change has in place of x is
 * not known, unless that is another name.
 */
static bool is_operand_of_unary(const struct chunk *chunk, size_t k)
{
	return (chunk->ie - chunk->i > 1 || chunk->je - chunk->j > 1) && k &&
	       is_unary(chunk->b, k - 1) && (k < 2 || !ends_operand(chunk->b, k - 2));
}

static size_t count_words(const struct stretch *stretch, size_t from, size_t to)
{
	size_t count = 0;

	for (; from < to; from++)
		count += stretch->text->atoms[stretch->first + from].kind == ATOM_WORD;
	return count;
}

/*
 * Would a change that only takes away bring in a word that it keeps, and B does not have? As
 * many words as in A may be other names for the same.
 */
static bool brings_what_it_keeps(const struct chunk *chunk)
{
	size_t kept = 0;
	bool brings = false;

	if (count_words(chunk->b, chunk->k, chunk->ke) >= count_words(chunk->a, chunk->i, chunk->ie))
		return false;
	for (size_t i = chunk->i; i < chunk->ie; i++) {
		if (chunk->in_n[i] == ALIGN_NONE)
			continue;
		kept++;
		brings |= chunk->a->text->atoms[chunk->a->first + i].kind == ATOM_WORD &&
			  find_atoms(chunk->a, i, i + 1, chunk->b, chunk->k, chunk->ke) == chunk->ke;
	}
	return brings && kept == chunk->je - chunk->j;
}

static bool is_callee(const struct stretch *stretch, size_t i, size_t end)
{
	struct adapt_bytes text;

	if (i + 1 != end || end >= stretch->count ||
	    stretch->text->atoms[stretch->first + i].kind != ATOM_WORD)
		return false;
	text = atom_bytes(stretch, i);
	return !clex_is_keyword(text.data, text.len) &&
	       equal(atom_bytes(stretch, end), (struct adapt_bytes){ "(", 1 });
}

/* Behind the bracket that closes the one at atom i; the end when none does. */
static size_t behind_arguments(const struct stretch *stretch, size_t i)
{
	long open = 0;

	for (; i < stretch->count; i++) {
		char c = *atom_bytes(stretch, i).data;

		open += (c == '(') - (c == ')');
		if (!open)
			return i + 1;
	}
	return i;
}

/*
 * Does B call another function than A, whose function it has, too: with other arguments, or
 * for another lock? Then that is for a reason (spin_lock_irqsave() for spin_lock()), and
 * the change does not know it. With the same arguments it is one of two names.
 */
static bool calls_another(const struct adapter *adapter, const struct chunk *chunk)
{
	const struct stretch *a = chunk->a, *b = chunk->b;
	const struct adapt_tree *tree = adapter->options->tree_b;
	struct adapt_bytes callee, other;
	struct gate_pair pair;

	if (!is_callee(a, chunk->i, chunk->ie) || !is_callee(b, chunk->k, chunk->ke) ||
	    !is_callee(chunk->n, chunk->j, chunk->je))
		return false;
	callee = atom_bytes(a, chunk->i);
	other = atom_bytes(b, chunk->k);
	if (!adapt_in_text(&adapter->b.text, a->text->atoms[a->first + chunk->i].id) &&
	    !(tree && adapt_tree_has(tree, callee.data, callee.len)))
		return false;
	return gate_pair_of(other.data, other.len, &pair) || gate_pair_of(callee.data, callee.len, &pair) ||
	       !same_atoms(a, chunk->ie, behind_arguments(a, chunk->ie), b, chunk->ke,
			   behind_arguments(b, chunk->ke));
}

/* Does B take the address of what A reads through, or the like? Then what the change has suits A's alone. */
static bool has_another_unary(const struct chunk *chunk)
{
	return chunk->i < chunk->ie && chunk->k < chunk->ke && is_unary(chunk->a, chunk->i) &&
	       is_unary(chunk->b, chunk->k) &&
	       !same_atoms(chunk->a, chunk->i, chunk->i + 1, chunk->b, chunk->k, chunk->k + 1);
}

/* Both have changed the same atoms. */
static bool merge_conflict(struct adapter *adapter, const struct chunk *chunk, bool alike,
			   struct pieces *pieces)
{
	size_t at;

	if (has_own_literal(chunk))
		return false;
	if (chunk->i < chunk->ie) {
		at = find_atoms(chunk->a, chunk->i, chunk->ie, chunk->n, chunk->j, chunk->je);
		if (at < chunk->je) {
			size_t first = pieces->count + at - chunk->j;

			if (!keeps_binding(chunk->n, at, at + chunk->ie - chunk->i, chunk->b, chunk->k,
					   chunk->ke))
				return false;
			emit_n(pieces, chunk, chunk->j, at);
			emit_b(pieces, chunk, chunk->k, chunk->ke);
			if (chunk->k < chunk->ke && !equal(space_before(chunk->a, chunk->i),
							   space_before(chunk->n, at)))
				pieces->items[first].space = space_before(chunk->n, at);
			emit_n(pieces, chunk, at + chunk->ie - chunk->i, chunk->je);
			return true;
		}
		at = find_atoms(chunk->a, chunk->i, chunk->ie, chunk->b, chunk->k, chunk->ke);
		if (at < chunk->ke) {
			size_t first = pieces->count + at - chunk->k;

			if (!keeps_binding(chunk->b, at, at + chunk->ie - chunk->i, chunk->n, chunk->j,
					   chunk->je) || is_operand_of_unary(chunk, at))
				return false;
			emit_b(pieces, chunk, chunk->k, at);
			emit_n(pieces, chunk, chunk->j, chunk->je);
			if (chunk->j < chunk->je && equal(space_before(chunk->a, chunk->i),
							  space_before(chunk->n, chunk->j)))
				pieces->items[first].space = space_before(chunk->b, at);
			emit_b(pieces, chunk, at + chunk->ie - chunk->i, chunk->ke);
			return true;
		}
		if (merge_one_word(adapter, chunk, pieces) || merge_neighbours(chunk, pieces))
			return true;
	}
	/* What only B has would be lost. */
	if (chunk->i == chunk->ie && chunk->k < chunk->ke)
		return false;
	/* A statement that B does not have would come with the change to it. */
	if (calls_another(adapter, chunk) || keeps_what_b_lacks(chunk) || brings_what_it_keeps(chunk) ||
	    removes_another(adapter, chunk) || has_another_unary(chunk))
		return false;
	if (!alike || chunk->ke - chunk->k > (chunk->ie - chunk->i) * 3 / 2 + 2)
		return false;
	/* What B says in other words is replaced anyway. */
	emit_n(pieces, chunk, chunk->j, chunk->je);
	return true;
}

/* Are the lines of A and B the same but for a few atoms? */
static bool are_alike(const struct stretch *a, const uint32_t *in_b, size_t b_count)
{
	size_t common = 0;

	for (size_t i = 0; i < a->count; i++)
		common += in_b[i] != ALIGN_NONE;
	/* B may lack part of what is replaced, too. */
	return 2 * common * 100 >= ALIKE * (a->count + b_count) ||
	       common * 100 >= CONTAINED * b_count;
}

bool adapt_merge(struct adapter *adapter, const struct adapt_change *change, struct pieces *pieces)
{
	size_t a_end = change->a_line + change->a_count, n_end = change->n_line + change->n_count;
	struct stretch a = stretch_of(&adapter->a.text, change->a_line, a_end);
	struct stretch n = stretch_of(&adapter->n.text, change->n_line, n_end);
	struct stretch b = stretch_of(&adapter->b.text, change->b_line,
				      change->b_line + change->b_count);
	_cleanup_free_ uint32_t *in_n = xcalloc(a.count + 1, sizeof(*in_n));
	_cleanup_free_ uint32_t *in_b = xcalloc(a.count + 1, sizeof(*in_b));
	struct chunk chunk = { .a = &a, .n = &n, .b = &b, .in_n = in_n };
	bool alike;

	if (!align_atoms(&a, &n, in_n) || !align_atoms(&a, &b, in_b))
		return false;
	alike = are_alike(&a, in_b, b.count);
	for (;;) {
		/* Up to the next atom that all three have. */
		size_t ie = chunk.i;

		while (ie < a.count && (in_n[ie] == ALIGN_NONE || in_b[ie] == ALIGN_NONE))
			ie++;
		chunk.ie = ie;
		chunk.je = ie < a.count ? in_n[ie] : n.count;
		chunk.ke = ie < a.count ? in_b[ie] : b.count;
		if (same_atoms(&a, chunk.i, ie, &n, chunk.j, chunk.je) ||
		    same_atoms(&n, chunk.j, chunk.je, &b, chunk.k, chunk.ke))
			emit_b(pieces, &chunk, chunk.k, chunk.ke);
		else if (same_atoms(&a, chunk.i, ie, &b, chunk.k, chunk.ke))
			emit_n(pieces, &chunk, chunk.j, chunk.je);
		else if (!merge_conflict(adapter, &chunk, alike, pieces))
			return false;
		if (ie == a.count)
			break;
		/* What B has first follows nothing there; here it may. */
		emit(pieces, &b, chunk.ke,
		     equal(space_before(&a, ie), space_before(&n, chunk.je)) &&
		     (chunk.ke || !pieces->count) ?
		     space_before(&b, chunk.ke) : space_before(&n, chunk.je), false);
		chunk.i = ie + 1;
		chunk.j = chunk.je + 1;
		chunk.k = chunk.ke + 1;
	}
	if (pieces->count)
		pieces->tail = n.count ? space_behind(&n) : space_behind(&b);
	else if (n_end > change->n_line && !n.count)
		pieces->tail = space_behind(&n);	/* blank lines */
	return same_balance(&a, &n, &b, pieces);
}
