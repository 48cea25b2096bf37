// SPDX-License-Identifier: GPL-2.0-only
/* Code that no configuration builds: in #if 0, or #ifdef of an option that no Kconfig file has. */
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "util/alloc.h"

#define CONDITIONS_MAX 64	/* nested; what is deeper counts as built */

static bool is_defined(struct symbol_index *index, const char *name, size_t len)
{
	struct symbol_defs defs;
	struct symbol_def def;

	symbol_defs_of(index, name, len, SYMBOL_ANYWHERE, NULL, &defs);
	return symbol_defs_next(&defs, &def);
}

/* Token i: CONFIG_X or CONFIG_X_MODULE of no option that there is? */
static bool is_unknown_option(struct symbol_index *index, const struct ctokens *tokens, size_t i)
{
	const char *name = ctoken_text(tokens, i);
	size_t len;

	if (!gate_is_word(tokens, i) || tokens->items[i].len < 8 || memcmp(name, "CONFIG_", 7))
		return false;
	len = tokens->items[i].len;
	if (len > 14 && !memcmp(name + len - 7, "_MODULE", 7) &&
	    gate_is_option(index, name + 7, len - 14))
		return false;
	return clex_starts_word(name[7]) && !gate_is_option(index, name + 7, len - 7) &&
	       !is_defined(index, name, len);
}

/* The condition of the #if... at token i ('#'): is it false whatever is configured? */
static bool is_never(struct symbol_index *index, const struct ctokens *tokens, size_t i)
{
	size_t at = i + 2, end = at;

	while (end < tokens->count && tokens->items[end].directive && !gate_is(tokens, end, '#'))
		end++;
	if (ctoken_is(tokens, i + 1, "ifdef"))
		return end == at + 1 && is_unknown_option(index, tokens, at);
	if (!ctoken_is(tokens, i + 1, "if"))
		return false;
	if (end == at + 1)
		return ctoken_is(tokens, at, "0");
	/* defined(CONFIG_X), defined CONFIG_X, IS_ENABLED(CONFIG_X) */
	if (end == at + 2 && ctoken_is(tokens, at, "defined"))
		return is_unknown_option(index, tokens, at + 1);
	return end == at + 4 && gate_is(tokens, at + 1, '(') && gate_is(tokens, at + 3, ')') &&
	       (ctoken_is(tokens, at, "defined") || ctoken_is(tokens, at, "IS_ENABLED")) &&
	       is_unknown_option(index, tokens, at + 2);
}

bool gate_is_never_built(struct symbol_index *index, const char *text, size_t len, size_t line)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	bool never[CONDITIONS_MAX];
	size_t depth = 0;

	ctokens_read(&tokens, text, len, false);
	for (size_t i = 0; i < tokens.count && tokens.items[i].line + 1 < line; i++) {
		if (!tokens.items[i].directive || !tokens.items[i].first || !gate_is(&tokens, i, '#'))
			continue;
		if (ctoken_is(&tokens, i + 1, "endif")) {
			depth -= depth > 0;
		} else if (ctoken_is(&tokens, i + 1, "else") || ctoken_is(&tokens, i + 1, "elif")) {
			if (depth && depth <= CONDITIONS_MAX)
				never[depth - 1] = false;
		} else if (ctoken_is(&tokens, i + 1, "if") || ctoken_is(&tokens, i + 1, "ifdef") ||
			   ctoken_is(&tokens, i + 1, "ifndef")) {
			if (depth < CONDITIONS_MAX)
				never[depth] = is_never(index, &tokens, i);
			depth++;
		}
	}
	for (size_t i = 0; i < depth && i < CONDITIONS_MAX; i++)
		if (never[i])
			return true;
	return false;
}
