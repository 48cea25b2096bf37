// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/name_scope.h"

#include <string.h>

#include "adapt/adapt.h"
#include "adapt/input.h"
#include "adapt/pieces.h"

static bool defines(const struct source_file *file, const char *name, size_t len)
{
	for (size_t i = 0; i < file->defs.count; i++) {
		const struct cdef *def = &file->defs.items[i];

		if (def->name_len == len && !memcmp(file->tokens.text + def->name, name, len))
			return true;
	}
	return false;
}

const char *name_record_pointed_to(const struct ctokens *tokens, const struct local *local,
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

const char *name_lacks_member(const struct name_scope *scope, size_t i, size_t *ret_len)
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
	tag = local ? name_record_pointed_to(tokens, local, &len) : NULL;
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

enum name_standing name_look_up(const struct name_scope *scope, size_t i)
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
		return NAME_STANDS;
	if (!member && scope->in_function && locals_have(&scope->n, name, len)) {
		const struct local *a = locals_find(&scope->a, name, len);
		const struct local *b = locals_find(&scope->b, name, len);

		if (!a || is_declared_anew(scope, name, len))
			return NAME_STANDS;
		return b ? NAME_STANDS : NAME_NOT_LOCAL;
	}
	if (member && name_lacks_member(scope, i, &tag_len))
		return NAME_NO_MEMBER;
	if (text_has_word(&in->b.text, piece->id))
		return NAME_STANDS;
	if (!tree_b || adapt_tree_has(tree_b, name, len))
		return NAME_STANDS;
	if (defines(&in->n, name, len) && !defines(&in->a, name, len))
		return NAME_STANDS;
	if (text_has_word(&in->a.text, piece->id))
		return NAME_NOT_THERE;
	if (scope->in_record || locals_have(&scope->n, name, len) ||
	    piece_is(scope->pieces, i + 1, ":"))
		return NAME_STANDS;
	/* If it does not exist in A's tree either, it comes with another part of the change. */
	return tree_a && !adapt_tree_has(tree_a, name, len) ? NAME_STANDS : NAME_NOT_THERE;
}

void name_scope_open(struct name_scope *scope)
{
	const struct adapt_input *in = scope->in;
	const struct adapt_change *change = scope->change;
	size_t end = change->a_line + change->a_count, n_end = change->n_line + change->n_count;
	size_t b_end = change->b_line + change->b_count;
	const struct cdef *a = definition_around(&in->a, change->a_line, end);
	const struct cdef *n = definition_around(&in->n, change->n_line, n_end);
	const struct cdef *b = definition_around(&in->b, change->b_line, b_end);

	scope->in_record = n && n->kind != CDEF_FUNCTION && n->kind != CDEF_MACRO;
	if (!a || a->kind != CDEF_FUNCTION || !n || n->kind != CDEF_FUNCTION || !b ||
	    b->kind != CDEF_FUNCTION)
		return;
	scope->in_function = true;
	locals_read(&scope->a, &in->a.tokens, a);
	locals_read(&scope->n, &in->n.tokens, n);
	locals_read(&scope->b, &in->b.tokens, b);
}

void name_scope_close(struct name_scope *scope)
{
	locals_release(&scope->a);
	locals_release(&scope->n);
	locals_release(&scope->b);
}
