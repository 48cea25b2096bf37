// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every word that the change adds has to mean something in B: a variable of the function there,
 * a member of the structure there, a name that B's tree has where the file can see it, or one
 * that the change brings itself. Where it does not, what B has in its place is put there: as
 * learned from lines of both files (adapt/substitutions.h), the longest first, else by a rule
 * (adapt/rename_by_rule.h). A word for which there is neither refuses the change.
 *
 * A substitution was seen on other lines than this one, so it is only taken where it cannot
 * mean something else: not a constant for another one that A has under its own name; not one
 * variable for two of A; not a pointer to another structure, unless B's file calls the very
 * function with it. Nothing is substituted twice: what came from B is not looked at again.
 */
#include "adapt/names.h"

#include <ctype.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/name_scope.h"
#include "adapt/pieces.h"
#include "adapt/rename_by_rule.h"
#include "adapt/substitutions.h"
#include "syntax/locals.h"
#include "util/alloc.h"

/*
 * Do two variables point to different structures, both of which exist in B? (If A's does not, it
 * was renamed.)
 */
static bool other_record(const struct name_scope *scope, const struct local *a,
			 const struct local *b)
{
	const struct adapt_tree *tree = scope->in->options->tree_b;
	size_t a_len, b_len;
	const char *x = name_record_pointed_to(&scope->in->a.tokens, a, &a_len);
	const char *y = name_record_pointed_to(&scope->in->b.tokens, b, &b_len);
	struct symbol_defs defs;
	struct symbol_def def;

	if (!tree || !x || !y || (a_len == b_len && !memcmp(x, y, a_len)))
		return false;
	symbol_defs_of(tree->index, x, a_len, SYMBOL_NEAR, tree->path, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.kind == CDEF_RECORD && def.near)
			return true;
	return false;
}

/* Do the pieces from `at` on match the substitution, all of them added? */
static bool fits(const struct pieces *pieces, const struct substitution *known, size_t at)
{
	if (at + known->from_count > pieces->count)
		return false;
	for (size_t i = 0; i < known->from_count; i++)
		if (!pieces->items[at + i].added || pieces->items[at + i].id != known->from[i].id)
			return false;
	return true;
}

static void apply_substitution(struct name_scope *scope, const struct substitution *known,
			       size_t at)
{
	const struct atom_text *b = &scope->in->b.text;
	struct adapt_bytes space = scope->pieces->items[at].space;
	_cleanup_free_ struct piece *with = xcalloc(known->to_count, sizeof(*with));

	for (size_t i = 0; i < known->to_count; i++) {
		const struct atom *atom = &known->to[i];
		size_t from = i ? atom[-1].start + atom[-1].len : atom->start;

		with[i] = (struct piece){
			.space = { b->data + from, atom->start - from },
			.text = { b->data + atom->start, atom->len },
			.id = atom->id,
			.kind = atom->kind,
		};
	}
	if (known->to_count)
		with[0].space = space;
	pieces_replace(scope->pieces, at, known->from_count, with, known->to_count);
	if (!known->to_count && at < scope->pieces->count)
		scope->pieces->items[at].space = space;
}

/* Does B's text have `callee(name`? */
static bool is_called_with(const struct atom_text *b, uint32_t callee, uint32_t name)
{
	for (size_t i = 0; i + 2 < b->atom_count; i++)
		if (b->atoms[i].id == callee && b->atoms[i + 2].id == name)
			return true;
	return false;
}

/*
 * Does B's variable also stand for another one of A: that of its name, or by another substitution?
 */
static bool stands_for_two(const struct name_scope *scope, const struct substitution *known)
{
	const struct adapt_input *in = scope->in;
	const char *b = in->b.text.data, *a = in->a.text.data;

	if (locals_have(&scope->a, b + known->to->start, known->to->len))
		return true;
	for (size_t s = 0; s < scope->learned->count; s++) {
		const struct substitution *other = &scope->learned->items[s];

		if (other->from_count == 1 && other->to_count == 1 &&
		    other->to->id == known->to->id && other->from->id != known->from->id &&
		    locals_have(&scope->a, a + other->from->start, other->from->len))
			return true;
	}
	return false;
}

static bool is_constant(const struct atom_text *text, const struct atom *atom)
{
	for (size_t i = 0; i < atom->len; i++)
		if (islower((unsigned char)text->data[atom->start + i]))
			return false;
	return atom->kind == ATOM_WORD && atom->len > 2;
}

static bool is_among(const struct atom *atom, const struct atom *atoms, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (atoms[i].id == atom->id)
			return true;
	return false;
}

/*
 * Would a constant of A become another one that A has as well, and which is thus not its other
 * name?
 */
static bool has_another_constant(const struct adapt_input *in, const struct substitution *known)
{
	bool lost = false, another = false;

	for (size_t i = 0; i < known->from_count; i++)
		lost |= is_constant(&in->a.text, &known->from[i]) &&
			!is_among(&known->from[i], known->to, known->to_count);
	for (size_t i = 0; i < known->to_count; i++)
		another |= is_constant(&in->b.text, &known->to[i]) &&
			   !is_among(&known->to[i], known->from, known->from_count) &&
			   text_has_word(&in->a.text, known->to[i].id);
	return lost && another;
}

/*
 * Unsafe: a constant for another one, a variable that stands for two of A, or a pointer to another
 * structure unless B calls the very function with it.
 */
static bool is_unsafe(const struct name_scope *scope, const struct substitution *known, size_t at)
{
	const struct atom_text *b = &scope->in->b.text;
	const struct pieces *pieces = scope->pieces;
	const struct local *x, *y;

	if (has_another_constant(scope->in, known))
		return true;
	if (!scope->in_function || known->from_count != 1 || known->to_count != 1)
		return false;
	x = locals_find(&scope->a, pieces->items[at].text.data, pieces->items[at].text.len);
	y = locals_find(&scope->b, b->data + known->to->start, known->to->len);
	if (x && y && stands_for_two(scope, known))
		return true;
	if (!x || !y || !other_record(scope, x, y))
		return false;
	return !(at >= 2 && piece_is(pieces, at - 1, "(") &&
		 is_called_with(b, pieces->items[at - 2].id, known->to->id));
}

/* Replace the name at piece i by the longest safe substitution that contains it. */
static bool substitute(struct name_scope *scope, size_t i, enum name_standing standing)
{
	const struct substitution *best = NULL;
	size_t best_at = 0;

	for (size_t s = 0; s < scope->learned->count; s++) {
		const struct substitution *known = &scope->learned->items[s];

		if (known->whole || (!known->to_count && standing == NAME_NOT_LOCAL) ||
		    (best && best->from_count >= known->from_count))
			continue;
		for (size_t o = 0; o < known->from_count && o <= i; o++)
			if (known->from[o].id == scope->pieces->items[i].id &&
			    fits(scope->pieces, known, i - o) && !is_unsafe(scope, known, i - o)) {
				best = known;
				best_at = i - o;
				break;
			}
	}
	if (!best)
		return false;
	apply_substitution(scope, best, best_at);
	return true;
}

static void say_missing(struct name_scope *scope, size_t i, enum name_standing standing)
{
	struct adapt_bytes name = scope->pieces->items[i].text;
	size_t len;
	const char *tag;

	switch (standing) {
	case NAME_NO_MEMBER:
		tag = name_lacks_member(scope, i, &len);
		change_say(scope->change, xasprintf("%.*s has no member %.*s in this branch",
						    (int)len, tag, (int)name.len, name.data));
		break;
	case NAME_NOT_LOCAL:
		change_say(scope->change,
			   xasprintf("%.*s is not a variable of the function in this branch",
				     (int)name.len, name.data));
		break;
	default:
		change_say(scope->change, xasprintf("%.*s does not exist in this branch",
						    (int)name.len, name.data));
	}
}

static bool settle(struct name_scope *scope, bool *ret_swapped)
{
	const struct adapt_input *in = scope->in;
	struct pieces *pieces = scope->pieces;

	for (size_t i = 0; i < pieces->count; i++) {
		enum name_standing standing;

		for (size_t s = 0; s < scope->learned->count; s++)
			if (scope->learned->items[s].whole &&
			    fits(pieces, &scope->learned->items[s], i)) {
				apply_substitution(scope, &scope->learned->items[s], i);
				*ret_swapped = true;
				break;
			}
		if (i >= pieces->count)
			break;
		if (!rename_include(in, scope->change, pieces, i, ret_swapped))
			return false;
		standing = name_look_up(scope, i);
		if (standing == NAME_STANDS)
			continue;
		if (substitute(scope, i, standing) ||
		    (standing != NAME_NOT_LOCAL && rename_by_rule(in, scope->change, pieces, i))) {
			*ret_swapped = true;
			continue;
		}
		say_missing(scope, i, standing);
		return false;
	}
	return true;
}

bool names_settle(const struct adapt_input *in, const struct substitutions *learned,
		  struct adapt_change *change, struct pieces *pieces,
		 bool *ret_swapped)
{
	struct name_scope scope = {
		.in = in, .learned = learned, .change = change, .pieces = pieces
	};
	bool settled;

	*ret_swapped = false;
	name_scope_open(&scope);
	settled = settle(&scope, ret_swapped);
	name_scope_close(&scope);
	return settled;
}
