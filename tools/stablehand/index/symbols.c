// SPDX-License-Identifier: GPL-2.0-only
#include "index/symbols.h"

#include <string.h>

#include "syntax/identifier.h"
#include "syntax/words.h"
#include "util/alloc.h"

#define FEW 6		/* up to so many names it is faster to search for one after the other */

bool symbols_in_text(const char *text, size_t len, const char *name)
{
	size_t n = strlen(name);
	const char *at = text, *end = text + len;

	while (at < end && (at = memmem(at, end - at, name, n))) {
		if ((at == text || !identifier_is_part(at[-1])) &&
		    (at + n == end || !identifier_is_part(at[n])))
			return true;
		at++;
	}
	return false;
}

static void mark_few(const char *text, size_t len, struct symbol_query *queries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		queries[i].found |= symbols_in_text(text, len, queries[i].name);
}

/* One pass over the words of the text, however many names there are: those in it are `before`. */
static void mark_many(const char *text, size_t len, const struct words *names)
{
	size_t i = 0;

	while (i < len) {
		struct word *word;
		size_t start;

		while (i < len && !identifier_is_part(text[i]))
			i++;
		start = i;
		while (i < len && identifier_is_part(text[i]))
			i++;
		word = i > start ? words_find(names, text + start, i - start) : NULL;
		if (word)
			word->before = true;
	}
}

void symbols_mark(const char *text, size_t len, struct symbol_query *queries, size_t count)
{
	_cleanup_words_ struct words names = { 0 };

	if (count <= FEW) {
		mark_few(text, len, queries, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		words_add(&names, queries[i].name);
	mark_many(text, len, &names);
	for (size_t i = 0; i < count; i++) {
		const struct word *word =
			words_find(&names, queries[i].name, strlen(queries[i].name));

		queries[i].found |= word && word->before;
	}
}

bool symbols_is_made(const char *name, size_t len)
{
	static const char *const before[] = {
		"trace_", "dev_attr_", "CONFIG_", "__NR_", "Page", "SetPage", "ClearPage",
		"TestSetPage", "TestClearPage", "folio_test_", "folio_set_", "folio_clear_",
	};

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		size_t n = strlen(before[i]);

		if (len > n && !memcmp(name, before[i], n))
			return true;
	}
	return false;
}

int symbols_index(struct symbols *symbols, struct symbol_index **ret_index, struct error **err)
{
	if (!symbols->index &&
	    symbol_index_open(symbols->repo, &symbols->tree, &symbols->index, err))
		return -1;
	*ret_index = symbols->index;
	return 0;
}

void symbols_release(struct symbols *symbols)
{
	symbol_index_free(symbols->index);
	symbols->index = NULL;
}

int symbols_find(struct symbols *symbols, const char *path, enum symbol_scope scope,
		 struct symbol_query *queries, size_t count, struct error **err)
{
	struct symbol_index *index;

	if (symbols_index(symbols, &index, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		queries[i].found = symbol_index_has(index, queries[i].name,
						    strlen(queries[i].name), scope, path);
	return symbol_index_check(index, err);
}
