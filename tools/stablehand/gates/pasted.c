// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names that macros put together. For each '_' or capital of a name, the files that have what ends
 * there, or what begins there, as a word are looked through for "##" beside that. What it joins is
 * a pattern: words, and parameters of the macro, which stand for anything. When the name fits it,
 * it may be made, if there are several parameters; of one it is known what it stands for, and that
 * has to be given to the macro somewhere. A macro that is used in the definition of another one
 * hands on what that is given, so this one is asked, too.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "gates/names_parts.h"
#include "gates/tokens_parts.h"
#include "syntax/identifier.h"

#define FILES_MAX 80	/* with a part of the name, or a macro; where there are more, it may be made */
#define MACROS_MAX 12	/* that hand on what they are given */
#define JOINED_MAX 12	/* words and parameters of a pattern */

/* A word that macros are to be given. */
struct pasting {
	struct gate_check *check;
	const char *name, *part;
	size_t len, part_len;
	struct {
		char *macro;
		const char *given;	/* of the name */
		size_t len;
	} asked[MACROS_MAX];
	size_t count;
	bool found;
};

static void ask(struct pasting *pasting, const char *macro, size_t macro_len, const char *given,
		size_t len)
{
	for (size_t i = 0; i < pasting->count; i++)
		if (strlen(pasting->asked[i].macro) == macro_len && pasting->asked[i].len == len &&
		    !memcmp(pasting->asked[i].macro, macro, macro_len) &&
		    pasting->asked[i].given == given)
			return;
	if (pasting->count == MACROS_MAX) {
		pasting->found = true;
		return;
	}
	pasting->asked[pasting->count].macro = xstrndup(macro, macro_len);
	pasting->asked[pasting->count].given = given;
	pasting->asked[pasting->count++].len = len;
}

/* What "##" joins: tokens, and which of them are parameters. */
struct pattern {
	size_t tokens[JOINED_MAX];
	bool any[JOINED_MAX];
	size_t count, anys;
};

/* The pattern that the "##" at token i is in; false: it is too long. */
static bool pattern_read(const struct ctokens *tokens, size_t macro, size_t i,
			 struct pattern *pattern)
{
	*pattern = (struct pattern){ 0 };
	while (i > macro + 2 && ctoken_is(tokens, i - 2, "##"))
		i -= 2;
	for (i--; i < tokens->count; i += 2) {
		if (pattern->count == JOINED_MAX)
			return false;
		pattern->any[pattern->count] = gate_is_macro_parameter(tokens, i);
		pattern->anys += pattern->any[pattern->count];
		pattern->tokens[pattern->count++] = i;
		if (!ctoken_is(tokens, i + 1, "##"))
			break;
	}
	return true;
}

/* Does the text fit the pattern from element `at` on? *ret: what the last parameter stands for. */
static bool fits(const struct ctokens *tokens, const struct pattern *pattern, size_t at,
		 const char *text, size_t len, const char **ret, size_t *ret_len)
{
	size_t token_len;

	if (at == pattern->count)
		return !len;
	if (pattern->any[at]) {
		for (size_t n = 0; n <= len; n++)
			if (fits(tokens, pattern, at + 1, text + n, len - n, ret, ret_len)) {
				*ret = text;
				*ret_len = n;
				return true;
			}
		return false;
	}
	token_len = tokens->items[pattern->tokens[at]].len;
	return token_len <= len &&
	       !memcmp(text, ctoken_text(tokens, pattern->tokens[at]), token_len) &&
	       fits(tokens, pattern, at + 1, text + token_len, len - token_len, ret, ret_len);
}

static bool is_part(const struct pasting *pasting, const struct ctokens *tokens, size_t i)
{
	return i < tokens->count && tokens->items[i].len == pasting->part_len &&
	       !memcmp(ctoken_text(tokens, i), pasting->part, pasting->part_len);
}

static void look_for_pastes(struct pasting *pasting, const struct ctokens *tokens, size_t unused)
{
	for (size_t i = 1; i < tokens->count && !gate_stops(&pasting->check->work); i++) {
		size_t macro, len = 0;
		struct pattern pattern;
		const char *given = NULL;

		if (!ctoken_is(tokens, i, "##") ||
		    (!is_part(pasting, tokens, i - 1) && !is_part(pasting, tokens, i + 1)))
			continue;
		macro = gate_macro_around(tokens, i);
		if (!macro || !pattern_read(tokens, macro, i, &pattern)) {
			pasting->found = true;
			continue;
		}
		if (!fits(tokens, &pattern, 0, pasting->name, pasting->len, &given, &len))
			continue;
		pasting->found |= pattern.anys != 1;
		if (pattern.anys == 1)
			ask(pasting, ctoken_text(tokens, macro), tokens->items[macro].len, given, len);
	}
}

/* Uses of a macro: is it given the word? Those in the definitions of macros are asked, too. */
static void look_for_uses(struct pasting *pasting, const struct ctokens *tokens, size_t number)
{
	const char *given = pasting->asked[number].given;
	size_t len = pasting->asked[number].len;

	for (size_t i = 1; i + 1 < tokens->count && !pasting->found &&
			   !gate_stops(&pasting->check->work); i++) {
		size_t macro, close;

		if (!ctoken_is(tokens, i, pasting->asked[number].macro) ||
		    ctoken_is(tokens, i - 1, "define"))
			continue;
		macro = tokens->items[i].directive ? gate_macro_around(tokens, i) : 0;
		if (macro)
			ask(pasting, ctoken_text(tokens, macro), tokens->items[macro].len, given, len);
		close = gate_is(tokens, i + 1, '(') ? ctokens_skip(tokens, i + 1, tokens->count) : i;
		for (size_t a = i + 2; a + 1 < close && !pasting->found; a++)
			pasting->found = tokens->items[a].len == len &&
					 !memcmp(ctoken_text(tokens, a), given, len);
	}
}

static void each_file(struct pasting *pasting, const char *word, size_t len,
		      void (*look)(struct pasting *pasting, const struct ctokens *tokens,
				   size_t number), size_t number)
{
	const struct gates *gates = pasting->check->gates;
	struct symbol_files files;
	size_t count = 0;
	char *path;

	symbol_files_of(gates->index, word, len, &files);
	while (!pasting->found && !gate_stops(&pasting->check->work) &&
	       (path = symbol_files_next(&files))) {
		_cleanup_ctokens_ struct ctokens tokens = { 0 };
		_cleanup_buf_ struct buf text = { 0 };

		if (++count > FILES_MAX) {
			pasting->found = true;
		} else if (path_is_c_file(path) && gates->read(path, &text, gates->data)) {
			ctokens_read(&tokens, buf_str(&text), text.len, false);
			look(pasting, &tokens, number);
		}
		free(path);
	}
}

static void look_for_part(struct pasting *pasting, const char *part, size_t len)
{
	pasting->part = part;
	pasting->part_len = len;
	each_file(pasting, part, len, look_for_pastes, 0);
}

bool gate_may_be_pasted(struct gate_check *check, const char *name, size_t len)
{
	struct pasting pasting = { .check = check, .name = name, .len = len };

	for (size_t i = 1; i + 1 < len && !pasting.found; i++) {
		/* "NVolSet" ## "Name" is joined where a capital begins. */
		bool capital = islower((unsigned char)name[i - 1]) && isupper((unsigned char)name[i]);

		if (name[i] != '_' && !capital)
			continue;
		look_for_part(&pasting, name, capital ? i : i + 1);
		look_for_part(&pasting, name + i, len - i);
	}
	for (size_t i = 0; i < pasting.count && !pasting.found; i++)
		each_file(&pasting, pasting.asked[i].macro, strlen(pasting.asked[i].macro),
			  look_for_uses, i);
	for (size_t i = 0; i < pasting.count; i++)
		free(pasting.asked[i].macro);
	return pasting.found;
}
