// SPDX-License-Identifier: GPL-2.0-only
/* Does a word stand where C declares it? By the tokens around it, not a parser. */
#include <ctype.h>
#include <string.h>

#include "syntax/line_tokens.h"
#include "util/alloc.h"

/* Words that stand before an expression: what follows them is used. */
static bool precedes_use(const struct token *token)
{
	static const char *const list[] = {
		"return", "goto", "case", "else", "sizeof", "typeof", "__typeof__", "do",
		"struct", "union", "enum", "defined",
	};

	return token_is_among(token, list, ARRAY_SIZE(list));
}

bool token_is(const struct tokens *tokens, size_t at, char c)
{
	return at < tokens->count && !tokens->items[at].len && *tokens->items[at].text == c;
}

static bool has_lower(const struct token *token)
{
	for (unsigned i = 0; i < token->len; i++)
		if (islower((unsigned char)token->text[i]))
			return true;
	return false;
}

static bool is_tracepoint_field(const struct token *token)
{
	static const char *const list[] = {
		"__field", "__field_struct", "__field_desc", "__array", "__string", "__string_len",
		"__dynamic_array", "__bitmask", "__cpumask",
	};

	return token_is_among(token, list, ARRAY_SIZE(list));
}

/* Is it in the parentheses of a macro that declares it? */
static bool by_call(const struct tokens *tokens, const struct statement *statement)
{
	const struct token *call;

	if (!statement->depth || statement->depth > TOKENS_CALLS_MAX)
		return false;
	call = &tokens->items[statement->calls[statement->depth - 1]];
	/* The parameters of #define NAME(a, b). */
	return call->define || (call->len && is_tracepoint_field(call));
}

/* typeof(x) name */
static bool after_typeof(const struct tokens *tokens, size_t at, const struct statement *statement)
{
	static const char *const list[] = { "typeof", "__typeof__", "const" };

	return token_is(tokens, at - 1, ')') && !statement->depth && statement->start < at &&
	       token_is_among(&tokens->items[statement->start], list, ARRAY_SIZE(list));
}

/* DEFINE_MUTEX(name), TRACE_EVENT(name, ...: a macro that declares its arguments. */
static bool by_macro(const struct tokens *tokens, size_t at, const struct statement *statement)
{
	const struct token *macro = &tokens->items[statement->start];

	return statement->depth && macro->len && statement->start < at && !has_lower(macro) &&
	       (macro->column_0 || memmem(macro->text, macro->len, "DEFINE", 6) ||
		memmem(macro->text, macro->len, "DECLARE", 7) ||
		memmem(macro->text, macro->len, "LIST_HEAD", 9));
}

/* FOO, or FOO = 1, on a line of its own: of an enum. */
static bool is_enumerator(const struct tokens *tokens, size_t at,
			  const struct statement *statement)
{
	const struct token *next = &tokens->items[at + 1];

	if (!tokens->items[at].first || statement->depth || has_lower(&tokens->items[at]))
		return false;
	if (at + 1 == tokens->count || next->first)
		return true;
	if (token_is(tokens, at + 1, ','))
		return true;
	if (!token_is(tokens, at + 1, '='))
		return false;
	for (size_t i = at + 1; i < tokens->count && !tokens->items[i].first; i++)
		if (token_is(tokens, i, ';'))
			return false;
	return true;
}

bool tokens_declare(const struct tokens *tokens, size_t at, const struct statement *statement)
{
	static const char *const tags[] = { "struct", "union", "enum" };
	const struct token *token = &tokens->items[at], *previous;
	size_t stars = at;

	if (token->define || statement->in_enum || by_macro(tokens, at, statement) ||
	    by_call(tokens, statement) || is_enumerator(tokens, at, statement))
		return true;
	if (token_is(tokens, at + 1, ':') && token->first && !token_is(tokens, at + 2, ':'))
		return true;
	if (!at)
		return false;
	previous = token - 1;
	if (previous->len && token_is_among(previous, tags, ARRAY_SIZE(tags)))
		return token_is(tokens, at + 1, '{') || token_is(tokens, at + 1, ';');
	if (previous->len && at > statement->start && !precedes_use(previous))
		return true;
	if (statement->declares && !statement->depth && token_is(tokens, at - 1, ','))
		return true;
	if (after_typeof(tokens, at, statement))
		return true;
	while (stars && token_is(tokens, stars - 1, '*'))
		stars--;
	if (stars == at || !has_lower(token))
		return false;
	/* type *name, (*name)( */
	if (stars && token_is(tokens, stars - 1, '('))
		return token_is(tokens, at + 1, ')') &&
		       (token_is(tokens, at + 2, '(') || token_is(tokens, at + 2, '['));
	if (statement->declares && !statement->depth && stars && token_is(tokens, stars - 1, ','))
		return true;
	if (!stars || !tokens->items[stars - 1].len || precedes_use(&tokens->items[stars - 1]))
		return false;
	return stars - 1 <= statement->start || tokens->items[stars - 2].len ||
	       token_is(tokens, stars - 2, '(') || token_is(tokens, stars - 2, ',');
}

void tokens_follow(const struct tokens *tokens, size_t at, struct statement *statement)
{
	char c = *tokens->items[at].text;

	if (c == '(') {
		if (statement->depth < TOKENS_CALLS_MAX)
			statement->calls[statement->depth] = at ? at - 1 : at;
		statement->depth++;
	} else if (c == ')') {
		statement->depth -= !!statement->depth;
	} else if (c == '{' || c == '}' || (!statement->depth && (c == ';' || c == ':'))) {
		const struct token *first = &tokens->items[statement->start];
		bool begins_enum = c == '{' && first->len == 4 && !memcmp(first->text, "enum", 4);

		*statement = (struct statement){ .start = at + 1, .in_enum = begins_enum };
	}
}
