// SPDX-License-Identifier: GPL-2.0-only
/* Does a word stand where C declares it? By the tokens around it, not a parser. */
#include <ctype.h>
#include <string.h>

#include "syntax/line_tokens.h"
#include "util/alloc.h"

/* Words that stand before an expression: what follows them is used. */
static bool precedes_use(const struct line_token *token)
{
	static const char *const list[] = {
		"return", "goto", "case", "else", "sizeof", "typeof", "__typeof__", "do",
		"struct", "union", "enum", "defined",
	};

	return line_token_is_among(token, list, ARRAY_SIZE(list));
}

bool line_token_is(const struct line_tokens *tokens, size_t at, char c)
{
	return at < tokens->count && !tokens->items[at].len && *tokens->items[at].text == c;
}

static bool has_lower(const struct line_token *token)
{
	for (unsigned i = 0; i < token->len; i++)
		if (islower((unsigned char)token->text[i]))
			return true;
	return false;
}

static bool is_tracepoint_field(const struct line_token *token)
{
	static const char *const list[] = {
		"__field", "__field_struct", "__field_desc", "__array", "__string", "__string_len",
		"__dynamic_array", "__bitmask", "__cpumask",
	};

	return line_token_is_among(token, list, ARRAY_SIZE(list));
}

/* Is it in the parentheses of a macro that declares it? */
static bool by_call(const struct line_tokens *tokens, const struct statement *statement)
{
	const struct line_token *call;

	if (!statement->depth || statement->depth > TOKENS_CALLS_MAX)
		return false;
	call = &tokens->items[statement->calls[statement->depth - 1]];
	/* The parameters of #define NAME(a, b). */
	return call->define || (call->len && is_tracepoint_field(call));
}

/* typeof(x) name */
static bool after_typeof(const struct line_tokens *tokens, size_t at,
			 const struct statement *statement)
{
	static const char *const list[] = { "typeof", "__typeof__", "const" };

	return line_token_is(tokens, at - 1, ')') && !statement->depth &&
	       line_token_is_among(&tokens->items[statement->start], list, ARRAY_SIZE(list));
}

/* DEFINE_MUTEX(name), TRACE_EVENT(name, ...: a macro that declares its arguments. */
static bool by_macro(const struct line_tokens *tokens, size_t at, const struct statement *statement)
{
	const struct line_token *macro = &tokens->items[statement->start];

	return statement->depth && macro->len && statement->start < at && !has_lower(macro) &&
	       (macro->column_0 || memmem(macro->text, macro->len, "DEFINE", 6) ||
		memmem(macro->text, macro->len, "DECLARE", 7) ||
		memmem(macro->text, macro->len, "LIST_HEAD", 9));
}

/* FOO, or FOO = 1, on a line of its own: of an enum. */
static bool is_enumerator(const struct line_tokens *tokens, size_t at,
			  const struct statement *statement)
{
	const struct line_token *next = &tokens->items[at + 1];

	if (!tokens->items[at].first || statement->depth || has_lower(&tokens->items[at]))
		return false;
	if (at + 1 == tokens->count || next->first)
		return true;
	if (line_token_is(tokens, at + 1, ','))
		return true;
	if (!line_token_is(tokens, at + 1, '='))
		return false;
	for (size_t i = at + 1; i < tokens->count && !tokens->items[i].first; i++)
		if (line_token_is(tokens, i, ';'))
			return false;
	return true;
}

bool line_tokens_declare(const struct line_tokens *tokens, size_t at,
			 const struct statement *statement)
{
	static const char *const tags[] = { "struct", "union", "enum" };
	const struct line_token *token = &tokens->items[at], *previous;
	size_t stars = at;

	if (token->define || statement->in_enum || by_macro(tokens, at, statement) ||
	    by_call(tokens, statement) || is_enumerator(tokens, at, statement))
		return true;
	if (line_token_is(tokens, at + 1, ':') && token->first &&
	    !line_token_is(tokens, at + 2, ':'))
		return true;
	if (!at)
		return false;
	previous = token - 1;
	if (previous->len && line_token_is_among(previous, tags, ARRAY_SIZE(tags)))
		return line_token_is(tokens, at + 1, '{') || line_token_is(tokens, at + 1, ';');
	if (previous->len && at > statement->start && !precedes_use(previous))
		return true;
	if (statement->declares && !statement->depth && line_token_is(tokens, at - 1, ','))
		return true;
	if (after_typeof(tokens, at, statement))
		return true;
	while (stars && line_token_is(tokens, stars - 1, '*'))
		stars--;
	if (stars == at || !has_lower(token))
		return false;
	/* type *name, (*name)( */
	if (stars && line_token_is(tokens, stars - 1, '('))
		return line_token_is(tokens, at + 1, ')') &&
		       (line_token_is(tokens, at + 2, '(') || line_token_is(tokens, at + 2, '['));
	if (statement->declares && !statement->depth && stars &&
	    line_token_is(tokens, stars - 1, ','))
		return true;
	if (!stars || !tokens->items[stars - 1].len || precedes_use(&tokens->items[stars - 1]))
		return false;
	return stars - 1 <= statement->start || tokens->items[stars - 2].len ||
	       line_token_is(tokens, stars - 2, '(') || line_token_is(tokens, stars - 2, ',');
}

void line_tokens_follow(const struct line_tokens *tokens, size_t at, struct statement *statement)
{
	char c = *tokens->items[at].text;

	if (c == '(') {
		if (statement->depth < TOKENS_CALLS_MAX)
			statement->calls[statement->depth] = at ? at - 1 : at;
		statement->depth++;
	} else if (c == ')') {
		statement->depth -= !!statement->depth;
	} else if (c == '{' || c == '}' || (!statement->depth && (c == ';' || c == ':'))) {
		const struct line_token *first = &tokens->items[statement->start];
		bool begins_enum = c == '{' && first->len == 4 && !memcmp(first->text, "enum", 4);

		*statement = (struct statement){ .start = at + 1, .in_enum = begins_enum };
	}
}
