// SPDX-License-Identifier: GPL-2.0-only
#include "gates/tokens_parts.h"

#include <ctype.h>
#include <string.h>

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

size_t gate_macro_around(const struct ctokens *tokens, size_t i)
{
	while (i && !ctoken_is(tokens, i, "define") && tokens->items[i].directive)
		i--;
	return ctoken_is(tokens, i, "define") && gate_is_word(tokens, i + 1) ? i + 1 : 0;
}

bool gate_is_macro_parameter(const struct ctokens *tokens, size_t i)
{
	size_t macro = tokens->items[i].directive ? gate_macro_around(tokens, i) : 0, end;

	if (!macro || !gate_is(tokens, macro + 1, '('))
		return false;
	end = ctokens_skip(tokens, macro + 1, tokens->count);
	for (size_t p = macro + 2; p < end && p < i; p++)
		if (tokens->items[p].len == tokens->items[i].len &&
		    !memcmp(ctoken_text(tokens, p), ctoken_text(tokens, i), tokens->items[i].len))
			return true;
	return ctoken_is(tokens, i, "__VA_ARGS__");
}

bool gate_argument_at(const struct ctokens *tokens, size_t open, size_t k, size_t *ret_first,
		      size_t *ret_end)
{
	size_t close = ctokens_skip(tokens, open, tokens->count), first = open + 1;

	for (size_t i = first; i < close;) {
		bool last = i + 1 == close;

		if (!last && !gate_is(tokens, i, ',')) {
			i = gate_is(tokens, i, '(') || gate_is(tokens, i, '[') ||
					    gate_is(tokens, i, '{') ?
				    ctokens_skip(tokens, i, close) :
				    i + 1;
			continue;
		}
		if (!k--) {
			*ret_first = first;
			*ret_end = i;
			return first < i;
		}
		first = ++i;
	}
	return false;
}
