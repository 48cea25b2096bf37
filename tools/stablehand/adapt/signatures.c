// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls with arguments that a function of B does not take. How A's arguments
 * become B's is seen on calls that both have on lines that are partners, or else
 * on both declarations. An argument can be left out, or one that B always
 * passes be put in; what is not told beyond doubt is refused with both signatures.
 */
#include "adapt/signatures.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/added_call.h"
#include "adapt/argument_lists.h"
#include "adapt/changes.h"
#include "adapt/input.h"
#include "adapt/pieces.h"
#include "syntax/locals.h"
#include "util/alloc.h"

/*
 * Does an argument mean the same in the changed function: constants and its variables; with
 * `members` also their members?
 */
static bool can_pass(const struct added_call *call, struct adapt_bytes text, bool members)
{
	const struct adapt_input *in = call->in;
	const struct cdef *function = definition_around(&in->b, call->change->b_line,
		call->change->b_line + call->change->b_count);
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_locals_ struct locals locals = { 0 };

	if (function && function->kind == CDEF_FUNCTION)
		locals_read(&locals, &in->b.tokens, function);
	ctokens_read(&tokens, text.data, text.len, false);
	for (size_t i = 0; i < tokens.count; i++) {
		const char *word = ctoken_text(&tokens, i);
		size_t len = tokens.items[i].len;
		bool constant = ctoken_is(&tokens, i, "true") || ctoken_is(&tokens, i, "false");

		for (size_t c = 0; !constant && c < len; c++)
			if (word[c] >= 'a' && word[c] <= 'z')
				break;
			else
				constant = c + 1 == len;
		if (members && i &&
		    (ctoken_is(&tokens, i - 1, "->") || ctoken_is(&tokens, i - 1, ".")))
			continue;
		if (tokens.items[i].kind == CTOKEN_WORD && !constant &&
		    !locals_have(&locals, word, len))
			return false;
	}
	return true;
}

/* Replace the arguments between the brackets at pieces open and close by B's. */
static void rewrite(struct pieces *pieces, size_t open, size_t close, const struct added_call *call,
		    const struct argument_mapping *mapping)
{
	struct pieces with = { 0 };
	size_t starts[ARGUMENTS_MAX + 1] = { open + 1 }, count = 1;
	long depth = 0;

	for (size_t i = open + 1; i < close; i++) {
		const struct piece *piece = &pieces->items[i];
		char c = piece->kind == ATOM_PUNCT && piece->text.len == 1 ? *piece->text.data :
									     ' ';

		depth += !!strchr("([{", c) - !!strchr(")]}", c);
		if (!depth && c == ',' && count < ARGUMENTS_MAX)
			starts[count++] = i + 1;
	}
	starts[count] = close + 1;
	for (size_t k = 0; k < mapping->to; k++) {
		size_t from = mapping->from;

		if (mapping->to < mapping->from)
			from = mapping->at[k];
		for (size_t i = 0; mapping->to > mapping->from && i < mapping->from; i++)
			if (mapping->at[i] == k)
				from = i;
		if (k)
			*ARRAY_ADD(with.items, with.count, with.alloc) =
				(struct piece){ .text = { ",", 1 }, .kind = ATOM_PUNCT };
		if (from == mapping->from) {
			*ARRAY_ADD(with.items, with.count, with.alloc) = (struct piece){
				.space = { " ", k ? 1 : 0 },
				.text = mapping->more[k],
				.kind = ATOM_WORD,
			};
			continue;
		}
		for (size_t i = starts[from]; i + 1 < starts[from + 1]; i++) {
			*ARRAY_ADD(with.items, with.count, with.alloc) = pieces->items[i];
			if (!k && i == starts[from])
				with.items[with.count - 1].space = pieces->items[open + 1].space;
			else if (k && !from && i == starts[from])
				with.items[with.count - 1].space = (struct adapt_bytes){ " ", 1 };
		}
	}
	pieces_replace(pieces, open + 1, close - open - 1, with.items, with.count);
	free(with.items);
}

static char *describe(const struct added_call *call, const struct argument_list *a,
		      const struct argument_list *b)
{
	_cleanup_free_ char *in_a = arguments_say(a), *in_b = arguments_say(b);
	_cleanup_free_ char *made = a->count ? xasprintf(", (%s) in the source tree", in_a) :
				    xasprintf(", and the change passes %zu", call->arguments.count);

	return xasprintf("%.*s() takes (%s) in this branch%s", (int)call->len, call->name, in_b,
			 made);
}

/* The first piece of argument k between the brackets, and their number. */
static size_t find_argument(const struct pieces *pieces, size_t open, size_t close, size_t k,
			    size_t *ret_count)
{
	size_t start = open + 1, i;
	long depth = 0;

	for (i = start; i < close; i++) {
		const struct piece *piece = &pieces->items[i];
		char c = piece->kind == ATOM_PUNCT && piece->text.len == 1 ? *piece->text.data :
									     ' ';

		depth += !!strchr("([{", c) - !!strchr(")]}", c);
		if (depth || c != ',')
			continue;
		if (!k--)
			break;
		start = i + 1;
	}
	*ret_count = i - start;
	return start;
}

/*
 * As many arguments, but of another type, as an object where B takes a member of it; or in another
 * order, which is refused. Only for functions defined in the file or its directory: the compiler
 * checks the others.
 */
static bool settle_types(struct added_call *call, struct pieces *pieces, size_t open, size_t close,
			 bool *ret_changed)
{
	const struct adapt_input *in = call->in;
	const struct adapt_options *options = in->options;
	_cleanup_arguments_ struct argument_list a = { 0 }, b = { 0 };
	enum cdef_kind a_kind, b_kind;

	if (!options->tree_a || !options->tree_a->path ||
	    (!call_parameters_in_file(&in->a, call, &a, &a_kind) &&
	     !call_parameters_in_tree(options->tree_a, call, true, &a, &a_kind)) ||
	    (!call_parameters_in_file(&in->b, call, &b, &b_kind) &&
	     !call_parameters_in_tree(options->tree_b, call, true, &b, &b_kind)) ||
	    (a_kind == CDEF_MACRO) != (b_kind == CDEF_MACRO) ||
	    a.count != b.count || a.count != call->arguments.count)
		return true;
	if (arguments_reordered(&a, &b)) {
		change_say(call->change, describe(call, &a, &b));
		return false;
	}
	for (size_t k = 0; k < a.count; k++) {
		struct piece with = { .kind = ATOM_WORD, .added = true };
		size_t at, count;

		if (!arguments_differ_in_type(&a, &b, k, a_kind == CDEF_MACRO))
			continue;
		at = find_argument(pieces, open, close, k, &count);
		change_say(call->change, describe(call, &a, &b));
		if (!count || !call_passed_instead(call, k, &with.text) ||
		    !can_pass(call, with.text, true))
			return false;
		with.space = pieces->items[at].space;
		pieces_replace(pieces, at, count, &with, 1);
		close -= count - 1;
		*ret_changed = true;
	}
	return true;
}

static bool settle_call(struct added_call *call, struct pieces *pieces, size_t open, size_t close,
			bool *ret_changed)
{
	const struct adapt_input *in = call->in;
	const struct adapt_tree *tree = in->options->tree_b;
	_cleanup_arguments_ struct argument_list a = { 0 }, b = { 0 };
	struct argument_mapping mapping = { 0 };
	enum cdef_kind kind;
	int by_calls;

	if (call_is_brought(call))
		return true;
	if (symbol_index_takes(tree->index, call->name, call->len, call->arguments.count,
			       tree->path) != SYMBOL_NO)
		return settle_types(call, pieces, open, close, ret_changed);
	if (!call_parameters_in_file(&in->a, call, &a, &kind))
		call_parameters_in_tree(in->options->tree_a, call, false, &a, &kind);
	if (!call_parameters_in_file(&in->b, call, &b, &kind))
		call_parameters_in_tree(tree, call, false, &b, &kind);
	change_say(call->change, describe(call, &a, &b));
	by_calls = call_map_by_calls(call, &mapping);
	if (by_calls < 0 || (!by_calls && !call_map_by_declarations(call, &a, &b, &mapping)) ||
	    call_leaves_out_another(call, &mapping) ||
	    symbol_index_takes(tree->index, call->name, call->len, mapping.to, tree->path) !=
		    SYMBOL_YES)
		return false;
	for (size_t k = 0; k < mapping.to; k++)
		if (mapping.more[k].len && !can_pass(call, mapping.more[k], false))
			return false;
	rewrite(pieces, open, close, call, &mapping);
	*ret_changed = true;
	return true;
}

/*
 * The piece of the closing bracket for the one at `open`; 0: none. Sets *ret_added if any piece is
 * added.
 */
static size_t find_close(const struct pieces *pieces, size_t open, bool *ret_added)
{
	long depth = 0;

	for (size_t i = open; i < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];

		*ret_added |= piece->added;
		if (piece->kind != ATOM_PUNCT || piece->text.len != 1)
			continue;
		depth += !!strchr("([{", *piece->text.data) - !!strchr(")]}", *piece->text.data);
		if (!depth)
			return i;
	}
	return 0;
}

/* Is it a declaration, "type name(", or a member? */
static bool is_declared_at(const struct pieces *pieces, size_t i)
{
	static const char *const before_call[] = { "return", "else", "do", "case" };

	if (!i)
		return false;
	if (pieces->items[i - 1].kind != ATOM_WORD)
		return piece_is(pieces, i - 1, "*") || piece_is(pieces, i - 1, "->") ||
		       piece_is(pieces, i - 1, ".");
	for (size_t w = 0; w < ARRAY_SIZE(before_call); w++)
		if (piece_is(pieces, i - 1, before_call[w]))
			return false;
	return true;
}

bool signatures_settle(const struct adapt_input *in, const struct alignment *alignment,
		       struct adapt_change *change, struct pieces *pieces,
		      bool *ret_changed)
{
	const struct adapt_tree *tree = in->options->tree_b;

	*ret_changed = false;
	if (!tree || !tree->path || !symbol_index_knows_definitions(tree->index))
		return true;
	for (size_t i = 0; i + 1 < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];
		struct added_call call = { .in = in,
					   .alignment = alignment,
					   .change = change,
					   .name = piece->text.data,
					   .len = piece->text.len };
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		_cleanup_buf_ struct buf text = { 0 };
		bool added = piece->added, settled;
		size_t close;

		if (piece->kind != ATOM_WORD || piece->directive || !piece_is(pieces, i + 1, "(") ||
		    clex_is_keyword(call.name, call.len) || is_declared_at(pieces, i) ||
		    !(close = find_close(pieces, i + 1, &added)) || !added)
			continue;
		for (size_t j = i + 1; j <= close; j++)
			if (pieces->items[j].kind != ATOM_COMMENT)
				buf_printf(&text, "%s%.*s", pieces->items[j].space.len ? " " : "",
					   (int)pieces->items[j].text.len,
					   pieces->items[j].text.data);
		ctokens_read(&tokens, buf_str(&text), text.len, false);
		if (!arguments_read(&tokens, 0, tokens.count, &call.arguments))
			continue;
		settled = settle_call(&call, pieces, i + 1, close, ret_changed);
		arguments_release(&call.arguments);
		if (!settled)
			return false;
	}
	return true;
}
