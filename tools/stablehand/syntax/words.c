// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/words.h"

#include <stdlib.h>
#include <string.h>

struct word *words_find(const struct words *words, const char *text, size_t len)
{
	struct word *word;

	HASH_FIND(hh, words->by_text, text, len, word);
	return word;
}

struct word *words_get(struct words *words, const char *text, size_t len, const char *path)
{
	struct word *word = words_find(words, text, len);
	char *copy;

	if (word || words->count >= WORDS_MAX)
		return word;
	word = xcalloc(1, sizeof(*word) + len + 1);
	copy = memcpy(word + 1, text, len);
	word->text = copy;
	word->path = path;
	HASH_ADD_KEYPTR(hh, words->by_text, copy, len, word);
	*ARRAY_ADD(words->items, words->count, words->alloc) = word;
	return word;
}

void words_add(struct words *words, const char *name)
{
	words_get(words, name, strlen(name), NULL);
}

void words_release(struct words *words)
{
	HASH_CLEAR(hh, words->by_text);
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	memset(words, 0, sizeof(*words));
}
