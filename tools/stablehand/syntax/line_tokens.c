// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/line_tokens.h"

#include <ctype.h>
#include <string.h>

#include "syntax/identifier.h"
#include "util/alloc.h"

#define TOKENS_MAX 1000000u	/* of one hunk */
#define WORD_MAX 200		/* bytes; what is longer is no identifier */

bool line_token_is_among(const struct line_token *token, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == token->len && !memcmp(list[i], token->text, token->len))
			return true;
	return false;
}

static void add_token(struct line_tokens *tokens, struct line_token token)
{
	if (tokens->count < TOKENS_MAX)
		*ARRAY_ADD(tokens->items, tokens->count, tokens->alloc) = token;
}

static size_t skip_string(const char *text, size_t len, size_t at)
{
	char quote = text[at++];

	while (at < len && text[at] != quote)
		at += text[at] == '\\' ? 2 : 1;
	return at < len ? at + 1 : len;
}

/* A line that goes on with a comment begun above the hunk: " * text". */
static bool is_comment_line(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && isspace((unsigned char)text[i]))
		i++;
	return i < len && text[i] == '*' &&
	       (i + 1 == len || isspace((unsigned char)text[i + 1]) || text[i + 1] == '/');
}

/* A line of the preprocessor: gives where its tokens are to be read from, or len. */
static size_t skip_directive(const char *text, size_t len, bool *ret_define)
{
	size_t i = 0;

	while (i < len && isspace((unsigned char)text[i]))
		i++;
	*ret_define = false;
	if (i == len || text[i] != '#')
		return 0;
	do
		i++;
	while (i < len && isspace((unsigned char)text[i]));
	if (len - i < 7 || memcmp(text + i, "define", 6))
		return len;
	*ret_define = true;
	return i + 6;
}

/* Split a line into tokens; *in_comment goes from line to line. */
void line_tokens_read(struct line_tokens *tokens, const char *text, size_t len, bool added,
		      bool *in_comment)
{
	size_t i;
	bool first = true, define;

	if (!*in_comment && is_comment_line(text, len)) {
		*in_comment = !memmem(text, len, "*/", 2);
		return;
	}
	i = *in_comment ? 0 : skip_directive(text, len, &define);
	if (*in_comment)
		define = false;
	while (i < len) {
		struct line_token token = { .added = added, .first = first };

		if (*in_comment) {
			const char *end = memmem(text + i, len - i, "*/", 2);

			*in_comment = !end;
			i = end ? (size_t)(end - text) + 2 : len;
			continue;
		}
		if (isspace((unsigned char)text[i])) {
			i++;
			continue;
		}
		if (text[i] == '/' && i + 1 < len && text[i + 1] == '*') {
			*in_comment = true;
			i += 2;
			continue;
		}
		if (text[i] == '/' && i + 1 < len && text[i + 1] == '/')
			break;
		token.text = text + i;
		token.column_0 = i == 0;
		token.define = define;
		if (text[i] == '"' || text[i] == '\'') {
			i = skip_string(text, len, i);
		} else if (identifier_is_part(text[i])) {
			size_t start = i;

			while (i < len && identifier_is_part(text[i]))
				i++;
			define = false;
			if (isdigit((unsigned char)text[start]) || i - start > WORD_MAX)
				continue;
			token.len = i - start;
		} else {
			i++;
		}
		first = false;
		add_token(tokens, token);
	}
}
