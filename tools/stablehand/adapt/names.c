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
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/pieces.h"
#include "adapt/rename_by_rule.h"
#include "adapt/substitutions.h"
#include "syntax/locals.h"
#include "util/alloc.h"

/* A change whose names are settled, and the function that it is in. */
struct name_scope {
	const struct adapt_input *in;
	const struct substitutions *learned;
	struct adapt_change *change;
	struct pieces *pieces;
	struct locals a, n, b;		/* local variables of the functions around the change */
	bool in_function;		/* in A, A_NEW and B */
	bool in_record;
};

static bool defines(const struct source_file *file, const char *name, size_t len)
{
	for (size_t i = 0; i < file->defs.count; i++) {
		const struct cdef *def = &file->defs.items[i];

		if (def->name_len == len && !memcmp(file->tokens.text + def->name, name, len))
			return true;
	}
	return false;
}

/* The tag of a local declared as "struct tag *name" or "union tag *name"; or NULL. */
static const char *record_pointed_to(const struct ctokens *tokens, const struct local *local,
				     size_t *ret_len)
{
	for (size_t i = local->type; i + 2 < local->type_end; i++)
		if ((ctoken_is(tokens, i, "struct") || ctoken_is(tokens, i, "union")) &&
		    ctoken_is(tokens, i + 2, "*")) {
			*ret_len = tokens->items[i + 1].len;
			return ctoken_text(tokens, i + 1);
		}
	return NULL;
}

/*
 * Do two variables point to different structures, both of which exist in B? (If A's does not, it
 * was renamed.)
 */
static bool other_record(const struct name_scope *scope, const struct local *a,
			 const struct local *b)
{
	const struct adapt_tree *tree = scope->in->options->tree_b;
	size_t a_len, b_len;
	const char *x = record_pointed_to(&scope->in->a.tokens, a, &a_len);
	const char *y = record_pointed_to(&scope->in->b.tokens, b, &b_len);
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

enum standing {
	STANDS,			/* exists in B, or comes with the change */
	NOT_LOCAL,		/* a local variable that B's function lacks */
	NO_MEMBER,		/* a member that B's structure lacks */
	NOT_THERE,		/* does not exist in B's tree */
};

/* Is the word at piece i called in the body of a macro, rather than part of another directive? */
static bool is_call_in_macro(const struct pieces *pieces, size_t i)
{
	size_t start = i;

	if (!piece_is(pieces, i + 1, "("))
		return false;
	while (start && pieces->items[start - 1].directive && !piece_is(pieces, start, "#"))
		start--;
	return piece_is(pieces, start, "#") && piece_is(pieces, start + 1, "define") &&
	       start + 2 < i;
}

/*
 * If piece i is the member in "name->member" and B's structure lacks it, the tag of the structure;
 * else NULL.
 */
static const char *lacks_member(const struct name_scope *scope, size_t i, size_t *ret_len)
{
	const struct adapt_input *in = scope->in;
	const struct adapt_tree *tree_a = in->options->tree_a, *tree_b = in->options->tree_b;
	const struct piece *base = i > 1 ? &scope->pieces->items[i - 2] : NULL;
	const struct piece *member = &scope->pieces->items[i];
	const struct ctokens *tokens = &in->b.tokens;
	const struct local *local = NULL;
	const char *tag;
	size_t len;

	if (!base || !tree_b || !tree_b->path || !scope->in_function || base->kind != ATOM_WORD ||
	    !piece_is(scope->pieces, i - 1, "->") ||
	    (i > 2 &&
	     (piece_is(scope->pieces, i - 3, "->") || piece_is(scope->pieces, i - 3, "."))))
		return NULL;
	local = locals_find(&scope->b, base->text.data, base->text.len);
	if (!local) {
		local = locals_find(&scope->n, base->text.data, base->text.len);
		tokens = &in->n.tokens;
	}
	tag = local ? record_pointed_to(tokens, local, &len) : NULL;
	if (!tag ||
	    symbol_index_record_has(tree_b->index, tag, len, member->text.data, member->text.len,
				    tree_b->path) != SYMBOL_NO ||
	    (tree_b->brings && tree_b->brings(tree_b->data, member->text.data, member->text.len)))
		return NULL;
	/* If A's structure lacks it as well, it comes with another part of the change. */
	if (tree_a && symbol_index_record_has(tree_a->index, tag, len, member->text.data,
					      member->text.len, tree_a->path) == SYMBOL_NO)
		return NULL;
	*ret_len = len;
	return tag;
}

static size_t count_local(const struct locals *locals, const char *name, size_t len, size_t start,
			  size_t end)
{
	size_t count = 0;

	for (size_t i = 0; i < locals->count; i++) {
		const struct local *local = &locals->items[i];

		count += local->certain && local->start >= start && local->start < end &&
			 local->len == len && !memcmp(locals->text + local->start, name, len);
	}
	return count;
}

/* Does the change declare the variable in a block that it adds, regardless of others? */
static bool is_declared_anew(const struct name_scope *scope, const char *name, size_t len)
{
	const struct adapt_change *change = scope->change;
	const struct atom_text *n = &scope->in->n.text;
	size_t last = change->n_line + change->n_count;
	size_t start, end = last < n->line_count ? n->lines[last].start : n->len;

	if (!change->n_count)
		return false;
	start = n->lines[change->n_line].start;
	return count_local(&scope->n, name, len, start, end) &&
	       count_local(&scope->n, name, len, 0, n->len) >
		       count_local(&scope->a, name, len, 0, SIZE_MAX);
}

static enum standing look_up(const struct name_scope *scope, size_t i)
{
	const struct adapt_input *in = scope->in;
	const struct adapt_tree *tree_a = in->options->tree_a;
	const struct adapt_tree *tree_b = in->options->tree_b;
	const struct piece *piece = &scope->pieces->items[i];
	const char *name = piece->text.data;
	size_t len = piece->text.len, tag_len;
	bool member = i &&
		      (piece_is(scope->pieces, i - 1, "->") || piece_is(scope->pieces, i - 1, "."));

	if (piece->kind != ATOM_WORD || !piece->added || clex_is_keyword(name, len) ||
	    (piece->directive && !is_call_in_macro(scope->pieces, i)))
		return STANDS;
	if (!member && scope->in_function && locals_have(&scope->n, name, len)) {
		const struct local *a = locals_find(&scope->a, name, len);
		const struct local *b = locals_find(&scope->b, name, len);

		if (!a || is_declared_anew(scope, name, len))
			return STANDS;
		return b ? STANDS : NOT_LOCAL;
	}
	if (member && lacks_member(scope, i, &tag_len))
		return NO_MEMBER;
	if (text_has_word(&in->b.text, piece->id))
		return STANDS;
	if (!tree_b || adapt_tree_has(tree_b, name, len))
		return STANDS;
	if (defines(&in->n, name, len) && !defines(&in->a, name, len))
		return STANDS;
	if (text_has_word(&in->a.text, piece->id))
		return NOT_THERE;
	if (scope->in_record || locals_have(&scope->n, name, len) ||
	    piece_is(scope->pieces, i + 1, ":"))
		return STANDS;
	/* If it does not exist in A's tree either, it comes with another part of the change. */
	return tree_a && !adapt_tree_has(tree_a, name, len) ? STANDS : NOT_THERE;
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
	_cleanup_free_ struct piece *with = xcalloc(known->to_count + 1, sizeof(*with));

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
static bool substitute(struct name_scope *scope, size_t i, enum standing standing)
{
	const struct substitution *best = NULL;
	size_t best_at = 0;

	for (size_t s = 0; s < scope->learned->count; s++) {
		const struct substitution *known = &scope->learned->items[s];

		if (known->whole || (!known->to_count && standing == NOT_LOCAL) ||
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

static void open_scope(struct name_scope *scope)
{
	const struct adapt_input *in = scope->in;
	struct adapt_change *change = scope->change;
	size_t end = change->a_line + change->a_count, n_end = change->n_line + change->n_count;
	const struct cdef *a = definition_around(&in->a, change->a_line, end);
	const struct cdef *n = definition_around(&in->n, change->n_line, n_end);
	const struct cdef *b = definition_around(&in->b, change->b_line,
						       change->b_line + change->b_count);

	scope->in_record = n && n->kind != CDEF_FUNCTION && n->kind != CDEF_MACRO;
	if (!a || a->kind != CDEF_FUNCTION || !n || n->kind != CDEF_FUNCTION || !b ||
	    b->kind != CDEF_FUNCTION)
		return;
	scope->in_function = true;
	locals_read(&scope->a, &in->a.tokens, a);
	locals_read(&scope->n, &in->n.tokens, n);
	locals_read(&scope->b, &in->b.tokens, b);
}

static void say_missing(struct name_scope *scope, size_t i, enum standing standing)
{
	struct adapt_bytes name = scope->pieces->items[i].text;
	size_t len;
	const char *tag;

	switch (standing) {
	case NO_MEMBER:
		tag = lacks_member(scope, i, &len);
		change_say(scope->change, xasprintf("%.*s has no member %.*s in this branch",
						    (int)len, tag, (int)name.len, name.data));
		break;
	case NOT_LOCAL:
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
		enum standing standing;

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
		standing = look_up(scope, i);
		if (standing == STANDS)
			continue;
		if (substitute(scope, i, standing) ||
		    (standing != NOT_LOCAL && rename_by_rule(in, scope->change, pieces, i))) {
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
	open_scope(&scope);
	settled = settle(&scope, ret_swapped);
	locals_release(&scope.a);
	locals_release(&scope.n);
	locals_release(&scope.b);
	return settled;
}
