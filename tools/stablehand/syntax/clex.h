/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * C as the kernel writes it, cut into tokens (ISO C11 6.4, translation phases
 * 1 to 3 without trigraphs). Nothing is expanded and nothing is an error:
 * a byte that begins no token of C is a token of its own, an unfinished
 * string ends with its line, an unfinished comment with the text.
 */
#ifndef SYNTAX_CLEX_H
#define SYNTAX_CLEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLEX_MAX_BYTES (64u << 20)	/* of a text; the rest is not read */

enum ctoken_kind {
	CTOKEN_WORD,		/* identifier or keyword */
	CTOKEN_NUMBER,
	CTOKEN_STRING,		/* "..." or <...> after #include */
	CTOKEN_CHAR,
	CTOKEN_PUNCT,		/* the longest operator that C has, or any other byte */
	CTOKEN_COMMENT,
};

struct ctoken {
	uint32_t start, len;	/* bytes of the text */
	uint32_t line;		/* that it begins on, from 0 */
	uint8_t kind;		/* enum ctoken_kind */
	uint8_t first;		/* of its line; 2: and in the first column */
	uint8_t directive;	/* on a line of the preprocessor, '#' included */
};

struct clex {
	const char *text;
	uint32_t len, at, line;
	uint8_t fresh;		/* nothing but blanks on this line so far */
	uint8_t directive, include;
	uint32_t line_start;
};

/* Begin with a text (it has to live as long as the tokens are of use). */
void clex_init(struct clex *lex, const char *text, size_t len);

/* The next token; false at the end. */
bool clex_next(struct clex *lex, struct ctoken *ret_token);

struct ctokens {
	const char *text;
	size_t len;
	struct ctoken *items;
	size_t count, alloc;
	uint32_t *partners;	/* NULL, or of each bracket the other one; UINT32_MAX: none */
};

/* All tokens of a text but the comments, which are left out unless they are wanted. */
void ctokens_read(struct ctokens *tokens, const char *text, size_t len, bool comments);

/* Leave the comments out of tokens that were read with them. */
void ctokens_drop_comments(struct ctokens *tokens);

void ctokens_release(struct ctokens *tokens);
#define _cleanup_ctokens_ __attribute__((cleanup(ctokens_release)))

static inline const char *ctoken_text(const struct ctokens *tokens, size_t i)
{
	return tokens->text + tokens->items[i].start;
}

/* Is token i (false behind the end) just this text? */
bool ctoken_is(const struct ctokens *tokens, size_t i, const char *text);

/* Find the partners of brackets, so that ctokens_skip() need not look for them. */
void ctokens_pair(struct ctokens *tokens);

/* The token behind the one that closes the bracket ( [ or { at token i, or the end. */
size_t ctokens_skip(const struct ctokens *tokens, size_t i, size_t end);

/* Is it a keyword of C (or of the kernel's GNU C)? */
bool clex_is_keyword(const char *word, size_t len);

/* Can this byte begin, or be part of, an identifier? */
bool clex_starts_word(char c);
bool clex_is_word(char c);

#endif
