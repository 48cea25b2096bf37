// SPDX-License-Identifier: GPL-2.0-only
#include "place/patch_words.h"

#include <stdlib.h>

#include "syntax/identifier.h"
#include "syntax/line_tokens.h"
#include "util/alloc.h"

static bool is_keyword(const struct line_token *token)
{
	static const char *const keywords[] = {
		"auto", "bool", "break", "case", "char", "const", "continue", "default",
		"do", "double", "else", "enum", "extern", "float", "for", "goto", "if",
		"inline", "int", "long", "register", "restrict", "return", "short", "signed",
		"sizeof", "static", "struct", "switch", "typedef", "typeof", "union",
		"unsigned", "void", "volatile", "while", "asm", "__asm__", "__attribute__",
		"__typeof__", "__VA_ARGS__", "__func__", "__FILE__", "__LINE__",
	};

	return line_token_is_among(token, keywords, ARRAY_SIZE(keywords));
}

static void take_new_side(struct words *words, const struct line_tokens *tokens, const char *path)
{
	struct statement statement = { 0 };

	for (size_t i = 0; i < tokens->count; i++) {
		const struct line_token *token = &tokens->items[i];
		bool declared, directive = token->define;
		struct word *word;

		if (!token->len) {
			line_tokens_follow(tokens, i, &statement);
			continue;
		}
		declared = line_tokens_declare(tokens, i, &statement);
		statement.declares |= declared && !statement.depth;
		if (!is_keyword(token)) {
			word = words_get(words, token->text, token->len, path);
			if (word) {
				word->declared |= declared;
				word->before |= !token->added;
				word->added |= token->added;
				word->called |= line_token_is(tokens, i + 1, '(');
			}
		}
		if (directive)
			statement = (struct statement){ .start = i + 1 };
	}
}

static void take_removed(struct words *words, const struct line_tokens *tokens, const char *path)
{
	for (size_t i = 0; i < tokens->count; i++) {
		const struct line_token *token = &tokens->items[i];
		struct word *word = token->len && !is_keyword(token) ?
				    words_get(words, token->text, token->len, path) : NULL;

		if (word) {
			word->before = word->removed = true;
			word->called |= line_token_is(tokens, i + 1, '(');
		}
	}
}

static void read_line(struct line_tokens *tokens, const struct patch_line *line, bool *in_comment)
{
	line_tokens_read(tokens, line->text, line->len, line->kind == '+', in_comment);
}

void words_of_patch(struct words *words, const struct patch *patch)
{
	struct line_tokens tokens = { 0 };

	for (size_t f = 0; f < patch->file_count; f++) {
		const struct patch_file *file = &patch->files[f];
		const char *path = file->new_path ? file->new_path : file->old_path;

		for (size_t h = 0; h < file->hunk_count && path_is_c_file(path); h++) {
			const struct patch_hunk *hunk = &file->hunks[h];
			bool in_new = false, in_old = false;

			tokens.count = 0;
			for (size_t i = 0; i < hunk->line_count; i++)
				if (hunk->lines[i].kind != '-')
					read_line(&tokens, &hunk->lines[i], &in_new);
			take_new_side(words, &tokens, path);
			tokens.count = 0;
			for (size_t i = 0; i < hunk->line_count; i++)
				if (hunk->lines[i].kind == '-')
					read_line(&tokens, &hunk->lines[i], &in_old);
			take_removed(words, &tokens, path);
		}
	}
	free(tokens.items);
}
