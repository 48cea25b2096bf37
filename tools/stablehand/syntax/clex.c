// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/clex.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

enum { OTHER, START, DIGIT, BLANK };

static const uint8_t classes[256] = {
	['a' ... 'z'] = START, ['A' ... 'Z'] = START, ['_'] = START, ['$'] = START,
	['0' ... '9'] = DIGIT,
	[' '] = BLANK, ['\t'] = BLANK, ['\r'] = BLANK, ['\f'] = BLANK, ['\v'] = BLANK,
};

bool clex_starts_word(char c)
{
	return classes[(uint8_t)c] == START;
}

bool clex_is_word(char c)
{
	uint8_t class = classes[(uint8_t)c];

	return class == START || class == DIGIT;
}

void clex_init(struct clex *lex, const char *text, size_t len)
{
	*lex = (struct clex){
		.text = text,
		.len = len < CLEX_MAX_BYTES ? len : CLEX_MAX_BYTES,
		.fresh = 1,
	};
}

static char peek(const struct clex *lex, uint32_t ahead)
{
	return lex->len - lex->at > ahead ? lex->text[lex->at + ahead] : '\0';
}

static void newline(struct clex *lex)
{
	lex->line++;
	lex->line_start = lex->at;
}

/* A backslash at the end of a line: the bytes that it and the newline take, or 0. */
static uint32_t continued(const struct clex *lex)
{
	if (peek(lex, 0) != '\\')
		return 0;
	if (peek(lex, 1) == '\n')
		return 2;
	return peek(lex, 1) == '\r' && peek(lex, 2) == '\n' ? 3 : 0;
}

static void skip_blanks(struct clex *lex)
{
	while (lex->at < lex->len) {
		uint32_t n;

		if (classes[(uint8_t)lex->text[lex->at]] == BLANK) {
			lex->at++;
		} else if (lex->text[lex->at] == '\n') {
			lex->at++;
			newline(lex);
			lex->fresh = 1;
			lex->directive = lex->include = 0;
		} else if ((n = continued(lex))) {
			lex->at += n;
			newline(lex);
		} else {
			return;
		}
	}
}

static void read_comment(struct clex *lex)
{
	bool block = peek(lex, 1) == '*';

	lex->at += 2;
	while (lex->at < lex->len) {
		uint32_t n;

		if (block && peek(lex, 0) == '*' && peek(lex, 1) == '/') {
			lex->at += 2;
			return;
		}
		if (!block && peek(lex, 0) == '\n')
			return;
		n = block ? 0 : continued(lex);
		if (n || peek(lex, 0) == '\n') {
			lex->at += n ? n : 1;
			newline(lex);
		} else {
			lex->at++;
		}
	}
}

static void read_quoted(struct clex *lex, char close)
{
	lex->at++;
	while (lex->at < lex->len) {
		char c = lex->text[lex->at];
		uint32_t n = continued(lex);

		if (c == '\n')
			return;
		if (n) {
			lex->at += n;
			newline(lex);
			continue;
		}
		lex->at++;
		if (c == close)
			return;
		if (c == '\\' && lex->at < lex->len)
			lex->at++;
	}
}

static void read_number(struct clex *lex)
{
	/* An exponent's sign is left out: 0x1e-1 is a difference to a reader. */
	while (lex->at < lex->len &&
	       (clex_is_word(lex->text[lex->at]) || lex->text[lex->at] == '.'))
		lex->at++;
}

static uint32_t operator_length(const struct clex *lex)
{
	char a = peek(lex, 0), b = peek(lex, 1), c = peek(lex, 2);

	switch (a) {
	case '.':
		return b == '.' && c == '.' ? 3 : 1;
	case '-':
		return b == '>' || b == '-' || b == '=' ? 2 : 1;
	case '<': case '>':
		return b == a ? (c == '=' ? 3 : 2) : b == '=' ? 2 : 1;
	case '+': case '&': case '|':
		return b == a || b == '=' ? 2 : 1;
	case '*': case '/': case '%': case '^': case '!': case '=':
		return b == '=' ? 2 : 1;
	case '#':
		return b == '#' ? 2 : 1;
	default:
		return 1;
	}
}

static enum ctoken_kind read_token(struct clex *lex)
{
	char c = lex->text[lex->at];

	switch (classes[(uint8_t)c]) {
	case START:
		while (lex->at < lex->len && clex_is_word(lex->text[lex->at]))
			lex->at++;
		return CTOKEN_WORD;
	case DIGIT:
		read_number(lex);
		return CTOKEN_NUMBER;
	}
	if (c == '/' && (peek(lex, 1) == '*' || peek(lex, 1) == '/')) {
		read_comment(lex);
		return CTOKEN_COMMENT;
	}
	if (c == '"' || c == '\'' || (c == '<' && lex->include)) {
		read_quoted(lex, c == '<' ? '>' : c);
		return c == '\'' ? CTOKEN_CHAR : CTOKEN_STRING;
	}
	if (c == '.' && classes[(uint8_t)peek(lex, 1)] == DIGIT) {
		read_number(lex);
		return CTOKEN_NUMBER;
	}
	lex->at += operator_length(lex);
	return CTOKEN_PUNCT;
}

bool clex_next(struct clex *lex, struct ctoken *ret_token)
{
	struct ctoken token;

	skip_blanks(lex);
	if (lex->at >= lex->len)
		return false;
	token.start = lex->at;
	token.line = lex->line;
	token.first = lex->fresh ? 1 + (lex->at == lex->line_start) : 0;
	if (lex->fresh && lex->text[lex->at] == '#')
		lex->directive = 1;
	token.directive = lex->directive;
	token.kind = read_token(lex);
	token.len = lex->at - token.start;
	if (token.kind != CTOKEN_COMMENT)
		lex->fresh = 0;
	lex->include = lex->directive && token.kind == CTOKEN_WORD && token.len == 7 &&
		       !memcmp(lex->text + token.start, "include", 7);
	*ret_token = token;
	return true;
}

void ctokens_read(struct ctokens *tokens, const char *text, size_t len, bool comments)
{
	struct ctoken token;
	struct clex lex;

	*tokens = (struct ctokens){ .text = text, .len = len };
	clex_init(&lex, text, len);
	/* Enough for most texts, so that it need not be copied as it grows. */
	tokens->alloc = len / 4 + 8;
	tokens->items = xmalloc(tokens->alloc * sizeof(*tokens->items));
	while (clex_next(&lex, &token))
		if (comments || token.kind != CTOKEN_COMMENT)
			*ARRAY_ADD(tokens->items, tokens->count, tokens->alloc) = token;
}

void ctokens_drop_comments(struct ctokens *tokens)
{
	size_t kept = 0;

	for (size_t i = 0; i < tokens->count; i++)
		if (tokens->items[i].kind != CTOKEN_COMMENT)
			tokens->items[kept++] = tokens->items[i];
	tokens->count = kept;
	if (tokens->partners)
		ctokens_pair(tokens);
}

void ctokens_release(struct ctokens *tokens)
{
	free(tokens->items);
	free(tokens->partners);
	*tokens = (struct ctokens){ 0 };
}

bool ctoken_is(const struct ctokens *tokens, size_t i, const char *text)
{
	size_t len = strlen(text);

	return i < tokens->count && tokens->items[i].len == len &&
	       !memcmp(tokens->text + tokens->items[i].start, text, len);
}

/* 1: token i opens a bracket, -1: it closes one. */
static int bracket(const struct ctokens *tokens, size_t i)
{
	const struct ctoken *token = &tokens->items[i];

	if (token->kind != CTOKEN_PUNCT || token->len != 1)
		return 0;
	switch (tokens->text[token->start]) {
	case '(': case '[': case '{':
		return 1;
	case ')': case ']': case '}':
		return -1;
	}
	return 0;
}

void ctokens_pair(struct ctokens *tokens)
{
	_cleanup_free_ uint32_t *open = NULL;
	size_t depth = 0, alloc = 0;

	free(tokens->partners);
	tokens->partners = xcalloc(tokens->count + 1, sizeof(*tokens->partners));
	for (size_t i = 0; i < tokens->count; i++) {
		int change = bracket(tokens, i);

		tokens->partners[i] = UINT32_MAX;
		if (change > 0) {
			*ARRAY_ADD(open, depth, alloc) = i;
		} else if (change < 0 && depth) {
			tokens->partners[i] = open[--depth];
			tokens->partners[open[depth]] = i;
		}
	}
}

size_t ctokens_skip(const struct ctokens *tokens, size_t i, size_t end)
{
	size_t depth = 0;

	if (tokens->partners && i < end && bracket(tokens, i) > 0)
		return tokens->partners[i] < end ? tokens->partners[i] + 1 : end;
	for (; i < end; i++) {
		int change = bracket(tokens, i);

		if (change < 0 && depth <= 1)
			return i + 1;
		depth += change;
	}
	return end;
}

bool clex_is_keyword(const char *word, size_t len)
{
	/* Sorted. */
	static const char *const keywords[] = {
		"_Alignof", "_Atomic", "_Bool", "_Generic", "_Static_assert", "__alignof__",
		"__asm__", "__attribute__", "__auto_type", "__inline", "__inline__", "__label__",
		"__typeof__", "__volatile__", "asm", "auto", "bool", "break", "case", "char",
		"const", "continue", "default", "do", "double", "else", "enum", "extern", "float",
		"for", "goto", "if", "inline", "int", "long", "register", "restrict", "return",
		"short", "signed", "sizeof", "static", "struct", "switch", "typedef", "typeof",
		"union", "unsigned", "void", "volatile", "while",
	};
	size_t low = 0, high = sizeof(keywords) / sizeof(*keywords);

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strncmp(word, keywords[middle], len);

		if (!order)
			order = keywords[middle][len] ? -1 : 0;
		if (!order)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}
