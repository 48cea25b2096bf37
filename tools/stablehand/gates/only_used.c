// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a name used in a tree, and made nowhere? The index knows what is defined in the ways of C. The
 * kernel has others: macros that are given a name and declare it, names that "##" puts together,
 * assembler, members that a macro takes by their names. They all show in how the word stands: so
 * every file that has it is read, and each place has to be a use that a compiler would have to
 * resolve: a call, or a value in an expression that is no argument of a macro. A single place that
 * is anything else, and the name counts as made.
 */
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "index/symbols.h"
#include "syntax/identifier.h"

#define FILES_MAX 24		/* with the name; what is in more is made by something */

static bool is_defined_as(struct symbol_index *index, const char *name, size_t len, bool *ret_macro)
{
	bool found = false;
	struct symbol_defs defs;
	struct symbol_def def;

	*ret_macro = false;
	symbol_defs_of(index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	while (symbol_defs_next(&defs, &def)) {
		found = true;
		*ret_macro |= def.kind == CDEF_MACRO;
	}
	return found;
}

/* The innermost bracket '(' around token i, or 0. */
static size_t bracket_around(const struct ctokens *tokens, size_t i, size_t first)
{
	size_t depth = 0;

	while (i-- > first) {
		if (gate_is(tokens, i, ')') || gate_is(tokens, i, ']'))
			depth++;
		else if ((gate_is(tokens, i, '(') || gate_is(tokens, i, '[')) && depth)
			depth--;
		else if (gate_is(tokens, i, '('))
			return i;
		else if (gate_is(tokens, i, ';') || gate_is(tokens, i, '{'))
			return 0;
	}
	return 0;
}

/* Is it no argument of a macro, which may do anything with it? */
static bool is_evaluated(struct gate_check *check, const struct ctokens *tokens, size_t i,
			 size_t first)
{
	size_t open = bracket_around(tokens, i, first);
	bool macro;

	while (open && !gate_is_word(tokens, open - 1))
		open = bracket_around(tokens, open, first);
	if (!open || gate_is_member_use(tokens, open - 1) || !gate_is_name(tokens, open - 1))
		return !open || !ctoken_is(tokens, open - 1, "typeof");
	return is_defined_as(check->gates->index, ctoken_text(tokens, open - 1),
			     tokens->items[open - 1].len, &macro) && !macro;
}

/* Is token i a constant of an enumeration within a function? */
static bool is_constant(const struct ctokens *tokens, size_t i, size_t first)
{
	while (i-- > first && !gate_is(tokens, i, ';') && !gate_is(tokens, i, '}'))
		if (gate_is(tokens, i, '{'))
			return ctoken_is(tokens, i - 1, "enum") || ctoken_is(tokens, i - 2, "enum");
	return false;
}

/* Is token i, in a function, a call or a value? */
static bool is_use(struct gate_check *check, const struct ctokens *tokens, size_t i, size_t first)
{
	static const char *const before[] = { "return", "case", "else", "do", "goto", "sizeof" };
	bool behind_word = gate_is_word(tokens, i - 1) && !tokens->items[i - 1].directive;

	for (size_t w = 0; w < ARRAY_SIZE(before); w++)
		behind_word &= !ctoken_is(tokens, i - 1, before[w]);
	if (behind_word || gate_is_member_use(tokens, i) || gate_is_word(tokens, i + 1) ||
	    gate_is(tokens, i + 1, ':') || ctoken_is(tokens, i - 1, "##") ||
	    ctoken_is(tokens, i + 1, "##") || gate_is(tokens, i - 1, '#'))
		return false;
	/* "type *variable;" */
	if (gate_is(tokens, i + 1, '*') && !gate_is_word(tokens, i - 1) &&
	    (gate_is(tokens, i - 1, ';') || gate_is(tokens, i - 1, '{') ||
	     gate_is(tokens, i - 1, '}') || gate_is(tokens, i - 1, '(') ||
	     gate_is(tokens, i - 1, ',')))
		return false;
	return !is_constant(tokens, i, first) && is_evaluated(check, tokens, i, first);
}

/* The line of the first use in a file, from 1, or 0: none; *ret_made: a place is something else. */
static size_t look_at(struct gate_check *check, const struct buf *text, const char *name,
		      size_t len, bool *ret_made)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };
	size_t line = 0;

	ctokens_read(&tokens, buf_str(text), text->len, false);
	cdefs_read(&tokens, &defs);
	for (size_t i = 1; i < tokens.count && !gate_stops(&check->work); i++) {
		const struct ctoken *token = &tokens.items[i];
		const struct cdef *function;

		if (token->len != len || token->kind != CTOKEN_WORD ||
		    memcmp(ctoken_text(&tokens, i), name, len))
			continue;
		function = cdefs_at_line(&defs, CDEF_FUNCTION, token->line);
		if (token->directive || !function || function->body >= i || function->end <= i ||
		    !is_use(check, &tokens, i, function->body)) {
			*ret_made = true;
			return line;
		}
		if (!line)
			line = token->line + 1;
	}
	return line;
}

bool gate_is_only_used(struct gate_check *check, const char *path, const char *name, size_t len,
		       struct gate_use *ret_use)
{
	struct symbol_index *index = check->gates->index;
	struct gate_use use = { 0 };
	struct symbol_files files;
	bool made, macro;
	size_t count = 0;
	char *user;

	made = gate_is_of_user_space(path) || !check->gates->read || gate_is_built_in(name, len) ||
	       symbols_is_made(name, len) || is_defined_as(index, name, len, &macro) ||
	       symbol_index_is_member(index, name, len);
	if (made)
		return false;
	symbol_files_of(index, name, len, &files);
	while (!made && !gate_stops(&check->work) && (user = symbol_files_next(&files))) {
		_cleanup_buf_ struct buf text = { 0 };
		size_t line = 0;

		if (++count > FILES_MAX)
			made = true;
		else if (gate_is_of_user_space(user))
			;
		else if (!path_is_c_file(user) ||
			 !check->gates->read(user, &text, check->gates->data))
			made = true;
		else
			line = look_at(check, &text, name, len, &made);
		if (line && !use.path) {
			use.line = line;
			use.path = TAKE_PTR(user);
		}
		free(user);
	}
	made |= !made && gate_may_be_pasted(check, name, len);
	if (ret_use && !made)
		*ret_use = use;
	else
		free(use.path);
	return !made;
}
