// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/line_tokens.h"

#include <ctype.h>
#include <string.h>

#include "syntax/clex.h"
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

/* A line that goes on with a comment begun above the hunk: " * text". */
static bool is_comment_line(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && isspace((unsigned char)text[i]))
		i++;
	return i < len && text[i] == '*' &&
	       (i + 1 == len || isspace((unsigned char)text[i + 1]) || text[i + 1] == '/');
}

static bool begins_directive(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && isspace((unsigned char)text[i]))
		i++;
	return i < len && text[i] == '#';
}

/* The operators of C are told apart by their bytes. */
static void add_punctuation(struct line_tokens *tokens, struct line_token token, size_t len)
{
	for (; len; len--, token.text++, token.first = token.column_0 = false)
		add_token(tokens, token);
}

/* Is it a block comment that goes on in the next line? */
static bool is_open(const char *text, const struct ctoken *comment)
{
	const char *end = text + comment->start + comment->len;

	return text[comment->start + 1] == '*' && (comment->len < 4 || memcmp(end - 2, "*/", 2));
}

/* Past #define; false: another line of the preprocessor, whose words do not count. */
static bool pass_define(struct clex *lex)
{
	struct ctoken word;

	return clex_next(lex, &word) && word.len >= 6 &&
	       !memcmp(lex->text + word.start, "define", 6);
}

static void add_tokens(struct line_tokens *tokens, struct clex *lex, struct line_token like,
		       const char *line, bool *in_comment)
{
	struct ctoken token;

	while (clex_next(lex, &token)) {
		like.text = lex->text + token.start;
		like.column_0 = like.text == line;
		switch ((enum ctoken_kind)token.kind) {
		case CTOKEN_COMMENT:
			*in_comment = is_open(lex->text, &token);
			continue;
		case CTOKEN_NUMBER:
			like.define = false;
			continue;
		case CTOKEN_WORD:
			like.len = token.len <= WORD_MAX ? token.len : 0;
			if (like.len)
				add_token(tokens, like);
			like.define = false;
			break;
		case CTOKEN_STRING: case CTOKEN_CHAR:
			add_punctuation(tokens, like, 1);
			break;
		case CTOKEN_PUNCT:
			add_punctuation(tokens, like, token.len);
		}
		like.first = false;
		like.len = 0;
	}
}

void line_tokens_read(struct line_tokens *tokens, const char *text, size_t len, bool added,
		      bool *in_comment)
{
	struct line_token like = { .added = added, .first = true };
	const char *line = text;
	struct clex lex;

	/* The next line may be missing: a '\\' at the end is a token. */
	len -= len && text[len - 1] == '\n';
	if (*in_comment) {
		const char *end = memmem(text, len, "*/", 2);

		if (!end)
			return;
		*in_comment = false;
		len -= end + 2 - text;
		text = end + 2;
		clex_init(&lex, text, len);
	} else if (is_comment_line(text, len)) {
		*in_comment = !memmem(text, len, "*/", 2);
		return;
	} else {
		clex_init(&lex, text, len);
		if (begins_directive(text, len)) {
			clex_next(&lex, &(struct ctoken){ 0 });
			like.define = true;
			if (!pass_define(&lex))
				return;
		}
	}
	add_tokens(tokens, &lex, like, line, in_comment);
}
