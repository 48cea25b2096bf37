// SPDX-License-Identifier: GPL-2.0-only
#include "gates/tokens_parts.h"

#include <ctype.h>

#include "util/alloc.h"

bool gate_is_upper_case(const struct ctokens *tokens, size_t i)
{
	const char *text = ctoken_text(tokens, i);

	for (size_t c = 0; c < tokens->items[i].len; c++)
		if (islower((unsigned char)text[c]))
			return false;
	return true;
}

bool gate_begins_statement(const struct ctokens *tokens, size_t i)
{
	static const char *const words[] = {
		"return", "goto", "if", "while", "for", "switch", "break", "continue", "sizeof",
		"case", "default", "else", "do", "asm", "__asm__",
	};

	for (size_t w = 0; w < ARRAY_SIZE(words); w++)
		if (ctoken_is(tokens, i, words[w]))
			return true;
	return false;
}
