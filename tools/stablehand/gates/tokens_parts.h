/* SPDX-License-Identifier: GPL-2.0-only */
/* What the checks ask of a token, by its index. Past the end nothing is true. */
#ifndef GATES_TOKENS_PARTS_H
#define GATES_TOKENS_PARTS_H

#include "syntax/clex.h"

/* Is token i that one character of punctuation? */
static inline bool gate_is(const struct ctokens *tokens, size_t i, char c)
{
	const struct ctoken *token = &tokens->items[i];

	return i < tokens->count && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       tokens->text[token->start] == c;
}

/* An identifier or a keyword. */
static inline bool gate_is_word(const struct ctokens *tokens, size_t i)
{
	return i < tokens->count && tokens->items[i].kind == CTOKEN_WORD;
}

/* An identifier. */
static inline bool gate_is_name(const struct ctokens *tokens, size_t i)
{
	return gate_is_word(tokens, i) &&
	       !clex_is_keyword(ctoken_text(tokens, i), tokens->items[i].len);
}

/* Does token i name a member, behind '.' or "->"? */
static inline bool gate_is_member_use(const struct ctokens *tokens, size_t i)
{
	return i && (ctoken_is(tokens, i - 1, "->") || ctoken_is(tokens, i - 1, "."));
}

/* Does it have no lower-case letter, as the names of macros do? */
bool gate_is_upper_case(const struct ctokens *tokens, size_t i);

/* Does the word begin a statement that is no declaration: return, if, sizeof ...? */
bool gate_begins_statement(const struct ctokens *tokens, size_t i);

/* The name of the macro in whose definition token i is, or 0: none. */
size_t gate_macro_around(const struct ctokens *tokens, size_t i);

/* Is token i, in the definition of a macro, one of its parameters? */
bool gate_is_macro_parameter(const struct ctokens *tokens, size_t i);

/* The tokens of argument or parameter k behind the bracket at `open`. false: there is none. */
bool gate_argument_at(const struct ctokens *tokens, size_t open, size_t k, size_t *ret_first,
		      size_t *ret_end);

#endif
