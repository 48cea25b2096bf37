// SPDX-License-Identifier: GPL-2.0-only
#include "gates/facts_parts.h"

#include "gates/tokens_parts.h"
#include "util/alloc.h"

bool gate_is_declaring(const struct ctokens *tokens, size_t i)
{
	return i && (gate_is(tokens, i - 1, '*') ||
		     (gate_is_name(tokens, i - 1) && !gate_begins_statement(tokens, i - 1)));
}

bool gate_is_plain(const struct ctokens *tokens, size_t i)
{
	static const char *const before[] = {
		"struct", "union", "enum", "goto", "#", "##", "(", ","
	};

	for (size_t w = 0; w < ARRAY_SIZE(before); w++)
		if (i && ctoken_is(tokens, i - 1, before[w]))
			return false;
	return !tokens->items[i].directive && !gate_is_member_use(tokens, i) &&
	       !ctoken_is(tokens, i + 1, "(") && !ctoken_is(tokens, i + 1, ":") &&
	       !ctoken_is(tokens, i + 1, "##");
}

static struct gate_word *word_of(struct gate_function_words *words, const char *name, size_t len)
{
	struct gate_word *word;

	HASH_FIND(hh, words->by_name, name, len, word);
	if (word)
		return word;
	word = xcalloc(1, sizeof(*word) + len);
	memcpy(word->name, name, len);
	HASH_ADD(hh, words->by_name, name, len, word);
	return word;
}

/* Token i of the body. */
static void read_in_body(struct gate_function_words *words, struct gate_word *word, size_t i)
{
	const struct ctokens *tokens = &words->code->tokens;
	const struct cdef *function = words->function;

	if (i > function->body) {
		if (ctree_is_label(&words->code->defs.tree, tokens, i))
			word->labels++;
		else
			word->uses++;
	}
	word->plain |= gate_is_plain(tokens, i);
	if (i <= function->body || i + 1 >= function->end)
		return;
	word->behind_brace |= gate_is(tokens, i - 1, '}') ||
			      (gate_is(tokens, i - 1, '*') && gate_is(tokens, i - 2, '('));
	if (gate_is(tokens, i + 1, '(') && gate_is_name(tokens, i) && !words->has_macro_block)
		words->has_macro_block =
			gate_is(tokens, ctokens_skip(tokens, i + 1, function->end), '{');
}

static void read_function(struct gate_function_words *words, struct gate_work *work)
{
	const struct ctokens *tokens = &words->code->tokens;
	const struct cdef *function = words->function;
	size_t first = function->arguments < function->body ? function->arguments :
							      function->body;

	for (size_t i = first; i < function->end && !gate_stops(work); i++) {
		struct gate_word *word;

		if (tokens->items[i].kind != CTOKEN_WORD)
			continue;
		word = word_of(words, ctoken_text(tokens, i), tokens->items[i].len);
		if (i >= function->arguments)
			word->declaring += gate_is_declaring(tokens, i);
		if (i >= function->body)
			read_in_body(words, word, i);
	}
}

const struct gate_word *gate_word_of(struct gate_function_words *words, struct gate_work *work,
				     const struct gate_code *code, const struct cdef *function,
				     const char *name, size_t len)
{
	struct gate_word *word;

	if (words->code != code || words->function != function) {
		gate_function_words_release(words);
		words->code = code;
		words->function = function;
		read_function(words, work);
	}
	HASH_FIND(hh, words->by_name, name, len, word);
	return word;
}

void gate_function_words_release(struct gate_function_words *words)
{
	struct gate_word *word, *next;

	HASH_ITER(hh, words->by_name, word, next) {
		HASH_DEL(words->by_name, word);
		free(word);
	}
	*words = (struct gate_function_words){ 0 };
}
