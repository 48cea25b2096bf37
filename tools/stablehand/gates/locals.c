// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a function use a variable that only other functions of its file declare?
 * The check of names does not see that: somewhere in the branch nearly every short
 * word is declared.
 */
#include <ctype.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"

static bool is_like_a_local(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isupper((unsigned char)name[i]))
			return false;
	return true;
}

/* TEST_F(x, y): the macro may add parameters. */
static bool is_made_by_macro(const struct ctokens *tokens, const struct cdef *function)
{
	return ctoken_is(tokens, function->first + 1, "(");
}

/*
 * May the function declare it in a way that locals_read() does not recognize: as an inline
 * structure, a pointer to a function, or by a macro with a block?
 */
static bool may_be_declared(struct gate_check *check, const struct gate_chunk *chunk,
			    const struct cdef *function, const char *name, size_t len)
{
	const struct gate_word *word = gate_word_of(&check->words_after, &check->work,
						    &chunk->after, function, name, len);

	return check->words_after.has_macro_block || (word && word->behind_brace);
}

/* Did the function use the name before the change? A macro may declare it. */
static bool was_used(struct gate_check *check, const struct gate_chunk *chunk,
		     const struct cdef *function, const char *name, size_t len)
{
	const struct cdef *before = gate_function(
		&chunk->before, chunk->after.tokens.text + function->name, function->name_len);
	const struct gate_word *word = before ? gate_word_of(&check->words_before, &check->work,
							     &chunk->before, before, name, len) :
						NULL;

	return word && word->plain;
}

/* Does anything that the file can see define it, in the branch or with the change? */
static bool is_defined(struct gate_check *check, const char *path, const char *name, size_t len)
{
	const struct gate_definition *of_name;
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(check->gates->index, name, len, SYMBOL_NEAR, path, &defs);
	while (symbol_defs_next(&defs, &def))
		if (def.kind != CDEF_RECORD && def.kind != CDEF_ENUM && def.kind != CDEF_TYPEDEF &&
		    symbol_def_is_visible(&def))
			return true;
	if (gate_definitions_of(&check->definitions, name, len, &of_name))
		return true;
	return gate_brings(check, name, len);
}

/*
 * "__be16 proto", "unsigned int x": a type, or what it is the type of. Neither a type nor the
 * parameter of a pointer to a function is a variable that is used.
 */
static bool is_declaration(const struct ctokens *tokens, size_t i)
{
	return gate_is_name(tokens, i + 1) ||
	       (gate_is_word(tokens, i - 1) && !tokens->items[i - 1].directive &&
		!gate_begins_statement(tokens, i - 1) && !ctoken_is(tokens, i - 1, "typeof"));
}

/* TEST(x) int RUN(y, struct item *z): what stands behind the brackets may declare more. */
static bool is_odd(const struct ctokens *tokens, const struct cdef *function)
{
	return function->arguments < function->end &&
	       ctokens_skip(tokens, function->arguments, function->end) != function->body;
}

/* Is the name, by itself, also an argument of a macro around token i? The macro may declare it. */
static bool is_given_to_macro(struct gate_check *check, const struct ctokens *tokens,
			      const struct cdef *function, size_t i)
{
	size_t depth = 0;

	for (size_t open = i; open-- > function->body && !gate_is(tokens, open, ';');) {
		size_t close;

		if (gate_is(tokens, open, ')'))
			depth++;
		if (!gate_is(tokens, open, '(') || (depth && depth--) ||
		    !gate_is_name(tokens, open - 1) ||
		    !gate_is_macro(check, ctoken_text(tokens, open - 1), tokens->items[open - 1].len))
			continue;
		close = ctokens_skip(tokens, open, function->end);
		for (size_t a = open + 1; a < close; a++)
			if (tokens->items[a].len == tokens->items[i].len &&
			    !memcmp(ctoken_text(tokens, a), ctoken_text(tokens, i),
				    tokens->items[i].len) &&
			    (gate_is(tokens, a - 1, ',') || gate_is(tokens, a - 1, '(')) &&
			    (gate_is(tokens, a + 1, ',') || gate_is(tokens, a + 1, ')')))
				return true;
	}
	return false;
}

void gate_check_local(struct gate_check *check, const struct gate_chunk *chunk,
		      const struct cdef *function, size_t i)
{
	const struct ctokens *tokens = &chunk->after.tokens;
	const char *name = ctoken_text(tokens, i), *path = chunk->file->path;
	size_t len = tokens->items[i].len;

	/* A name that is nowhere is reported by the check of names. */
	if (!symbol_index_has(check->gates->index, name, len, SYMBOL_NEAR, path) ||
	    !symbol_index_knows_definitions(check->gates->index) || !is_like_a_local(name, len) ||
	    !gate_is_plain(tokens, i) || is_made_by_macro(tokens, function) ||
	    is_declaration(tokens, i) || is_odd(tokens, function) ||
	    locals_have(gate_locals(check, chunk, function), name, len) ||
	    may_be_declared(check, chunk, function, name, len) ||
	    is_defined(check, path, name, len) ||
	    was_used(check, chunk, function, name, len) ||
	    !gate_is_of_functions(&check->file_words, &check->work, chunk->file, name, len) ||
	    is_given_to_macro(check, tokens, function, i))
		return;
	gate_find(check, REASON_UNDECLARED_VARIABLE, GATE_REFUSES, path, gate_line_of(chunk, i),
		  name, len, "%.*s() does not declare %.*s", (int)function->name_len,
		  tokens->text + function->name, (int)len, name);
}
