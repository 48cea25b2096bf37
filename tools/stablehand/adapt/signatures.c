// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls with arguments that a function of B does not take. How A's arguments
 * become B's is seen on calls that both have on lines that are partners, or else
 * on both declarations. An argument can be left out, or one that B always
 * passes be put in; what is not told beyond doubt is refused with both signatures.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "adapt/adapt_parts.h"
#include "adapt/argument_lists.h"
#include "syntax/locals.h"
#include "util/alloc.h"

struct call {
	struct adapter *adapter;
	struct adapt_change *change;
	const char *name;
	size_t len;
	struct arguments arguments;
};

static bool is_call_of(const struct ctokens *tokens, size_t i, const struct call *call)
{
	return tokens->items[i].kind == CTOKEN_WORD && tokens->items[i].len == call->len &&
	       !memcmp(ctoken_text(tokens, i), call->name, call->len) && ctoken_is(tokens, i + 1, "(");
}

/*
 * The next call in A, from token *i on, on a line whose partner in B has one, too: what
 * both pass, which the caller releases. false: there is none.
 */
static bool next_partners(const struct call *call, size_t *i, struct arguments *from, struct arguments *to)
{
	const struct adapter *adapter = call->adapter;
	const struct ctokens *a = &adapter->a.tokens, *b = &adapter->b.tokens;

	while (*i < a->count) {
		size_t at = (*i)++, j = 0;
		uint32_t line = a->items[at].line, partner;

		if (!is_call_of(a, at, call) || line >= adapter->a.text.line_count ||
		    !adapter->aligned[line] || (partner = adapter->partners[line]) == ALIGN_NONE)
			continue;
		while (j < b->count && !(b->items[j].line == partner && is_call_of(b, j, call)))
			j++;
		if (j == b->count || !arguments_read(a, at + 1, a->count, from))
			continue;
		if (arguments_read(b, j + 1, b->count, to))
			return true;
		arguments_release(from);
	}
	return false;
}

/* A word that asks for something: true, NULL, SOME_FLAG. */
static bool is_value(const char *argument)
{
	if (!strcmp(argument, "true") || !strcmp(argument, "false"))
		return true;
	for (const char *c = argument; *c; c++)
		if (islower((unsigned char)*c))
			return false;
	return isupper((unsigned char)*argument);
}

/*
 * Is a value that B's calls leave out another one in this call than in those of A's file? B
 * then does what the others ask for.
 */
static bool leaves_out_another(const struct call *call, const struct argument_mapping *mapping)
{
	const struct ctokens *a = &call->adapter->a.tokens;
	bool same = false, other = false;

	for (size_t i = 0; i < a->count && mapping->to < mapping->from; i++) {
		_cleanup_arguments_ struct arguments seen = { 0 };

		if (!is_call_of(a, i, call) || !arguments_read(a, i + 1, a->count, &seen) ||
		    seen.count != mapping->from)
			continue;
		for (size_t k = 0; k < mapping->from; k++) {
			bool kept = false;

			for (size_t m = 0; m < mapping->to; m++)
				kept |= mapping->at[m] == k;
			if (kept || !is_value(seen.items[k]) || !is_value(call->arguments.items[k]))
				continue;
			if (strcmp(seen.items[k], call->arguments.items[k]))
				other = true;
			else
				same = true;
		}
	}
	return other && !same;
}

/* From calls on lines that are partners. -1: they disagree; 0: there are none. */
static int map_by_calls(const struct call *call, struct argument_mapping *ret_mapping)
{
	struct arguments from = { 0 }, to = { 0 };
	int found = 0;

	for (size_t i = 0; found >= 0 && next_partners(call, &i, &from, &to); ) {
		struct argument_mapping mapping;

		if (from.count == call->arguments.count && arguments_map(&from, &to, false, &mapping)) {
			if (found && !arguments_same_mapping(&mapping, ret_mapping))
				found = -1;
			else
				found = 1;
			if (found > 0)
				*ret_mapping = mapping;
		}
		arguments_release(&from);
		arguments_release(&to);
	}
	return found;
}

static const struct cdef *declared_in(const struct ctokens *tokens, const struct cdefs *defs,
				      const struct call *call)
{
	static const enum cdef_kind kinds[] = { CDEF_FUNCTION, CDEF_PROTOTYPE, CDEF_MACRO };

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		const struct cdef *def;
		size_t at = 0;

		while ((def = cdefs_named(tokens, defs, kinds[k], call->name, call->len, &at)))
			if (def->arguments < def->end)
				return def;
	}
	return NULL;
}

static bool parameters_in_side(const struct side *side, const struct call *call, struct arguments *ret_list,
			       enum cdef_kind *ret_kind)
{
	const struct cdef *def = declared_in(&side->tokens, &side->defs, call);

	if (!def || !arguments_read(&side->tokens, def->arguments, def->end, ret_list))
		return false;
	*ret_kind = def->kind;
	return true;
}

static bool is_in_folder(const struct adapt_tree *tree, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(tree->path, folder, len) && !strchr(tree->path + len, '/');
}

/*
 * By the first definition that a tree's file can see, or of those in its own folder.
 * The bytes of the list do not last.
 */
static bool parameters_in_tree(const struct adapt_tree *tree, const struct call *call,
			       bool own_folder, struct arguments *ret_list,
			       enum cdef_kind *ret_kind)
{
	struct symbol_defs defs;
	struct symbol_def found;

	if (!tree)
		return false;
	symbol_defs_of(tree->index, call->name, call->len, SYMBOL_NEAR, tree->path, &defs);
	while (symbol_defs_next(&defs, &found)) {
		_cleanup_free_ char *path = xasprintf("%s%s", found.folder, found.file);
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		_cleanup_cdefs_ struct cdefs there = { 0 };
		_cleanup_buf_ struct buf text = { 0 };
		const struct cdef *def;

		if (!found.called || !found.near || (own_folder && !is_in_folder(tree, found.folder)) ||
		    !adapt_tree_read(tree, path, &text))
			continue;
		ctokens_read(&tokens, buf_str(&text), text.len, false);
		cdefs_read(&tokens, &there);
		def = declared_in(&tokens, &there, call);
		if (def && arguments_read(&tokens, def->arguments, def->end, ret_list)) {
			*ret_kind = def->kind;
			return true;
		}
	}
	return false;
}

/* What every call in B's file passes at place k of so many arguments; false when they differ. */
static bool always_passed(const struct call *call, size_t count, size_t k, struct adapt_bytes *ret)
{
	const struct ctokens *tokens = &call->adapter->b.tokens;
	const struct cdefs *defs = &call->adapter->b.defs;
	bool any = false;

	for (size_t i = 0; i < tokens->count; i++) {
		_cleanup_arguments_ struct arguments list = { 0 };
		bool declares = false;

		if (!is_call_of(tokens, i, call))
			continue;
		for (size_t d = 0; d < defs->count; d++)
			declares |= defs->items[d].name_token == i;
		if (declares || !arguments_read(tokens, i + 1, tokens->count, &list) || list.count != count)
			continue;
		if (any && (ret->len != list.raw[k].len ||
			    memcmp(ret->data, list.raw[k].data, ret->len)))
			return false;
		*ret = list.raw[k];
		any = true;
	}
	return any;
}

/* From both declarations. */
static bool map_by_declarations(const struct call *call, const struct arguments *a, const struct arguments *b,
				struct argument_mapping *ret_mapping)
{
	if (a->count != call->arguments.count ||
	    (!arguments_map(a, b, false, ret_mapping) && !arguments_map(a, b, true, ret_mapping)))
		return false;
	for (size_t k = 0; k < b->count; k++)
		if (ret_mapping->more[k].len && !always_passed(call, b->count, k, &ret_mapping->more[k]))
			return false;
	return true;
}

/*
 * Does an argument mean the same wherever it is passed: constants, and variables of
 * the function; with `members` also what is within these?
 */
static bool can_pass(const struct call *call, struct adapt_bytes text, bool members)
{
	const struct adapter *adapter = call->adapter;
	const struct cdef *function = adapt_definition_around(&adapter->b, call->change->b_line,
		call->change->b_line + call->change->b_count);
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_locals_ struct locals locals = { 0 };

	if (function && function->kind == CDEF_FUNCTION)
		locals_read(&locals, &adapter->b.tokens, function);
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
		if (members && i && (ctoken_is(&tokens, i - 1, "->") || ctoken_is(&tokens, i - 1, ".")))
			continue;
		if (tokens.items[i].kind == CTOKEN_WORD && !constant &&
		    !locals_have(&locals, word, len))
			return false;
	}
	return true;
}

static bool is_text(const struct piece *piece, const char *text)
{
	return piece->text.len == strlen(text) && !memcmp(piece->text.data, text, piece->text.len);
}

/* Write B's arguments in place of those between the brackets at pieces open and close. */
static void rewrite(struct pieces *pieces, size_t open, size_t close, const struct call *call,
		    const struct argument_mapping *mapping)
{
	struct pieces with = { 0 };
	size_t starts[ARGUMENTS_MAX + 1] = { open + 1 }, count = 1;
	long depth = 0;

	for (size_t i = open + 1; i < close; i++) {
		const struct piece *piece = &pieces->items[i];
		char c = piece->kind == ATOM_PUNCT && piece->text.len == 1 ? *piece->text.data : ' ';

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
				.space = { " ", k ? 1 : 0 }, .text = mapping->more[k], .kind = ATOM_WORD,
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
	adapt_replace(pieces, open + 1, close - open - 1, with.items, with.count);
	free(with.items);
}

static char *describe(const struct call *call, const struct arguments *a, const struct arguments *b)
{
	_cleanup_free_ char *in_a = arguments_say(a), *in_b = arguments_say(b);
	_cleanup_free_ char *made = a->count ? xasprintf(", where the change was made (%s)", in_a) :
				    xasprintf(", and the change passes %zu", call->arguments.count);

	return xasprintf("%.*s() takes (%s) in this branch%s", (int)call->len, call->name, in_b, made);
}

/* The call comes with its own definition, or with one in another part of the change. */
static bool is_brought(const struct call *call)
{
	const struct adapt_options *options = call->adapter->options;
	const struct adapt_tree *a = options->tree_a, *b = options->tree_b;
	_cleanup_arguments_ struct arguments before = { 0 }, after = { 0 };
	enum cdef_kind kind;
	bool in_old = parameters_in_side(&call->adapter->a, call, &before, &kind);
	bool in_new = parameters_in_side(&call->adapter->n, call, &after, &kind);

	if (b->brings && b->brings(b->data, call->name, call->len))
		return true;
	if (in_new && after.count == call->arguments.count && (!in_old || before.count != after.count))
		return true;
	return a && symbol_index_takes(a->index, call->name, call->len, call->arguments.count,
				       a->path) == SYMBOL_NO;
}

/* What B's calls pass at place k where A's pass the same as this one. false: nothing, or several. */
static bool passed_instead(const struct call *call, size_t k, struct adapt_bytes *ret)
{
	struct arguments from = { 0 }, to = { 0 };
	bool any = false, several = false;

	for (size_t i = 0; next_partners(call, &i, &from, &to); ) {
		if (k < from.count && k < to.count && !strcmp(from.items[k], call->arguments.items[k])) {
			several |= any && (ret->len != to.raw[k].len ||
					   memcmp(ret->data, to.raw[k].data, ret->len));
			*ret = to.raw[k];
			any = true;
		}
		arguments_release(&from);
		arguments_release(&to);
	}
	return any && !several;
}

/* The first piece of argument k between the brackets, and how many it has. */
static size_t find_argument(const struct pieces *pieces, size_t open, size_t close, size_t k,
			    size_t *ret_count)
{
	size_t start = open + 1, i;
	long depth = 0;

	for (i = start; i < close; i++) {
		const struct piece *piece = &pieces->items[i];
		char c = piece->kind == ATOM_PUNCT && piece->text.len == 1 ? *piece->text.data : ' ';

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
 * As many arguments, and of another kind: an object where B takes a part of it; or in
 * another order, which is refused.
 * Told only of what the file itself or its folder defines: what others see is
 * looked at by the compiler.
 */
static bool settle_types(struct call *call, struct pieces *pieces, size_t open, size_t close,
			 bool *ret_changed)
{
	struct adapter *adapter = call->adapter;
	const struct adapt_options *options = adapter->options;
	_cleanup_arguments_ struct arguments a = { 0 }, b = { 0 };
	enum cdef_kind a_kind, b_kind;

	if (!options->tree_a || !options->tree_a->path ||
	    (!parameters_in_side(&adapter->a, call, &a, &a_kind) &&
	     !parameters_in_tree(options->tree_a, call, true, &a, &a_kind)) ||
	    (!parameters_in_side(&adapter->b, call, &b, &b_kind) &&
	     !parameters_in_tree(options->tree_b, call, true, &b, &b_kind)) ||
	    (a_kind == CDEF_MACRO) != (b_kind == CDEF_MACRO) ||
	    a.count != b.count || a.count != call->arguments.count)
		return true;
	if (arguments_reordered(&a, &b)) {
		adapt_say(call->change, describe(call, &a, &b));
		return false;
	}
	for (size_t k = 0; k < a.count; k++) {
		struct piece with = { .kind = ATOM_WORD, .added = true };
		size_t at, count;

		if (!arguments_differ_in_type(&a, &b, k, a_kind == CDEF_MACRO))
			continue;
		at = find_argument(pieces, open, close, k, &count);
		adapt_say(call->change, describe(call, &a, &b));
		if (!count || !passed_instead(call, k, &with.text) || !can_pass(call, with.text, true))
			return false;
		with.space = pieces->items[at].space;
		adapt_replace(pieces, at, count, &with, 1);
		close -= count - 1;
		*ret_changed = true;
	}
	return true;
}

static bool settle_call(struct call *call, struct pieces *pieces, size_t open, size_t close,
			bool *ret_changed)
{
	struct adapter *adapter = call->adapter;
	const struct adapt_tree *tree = adapter->options->tree_b;
	_cleanup_arguments_ struct arguments a = { 0 }, b = { 0 };
	struct argument_mapping mapping = { 0 };
	enum cdef_kind kind;
	int by_calls;

	if (is_brought(call))
		return true;
	if (symbol_index_takes(tree->index, call->name, call->len, call->arguments.count,
			       tree->path) != SYMBOL_NO)
		return settle_types(call, pieces, open, close, ret_changed);
	if (!parameters_in_side(&adapter->a, call, &a, &kind))
		parameters_in_tree(adapter->options->tree_a, call, false, &a, &kind);
	if (!parameters_in_side(&adapter->b, call, &b, &kind))
		parameters_in_tree(tree, call, false, &b, &kind);
	adapt_say(call->change, describe(call, &a, &b));
	by_calls = map_by_calls(call, &mapping);
	if (by_calls < 0 || (!by_calls && !map_by_declarations(call, &a, &b, &mapping)) ||
	    leaves_out_another(call, &mapping) ||
	    symbol_index_takes(tree->index, call->name, call->len, mapping.to, tree->path) != SYMBOL_YES)
		return false;
	for (size_t k = 0; k < mapping.to; k++)
		if (mapping.more[k].len && !can_pass(call, mapping.more[k], false))
			return false;
	rewrite(pieces, open, close, call, &mapping);
	*ret_changed = true;
	return true;
}

/* The piece of the bracket that closes the one at `open`; 0: none. Sets *ret_added. */
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

/* "type name(" is a declaration. */
static bool is_declared_at(const struct pieces *pieces, size_t i)
{
	const struct piece *before = i ? &pieces->items[i - 1] : NULL;

	return before && ((before->kind == ATOM_WORD && !is_text(before, "return") &&
			   !is_text(before, "else") && !is_text(before, "do") &&
			   !is_text(before, "case")) ||
			  is_text(before, "*") || is_text(before, "->") || is_text(before, "."));
}

bool adapt_signatures(struct adapter *adapter, struct adapt_change *change, struct pieces *pieces,
		      bool *ret_changed)
{
	const struct adapt_tree *tree = adapter->options->tree_b;

	*ret_changed = false;
	if (!tree || !tree->path || !symbol_index_knows_definitions(tree->index))
		return true;
	for (size_t i = 0; i + 1 < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];
		struct call call = { .adapter = adapter, .change = change, .name = piece->text.data,
				     .len = piece->text.len };
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		_cleanup_buf_ struct buf text = { 0 };
		bool added = piece->added, settled;
		size_t close;

		if (piece->kind != ATOM_WORD || piece->directive || !is_text(piece + 1, "(") ||
		    clex_is_keyword(call.name, call.len) || is_declared_at(pieces, i) ||
		    !(close = find_close(pieces, i + 1, &added)) || !added)
			continue;
		for (size_t j = i + 1; j <= close; j++)
			if (pieces->items[j].kind != ATOM_COMMENT)
				buf_printf(&text, "%s%.*s", pieces->items[j].space.len ? " " : "",
					   (int)pieces->items[j].text.len, pieces->items[j].text.data);
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
