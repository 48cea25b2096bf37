// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/words.h"

#include <string.h>

#include "util/alloc.h"
#include "util/name_hash.h"

#define TABLE_AT_FIRST 256	/* a power of two */

static unsigned *find_slot(const struct words *words, const char *text, size_t len)
{
	size_t slot = name_hash(text, len) & words->mask;

	while (words->table[slot]) {
		const char *there = words->items[words->table[slot] - 1].text;

		if (!strncmp(there, text, len) && !there[len])
			break;
		slot = (slot + 1) & words->mask;
	}
	return &words->table[slot];
}

struct word *words_find(const struct words *words, const char *text, size_t len)
{
	unsigned *slot = words->table ? find_slot(words, text, len) : NULL;

	return slot && *slot ? &words->items[*slot - 1] : NULL;
}

/* Make room in the table for one more. */
static void grow_table(struct words *words)
{
	if (words->table && words->count * 2 <= words->mask)
		return;
	words->mask = words->table ? 2 * words->mask + 1 : TABLE_AT_FIRST - 1;
	free(words->table);
	words->table = xcalloc(words->mask + 1, sizeof(*words->table));
	for (size_t i = 0; i < words->count; i++)
		*find_slot(words, words->items[i].text, strlen(words->items[i].text)) = i + 1;
}

struct word *words_get(struct words *words, const char *text, size_t len, const char *path)
{
	unsigned *slot;
	struct word *word;

	grow_table(words);
	slot = find_slot(words, text, len);
	if (*slot)
		return &words->items[*slot - 1];
	if (words->count >= WORDS_MAX)
		return NULL;
	word = ARRAY_ADD(words->items, words->count, words->alloc);
	*word = (struct word){
		.text = xstrndup(text, len),
		.path = path,
	};
	*slot = words->count;
	return word;
}

void words_add(struct words *words, const char *name)
{
	words_get(words, name, strlen(name), NULL);
}

void words_release(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i].text);
	free(words->items);
	free(words->table);
	memset(words, 0, sizeof(*words));
}
