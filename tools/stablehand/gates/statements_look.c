// SPDX-License-Identifier: GPL-2.0-only
/* What kind of statement it is, told by its tokens. */
#include <string.h>

#include "gates/statements_parts.h"
#include "gates/tokens_parts.h"
#include "util/alloc.h"

bool gate_takes_block(const struct gate_body *body, size_t i)
{
	static const char *const parts[] = { "each", "scoped", "guard" };

	for (size_t p = 0; p < ARRAY_SIZE(parts); p++)
		if (memmem(ctoken_text(body->tokens, i), body->tokens->items[i].len, parts[p],
			   strlen(parts[p])))
			return true;
	return gate_body_has(body, i, "return");		/* return (struct x) { } */
}

bool gate_is_cleaned_up(const struct gate_body *body, size_t i, size_t end)
{
	for (; i < end; i++)
		if (gate_body_has(body, i, "__free"))
			return true;
	return false;
}

bool gate_assigns(const struct gate_body *body, size_t i, size_t end)
{
	while (i < end) {
		const struct ctoken *token = &body->tokens->items[i];

		if (gate_body_is(body, i, '(') || gate_body_is(body, i, '[') ||
		    gate_body_is(body, i, '{')) {
			i = ctokens_skip(body->tokens, i, end);
			continue;
		}
		if (token->kind == CTOKEN_PUNCT &&
		    (ctoken_text(body->tokens, i)[token->len - 1] == '=' ||
		     gate_body_has(body, i, "++") || gate_body_has(body, i, "--")))
			return true;
		i++;
	}
	return false;
}

bool gate_is_member_only(const struct gate_body *body, size_t i, size_t end)
{
	return end > i + 3 && gate_body_is(body, end - 1, ';') &&
	       body->tokens->items[end - 2].kind == CTOKEN_WORD &&
	       (gate_body_has(body, end - 3, "->") || gate_body_has(body, end - 3, "."));
}

enum gate_returns gate_returns_of(const struct ctokens *tokens, const struct cdef *function)
{
	static const char *const numbers[] = { "int", "long", "unsigned", "ssize_t", "size_t" };
	static const char *const others[] = { "struct", "enum", "u8",	       "u16", "u32",
					      "u64",	"s64",	"irqreturn_t", "char" };
	enum gate_returns returns = GATE_RETURNS_UNKNOWN;

	for (size_t i = function->first; i < function->name_token; i++) {
		if (ctoken_is(tokens, i, "*"))
			return GATE_RETURNS_POINTER;
		if (ctoken_is(tokens, i, "void"))
			returns = GATE_RETURNS_VOID;
		else if (ctoken_is(tokens, i, "bool"))
			returns = GATE_RETURNS_BOOL;
		for (size_t n = 0; n < ARRAY_SIZE(numbers); n++)
			if (ctoken_is(tokens, i, numbers[n]))
				returns = GATE_RETURNS_NUMBER;
		for (size_t n = 0; n < ARRAY_SIZE(others); n++)
			if (ctoken_is(tokens, i, others[n]))
				returns = GATE_RETURNS_OTHER;
	}
	return returns;
}

bool gate_is_of_other_type(const struct gate_body *body, enum gate_returns returns, size_t i,
			   size_t end)
{
	bool nothing = gate_body_is(body, i + 1, ';'), negative = gate_body_has(body, i + 1, "-");

	switch (returns) {
	case GATE_RETURNS_VOID:
		/* A call may have no value either. */
		return !nothing && !gate_body_is(body, end - 2, ')');
	case GATE_RETURNS_BOOL:
		return nothing || negative;
	case GATE_RETURNS_NUMBER:
		return nothing || gate_body_has(body, i + 1, "NULL") ||
		       gate_body_has(body, i + 1, "ERR_PTR");
	case GATE_RETURNS_POINTER:
		return nothing || negative || gate_body_has(body, i + 1, "true") ||
		       gate_body_has(body, i + 1, "false");
	case GATE_RETURNS_OTHER:
		return nothing;
	case GATE_RETURNS_UNKNOWN:
		break;
	}
	return false;
}
