// SPDX-License-Identifier: GPL-2.0-only
#include "port/words.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "port/tokens.h"
#include "util/alloc.h"

#define TABLE_AT_FIRST 256	/* a power of two */

bool words_is_part(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool words_is_c_file(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && path[len - 2] == '.' && strchr("ch", path[len - 1]);
}

static bool is_keyword(const struct token *token)
{
	static const char *const keywords[] = {
		"auto", "bool", "break", "case", "char", "const", "continue", "default",
		"do", "double", "else", "enum", "extern", "float", "for", "goto", "if",
		"inline", "int", "long", "register", "restrict", "return", "short", "signed",
		"sizeof", "static", "struct", "switch", "typedef", "typeof", "union",
		"unsigned", "void", "volatile", "while", "asm", "__asm__", "__attribute__",
		"__typeof__", "__VA_ARGS__", "__func__", "__FILE__", "__LINE__",
	};

	return token_is_among(token, keywords, ARRAY_SIZE(keywords));
}

static size_t hash(const char *text, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

static unsigned *find_slot(const struct words *words, const char *text, size_t len)
{
	size_t slot = hash(text, len) & words->mask;

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

static struct word *get(struct words *words, const struct token *token, const char *path)
{
	unsigned *slot;
	struct word *word;

	grow_table(words);
	slot = find_slot(words, token->text, token->len);
	if (*slot)
		return &words->items[*slot - 1];
	if (words->count >= WORDS_MAX)
		return NULL;
	word = ARRAY_ADD(words->items, words->count, words->alloc);
	*word = (struct word){
		.text = xstrndup(token->text, token->len),
		.path = path,
	};
	*slot = words->count;
	return word;
}

void words_add(struct words *words, const char *name)
{
	const struct token token = { .text = name, .len = strlen(name) };

	get(words, &token, NULL);
}

static void take_new_side(struct words *words, const struct tokens *tokens, const char *path)
{
	struct statement statement = { 0 };

	for (size_t i = 0; i < tokens->count; i++) {
		const struct token *token = &tokens->items[i];
		bool declared, directive = token->define;
		struct word *word;

		if (!token->len) {
			tokens_follow(tokens, i, &statement);
			continue;
		}
		declared = tokens_declare(tokens, i, &statement);
		statement.declares |= declared && !statement.depth;
		if (!is_keyword(token)) {
			word = get(words, token, path);
			if (word) {
				word->declared |= declared;
				word->before |= !token->added;
				word->added |= token->added;
				word->called |= token_is(tokens, i + 1, '(');
			}
		}
		if (directive)
			statement = (struct statement){ .start = i + 1 };
	}
}

static void take_removed(struct words *words, const struct tokens *tokens, const char *path)
{
	for (size_t i = 0; i < tokens->count; i++) {
		const struct token *token = &tokens->items[i];
		struct word *word = token->len && !is_keyword(token) ? get(words, token, path) :
				    NULL;

		if (word) {
			word->before = word->removed = true;
			word->called |= token_is(tokens, i + 1, '(');
		}
	}
}

void words_of_patch(struct words *words, const struct patch *patch)
{
	struct tokens tokens = { 0 };

	for (size_t f = 0; f < patch->file_count; f++) {
		const struct patch_file *file = &patch->files[f];
		const char *path = file->new_path ? file->new_path : file->old_path;

		for (size_t h = 0; h < file->hunk_count && words_is_c_file(path); h++) {
			const struct patch_hunk *hunk = &file->hunks[h];
			bool in_new = false, in_old = false;

			tokens.count = 0;
			for (size_t i = 0; i < hunk->line_count; i++)
				if (hunk->lines[i].kind != '-')
					tokens_read_line(&tokens, &hunk->lines[i], &in_new);
			take_new_side(words, &tokens, path);
			tokens.count = 0;
			for (size_t i = 0; i < hunk->line_count; i++)
				if (hunk->lines[i].kind == '-')
					tokens_read_line(&tokens, &hunk->lines[i], &in_old);
			take_removed(words, &tokens, path);
		}
	}
	free(tokens.items);
}

void words_release(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i].text);
	free(words->items);
	free(words->table);
	memset(words, 0, sizeof(*words));
}
