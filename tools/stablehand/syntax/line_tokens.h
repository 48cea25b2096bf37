/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of C, of which those between may be missing, as tokens, and what declares one. */
#ifndef SYNTAX_LINE_TOKENS_H
#define SYNTAX_LINE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#define TOKENS_CALLS_MAX 32	/* nested parentheses that are kept track of */

/* A word, or a byte of punctuation; '"' stands for a whole string. */
struct line_token {
	const char *text;
	unsigned len;		/* of a word; 0: punctuation */
	bool added;
	bool first;		/* on its line */
	bool column_0;
	bool define;		/* a word after #define */
};

struct line_tokens {
	struct line_token *items;
	size_t count, alloc;
};

/* Where the statement of a token is, as far as it can be told from before it. */
struct statement {
	size_t start;		/* index of its first token */
	size_t depth;		/* open parentheses */
	size_t calls[TOKENS_CALLS_MAX];	/* index of the token before each of them */
	bool declares;		/* it began as a declaration */
	bool in_enum;		/* in the braces of one */
};

/*
 * Add the tokens of a line. *in_comment goes from line to line, false at
 * first. The tokens point into the text. What is more than a million is left out.
 */
void line_tokens_read(struct line_tokens *tokens, const char *text, size_t len, bool added,
		      bool *in_comment);

/* Is it one of these words? */
bool line_token_is_among(const struct line_token *token, const char *const *list, size_t count);

/* Is the token at this index that byte of punctuation? false behind the end. */
bool line_token_is(const struct line_tokens *tokens, size_t at, char c);

/* Does the code declare the word at this index, rather than use it? */
bool line_tokens_declare(const struct line_tokens *tokens, size_t at,
			 const struct statement *statement);

/* Follow the byte of punctuation at this index. */
void line_tokens_follow(const struct line_tokens *tokens, size_t at, struct statement *statement);

#endif
