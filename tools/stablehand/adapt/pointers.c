// SPDX-License-Identifier: GPL-2.0-only
/*
 * Variables of the file that are objects in one branch and pointers to them in
 * the other: "&tty_class" in A is "tty_class" where B allocates it.
 */
#include "adapt/pointers.h"

#include "adapt/adapt.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/pieces.h"
#include "syntax/locals.h"
#include "util/alloc.h"

enum variable_shape {
	SHAPE_UNKNOWN,
	SHAPE_OBJECT,
	SHAPE_POINTER,
};

/* How a file declares a variable outside of functions. */
static enum variable_shape shape_of(const struct source_file *file, struct adapt_bytes name)
{
	const struct cdef *variable;
	size_t at = 0, i;

	variable = cdefs_named(&file->tokens, &file->defs, CDEF_VARIABLE, name.data, name.len, &at);
	if (!variable)
		return SHAPE_UNKNOWN;
	i = variable->name_token;
	if (i + 1 < file->tokens.count &&
	    (ctoken_is(&file->tokens, i + 1, "[") || ctoken_is(&file->tokens, i + 1, "(")))
		return SHAPE_UNKNOWN;
	if (i && ctoken_is(&file->tokens, i - 1, "*"))
		return i > 1 && ctoken_is(&file->tokens, i - 2, "*") ? SHAPE_UNKNOWN :
								       SHAPE_POINTER;
	/* Only structures: of numbers there would be no pointer. */
	return i > 1 && ctoken_is(&file->tokens, i - 2, "struct") ? SHAPE_OBJECT : SHAPE_UNKNOWN;
}

/* Is the '&' at piece i unary? */
static bool takes_address(const struct pieces *pieces, size_t i)
{
	const struct piece *before = i ? &pieces->items[i - 1] : NULL;

	return piece_is(pieces, i, "&") &&
	       (!before || piece_is(pieces, i - 1, "return") ||
		(before->kind == ATOM_PUNCT && !piece_is(pieces, i - 1, ")") &&
		 !piece_is(pieces, i - 1, "]")));
}

static bool is_member(const struct pieces *pieces, size_t i)
{
	return i && (piece_is(pieces, i - 1, "->") || piece_is(pieces, i - 1, ".") ||
		     piece_is(pieces, i - 1, "struct"));
}

/*
 * A function that gets the variable, or its address, at piece i as its first argument may accept
 * one kind only, like kfree(): B's file has to call it that way.
 */
static bool is_given_in_b(const struct adapt_input *in, const struct pieces *pieces, size_t i,
			  uint32_t variable, bool address)
{
	const struct atom_text *b = &in->b.text;
	const struct piece *callee = i > 1 ? &pieces->items[i - 2] : NULL;

	if (!i || !piece_is(pieces, i - 1, "("))
		return i && (piece_is(pieces, i - 1, ",") || piece_is(pieces, i - 1, "="));
	for (size_t k = 0; callee && k + 3 < b->atom_count; k++)
		if (b->atoms[k].id == callee->id && b->data[b->atoms[k + 1].start] == '(' &&
		    b->atoms[k + 2 + address].id == variable &&
		    (!address || b->data[b->atoms[k + 2].start] == '&'))
			return true;
	return false;
}

/* B has a pointer: the object at piece i is what it points to. */
static bool point(const struct adapt_input *in, struct pieces *pieces, size_t i)
{
	struct piece piece = pieces->items[i];

	if (piece_is(pieces, i + 1, ".")) {
		pieces->items[i + 1].text = (struct adapt_bytes){ "->", 2 };
		return true;
	}
	if (!i || !takes_address(pieces, i - 1) ||
	    !is_given_in_b(in, pieces, i - 1, piece.id, false))
		return false;
	piece.space = pieces->items[i - 1].space;
	pieces_replace(pieces, i - 1, 2, &piece, 1);
	return true;
}

/* B has an object: the pointer at piece i is its address. */
static bool take_address(const struct adapt_input *in, struct pieces *pieces, size_t i)
{
	struct piece with[2] = { pieces->items[i], pieces->items[i] };

	if (piece_is(pieces, i + 1, "->")) {
		pieces->items[i + 1].text = (struct adapt_bytes){ ".", 1 };
		return true;
	}
	if ((!piece_is(pieces, i + 1, ",") && !piece_is(pieces, i + 1, ")") &&
	     !piece_is(pieces, i + 1, ";")) ||
	    !is_given_in_b(in, pieces, i, with[0].id, true))
		return false;
	with[0].text = (struct adapt_bytes){ "&", 1 };
	with[0].kind = ATOM_PUNCT;
	with[1].space = (struct adapt_bytes){ 0 };
	pieces_replace(pieces, i, 1, with, 2);
	return true;
}

bool pointers_settle(const struct adapt_input *in, struct adapt_change *change,
		     struct pieces *pieces, bool *ret_changed)
{
	size_t n_end = change->n_line + change->n_count;
	const struct cdef *function = definition_around(&in->n, change->n_line, n_end);
	_cleanup_locals_ struct locals locals = { 0 };

	*ret_changed = false;
	if (!function || function->kind != CDEF_FUNCTION)
		return true;
	locals_read(&locals, &in->n.tokens, function);
	for (size_t i = 0; i < pieces->count; i++) {
		struct adapt_bytes name = pieces->items[i].text;
		enum variable_shape a, b;
		size_t before = pieces->count;

		if (pieces->items[i].kind != ATOM_WORD || !pieces->items[i].added ||
		    is_member(pieces, i) || locals_have(&locals, name.data, name.len))
			continue;
		a = shape_of(&in->n, name);
		b = a ? shape_of(&in->b, name) : SHAPE_UNKNOWN;
		if (!b || a == b)
			continue;
		change_say(change, xasprintf("%.*s is %s in this branch", (int)name.len, name.data,
					    b == SHAPE_POINTER ? "a pointer" : "not a pointer"));
		if (!(b == SHAPE_POINTER ? point(in, pieces, i) : take_address(in, pieces, i)))
			return false;
		*ret_changed = true;
		/* Skip what was written. */
		if (pieces->count > before)
			i++;
		else if (pieces->count < before)
			i--;
	}
	return true;
}
