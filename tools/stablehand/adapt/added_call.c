// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/added_call.h"

#include <ctype.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/alignment.h"
#include "adapt/input.h"
#include "util/alloc.h"

static bool is_call_of(const struct ctokens *tokens, size_t i, const struct added_call *call)
{
	return tokens->items[i].kind == CTOKEN_WORD && tokens->items[i].len == call->len &&
	       !memcmp(ctoken_text(tokens, i), call->name, call->len) &&
	       ctoken_is(tokens, i + 1, "(");
}

/*
 * The arguments of the next call in A, from token *i on, that has a counterpart on the partner line
 * in B, and of that one. The caller releases both. false: there is none.
 */
static bool next_partners(const struct added_call *call, size_t *i, struct argument_list *from,
			  struct argument_list *to)
{
	const struct adapt_input *in = call->in;
	const struct ctokens *a = &in->a.tokens, *b = &in->b.tokens;

	while (*i < a->count) {
		size_t at = (*i)++, j = 0;
		uint32_t line = a->items[at].line, partner;

		if (!is_call_of(a, at, call) || 
		    (partner = alignment_partner(call->alignment, line)) == ALIGN_NONE)
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

/* A constant: true, NULL, SOME_FLAG. */
static bool is_value(const char *argument)
{
	if (!strcmp(argument, "true") || !strcmp(argument, "false"))
		return true;
	for (const char *c = argument; *c; c++)
		if (islower((unsigned char)*c))
			return false;
	return isupper((unsigned char)*argument);
}

bool call_leaves_out_another(const struct added_call *call, const struct argument_mapping *mapping)
{
	const struct ctokens *a = &call->in->a.tokens;
	bool same = false, other = false;

	for (size_t i = 0; i < a->count && mapping->to < mapping->from; i++) {
		_cleanup_arguments_ struct argument_list seen = { 0 };

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

int call_map_by_calls(const struct added_call *call, struct argument_mapping *ret_mapping)
{
	struct argument_list from = { 0 }, to = { 0 };
	int found = 0;

	for (size_t i = 0; found >= 0 && next_partners(call, &i, &from, &to); ) {
		struct argument_mapping mapping;

		if (from.count == call->arguments.count &&
		    arguments_map(&from, &to, false, &mapping)) {
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
				      const struct added_call *call)
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

bool call_parameters_in_file(const struct source_file *file, const struct added_call *call,
			     struct argument_list *ret_list, enum cdef_kind *ret_kind)
{
	const struct cdef *def = declared_in(&file->tokens, &file->defs, call);

	if (!def || !arguments_read(&file->tokens, def->arguments, def->end, ret_list))
		return false;
	*ret_kind = def->kind;
	return true;
}

static bool is_in_folder(const struct adapt_tree *tree, const char *folder)
{
	size_t len = strlen(folder);

	return !strncmp(tree->path, folder, len) && !strchr(tree->path + len, '/');
}

bool call_parameters_in_tree(const struct adapt_tree *tree, const struct added_call *call,
			       bool own_folder, struct argument_list *ret_list,
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

		if (!found.called || !found.near ||
		    (own_folder && !is_in_folder(tree, found.folder)) ||
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

/* What all calls in B's file with `count` arguments pass at position k; false if they differ. */
static bool always_passed(const struct added_call *call, size_t count, size_t k,
			  struct adapt_bytes *ret)
{
	const struct ctokens *tokens = &call->in->b.tokens;
	const struct cdefs *defs = &call->in->b.defs;
	bool any = false;

	for (size_t i = 0; i < tokens->count; i++) {
		_cleanup_arguments_ struct argument_list list = { 0 };
		bool declares = false;

		if (!is_call_of(tokens, i, call))
			continue;
		for (size_t d = 0; d < defs->count; d++)
			declares |= defs->items[d].name_token == i;
		if (declares || !arguments_read(tokens, i + 1, tokens->count, &list) ||
		    list.count != count)
			continue;
		if (any && (ret->len != list.raw[k].len ||
			    memcmp(ret->data, list.raw[k].data, ret->len)))
			return false;
		*ret = list.raw[k];
		any = true;
	}
	return any;
}

bool call_map_by_declarations(const struct added_call *call, const struct argument_list *a,
			      const struct argument_list *b, struct argument_mapping *ret_mapping)
{
	if (a->count != call->arguments.count ||
	    (!arguments_map(a, b, false, ret_mapping) && !arguments_map(a, b, true, ret_mapping)))
		return false;
	for (size_t k = 0; k < b->count; k++)
		if (ret_mapping->more[k].len &&
		    !always_passed(call, b->count, k, &ret_mapping->more[k]))
			return false;
	return true;
}

bool call_is_brought(const struct added_call *call)
{
	const struct adapt_options *options = call->in->options;
	const struct adapt_tree *a = options->tree_a, *b = options->tree_b;
	_cleanup_arguments_ struct argument_list before = { 0 }, after = { 0 };
	enum cdef_kind kind;
	bool in_old = call_parameters_in_file(&call->in->a, call, &before, &kind);
	bool in_new = call_parameters_in_file(&call->in->n, call, &after, &kind);

	if (b->brings && b->brings(b->data, call->name, call->len))
		return true;
	if (in_new && after.count == call->arguments.count &&
	    (!in_old || before.count != after.count))
		return true;
	return a && symbol_index_takes(a->index, call->name, call->len, call->arguments.count,
				       a->path) == SYMBOL_NO;
}

bool call_passed_instead(const struct added_call *call, size_t k, struct adapt_bytes *ret)
{
	struct argument_list from = { 0 }, to = { 0 };
	bool any = false, several = false;

	for (size_t i = 0; next_partners(call, &i, &from, &to); ) {
		if (k < from.count && k < to.count &&
		    !strcmp(from.items[k], call->arguments.items[k])) {
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
