// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whole definitions that a change adds or removes, where what stands next to them
 * is another one in B: they go behind the definition that they follow in A, and
 * are removed where B has them.
 */
#include "adapt/whole_definitions.h"

#include <ctype.h>
#include <string.h>

#include "adapt/adapt.h"
#include "adapt/input.h"

static bool is_blank(const struct atom_text *text, size_t line)
{
	return line < text->line_count && !text->lines[line].id;
}

/* Do the lines contain a whole definition, and no part of another? */
static bool has_whole(const struct source_file *side, size_t first, size_t end)
{
	size_t count = 0;

	for (size_t i = 0; i < side->defs.count; i++) {
		const struct cdef *def = &side->defs.items[i];

		if (def->first_line >= end || def->last_line < first)
			continue;
		if (def->first_line < first || def->last_line >= end)
			return false;
		count += def->kind == CDEF_FUNCTION || def->kind == CDEF_RECORD;
	}
	return count;
}

/* The definition with braces right above a line, blank lines aside; or NULL. */
static const struct cdef *definition_before(const struct source_file *a, size_t line)
{
	const struct cdef *found = NULL;

	for (size_t i = 0; i < a->defs.count; i++) {
		const struct cdef *def = &a->defs.items[i];

		if ((def->kind == CDEF_FUNCTION || def->kind == CDEF_RECORD) && def->name_len &&
		    def->last_line < line && (!found || def->last_line > found->last_line))
			found = def;
	}
	for (size_t i = found ? found->last_line + 1 : 0; found && i < line; i++)
		if (!is_blank(&a->text, i))
			return NULL;
	return found;
}

/* Do the added lines use a function that B defines below the line without a prototype? */
static bool needs_what_follows(const struct adapt_input *in, const struct adapt_change *change,
			       size_t line)
{
	const struct source_file *n = &in->n, *b = &in->b;

	for (size_t i = 0; i < b->defs.count; i++) {
		const struct cdef *def = &b->defs.items[i];
		const char *name = b->tokens.text + def->name;
		size_t at = 0;

		if (def->kind != CDEF_FUNCTION || def->first_line < line ||
		    cdefs_named(&b->tokens, &b->defs, CDEF_PROTOTYPE, name, def->name_len, &at))
			continue;
		for (size_t t = 0; t < n->tokens.count; t++) {
			const struct ctoken *token = &n->tokens.items[t];

			if (token->line >= change->n_line &&
			    token->line < change->n_line + change->n_count &&
			    token->kind == CTOKEN_WORD && token->len == def->name_len &&
			    !memcmp(ctoken_text(&n->tokens, t), name, token->len))
				return true;
		}
	}
	return false;
}

static bool place_added(const struct adapt_input *in, struct adapt_change *change)
{
	const struct source_file *a = &in->a, *n = &in->n, *b = &in->b;
	size_t end = change->n_line + change->n_count;
	const struct cdef *before, *there;
	size_t line;

	if (definition_around(a, change->a_line, change->a_line) ||
	    !has_whole(n, change->n_line, end))
		return false;
	before = definition_before(a, change->a_line);
	there = before ? cdefs_only(&b->tokens, &b->defs, before->kind,
				    a->tokens.text + before->name, before->name_len) :
			 NULL;
	if (!there || !is_blank(&b->text, there->last_line + 1))
		return false;
	/* Added with the blank line in front, or behind. */
	if (is_blank(&n->text, change->n_line) && !is_blank(&n->text, end - 1))
		line = there->last_line + 1;
	else if (!is_blank(&n->text, change->n_line) && is_blank(&n->text, end - 1))
		line = there->last_line + 2;
	else
		return false;
	if (needs_what_follows(in, change, line))
		return false;
	change->b_line = line;
	change->b_count = 0;
	return true;
}

static bool place_removed(const struct adapt_input *in, struct adapt_change *change)
{
	const struct source_file *a = &in->a, *b = &in->b;
	size_t end = change->a_line + change->a_count;

	if (!has_whole(a, change->a_line, end))
		return false;
	for (size_t i = 0; i < a->defs.count; i++) {
		const struct cdef *def = &a->defs.items[i], *there;
		size_t above = def->first_line - change->a_line;

		if (def->kind != CDEF_FUNCTION || def->first_line < change->a_line ||
		    def->last_line >= end)
			continue;
		there = cdefs_only(&b->tokens, &b->defs, CDEF_FUNCTION, a->tokens.text + def->name,
				   def->name_len);
		if (!there || there->first_line < above ||
		    there->first_line - above + change->a_count > b->text.line_count)
			return false;
		for (size_t l = 0; l < change->a_count; l++)
			if (a->text.lines[change->a_line + l].id !=
			    b->text.lines[there->first_line - above + l].id)
				return false;
		change->b_line = there->first_line - above;
		change->b_count = change->a_count;
		return true;
	}
	return false;
}

/* EXPORT_SYMBOL(f); and the like, in the first column. */
static bool is_of_definition_above(const struct atom_text *text, size_t line)
{
	const char *at;

	if (line >= text->line_count || text->lines[line].count < 4)
		return false;
	at = text->data + text->lines[line].start;
	if (!isupper((unsigned char)*at))
		return false;
	while (isupper((unsigned char)*at) || *at == '_')
		at++;
	return *at == '(';
}

/* Show the change a line lower: with "}" in front instead of behind. */
static bool slide(const struct adapt_input *in, struct adapt_change *change)
{
	const struct source_file *a = &in->a, *n = &in->n, *b = &in->b;

	if (change->a_line >= a->text.line_count || change->b_line >= b->text.line_count ||
	    a->text.lines[change->a_line].id != n->text.lines[change->n_line].id ||
	    a->text.lines[change->a_line].id != b->text.lines[change->b_line].id)
		return false;
	change->a_line++;
	change->n_line++;
	change->b_line++;
	return true;
}

void whole_definitions_pass_exports(const struct adapt_input *in, struct adapt_change *change)
{
	const struct atom_text *b = &in->b.text, *n = &in->n.text;
	struct adapt_change slid = *change;
	size_t line;

	if (change->a_count)
		return;
	if (n->lines[slid.n_line].count && n->data[n->lines[slid.n_line].start] == '}' &&
	    !slide(in, &slid))
		return;
	line = slid.b_line;
	if (!line || !is_blank(n, slid.n_line) || b->data[b->lines[line - 1].start] != '}' ||
	    !is_of_definition_above(b, line) ||
	    !has_whole(&in->n, slid.n_line, slid.n_line + slid.n_count))
		return;
	while (is_of_definition_above(b, line))
		line++;
	if (line < b->line_count && !is_blank(b, line))
		return;
	*change = slid;
	change->b_line = line;
}

bool whole_definitions_place(const struct adapt_input *in, struct adapt_change *change)
{
	if (!change->a_count)
		return place_added(in, change);
	return !change->n_count && place_removed(in, change);
}
