// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/cmembers.h"

#include <ctype.h>
#include <string.h>

#define DEPTH_MAX 32

struct member_reader {
	const struct ctokens *tokens;
	void (*on_member)(size_t token, bool own, void *data);
	void *data;
	bool open;
};

static bool is(const struct member_reader *reader, size_t i, size_t end, char c)
{
	const struct ctoken *token = &reader->tokens->items[i];

	return i < end && token->kind == CTOKEN_PUNCT && token->len == 1 &&
	       reader->tokens->text[token->start] == c;
}

/* A word that may be a name: no keyword. */
static bool is_name(const struct member_reader *reader, size_t i, size_t end)
{
	return i < end && reader->tokens->items[i].kind == CTOKEN_WORD &&
	       !reader->tokens->items[i].directive &&
	       !clex_is_keyword(ctoken_text(reader->tokens, i), reader->tokens->items[i].len);
}

/* __packed, __aligned(8), ____cacheline_aligned: no names of members. */
static bool is_attribute(const struct member_reader *reader, size_t i, size_t end)
{
	const struct ctoken *token = &reader->tokens->items[i];
	const char *text = reader->tokens->text + token->start;

	return i < end && token->kind == CTOKEN_WORD && token->len > 2 && !memcmp(text, "__", 2) &&
	       !memmem(text, token->len, "DECLARE", 7) && !memmem(text, token->len, "group", 5);
}

/*
 * A single word in capitals, the name of a macro that is to make the members, or one that ends in
 * "_t", the type that they are to have.
 */
static bool is_maker(const struct member_reader *reader, size_t open, size_t close)
{
	const struct ctoken *token = &reader->tokens->items[open + 1];

	if (open + 2 != close || token->kind != CTOKEN_WORD)
		return false;
	if (token->len > 2 && !memcmp(reader->tokens->text + token->start + token->len - 2, "_t", 2))
		return true;
	for (size_t i = 0; i < token->len; i++)
		if (islower((unsigned char)reader->tokens->text[token->start + i]))
			return false;
	return true;
}

static void read_macro(struct member_reader *reader, size_t open, size_t close, bool own)
{
	reader->open |= is_maker(reader, open, close);
	for (size_t i = open + 1; i < close; i++)
		if (is_name(reader, i, close))
			reader->on_member(i, own, reader->data);
}

/*
 * "struct tag;" without a name: the members of that one (gcc -fms-extensions). "MACRO struct
 * tag name": what the macro makes.
 */
static bool brings_others(const struct member_reader *reader, size_t start, size_t end)
{
	const struct ctokens *tokens = reader->tokens;

	for (size_t i = start; i < end; i++)
		if ((ctoken_is(tokens, i, "struct") || ctoken_is(tokens, i, "union")) &&
		    !tokens->items[i].directive)
			return (is_name(reader, i + 1, end) && i + 2 == end) ||
			       (i == start + 1 && is_name(reader, start, end) &&
				!is_attribute(reader, start, end));
	return false;
}

/* The declarators in the tokens of one declaration, whose type may have been seen. */
static void read_declarators(struct member_reader *reader, size_t start, size_t end, bool typed,
			     bool own)
{
	size_t name = end, words = typed;
	bool complete = false;	/* the name, as it is an array's */

	/* "__MEMBERS;" */
	if (!typed && start + 1 == end && reader->tokens->items[start].kind == CTOKEN_WORD)
		reader->open = true;
	if (!typed && brings_others(reader, start, end))
		reader->open = true;
	for (size_t i = start; i <= end; i++) {
		bool is_width = is(reader, i, end, ':');

		if (i < end && reader->tokens->items[i].directive)
			continue;
		if (i == end || is_width || is(reader, i, end, ',')) {
			/* A single word is a macro that stands for members. */
			if (name < end && words == 1 && i == end)
				reader->open = true;
			else if (name < end)
				reader->on_member(name, own, reader->data);
			name = end;
			complete = false;
			words++;
			/* What follows a ':' is a width. */
			while (i + 1 < end && is_width && !is(reader, i + 1, end, ','))
				i++;
		} else if (is(reader, i, end, '(')) {
			size_t close = ctokens_skip(reader->tokens, i, end) - 1;
			size_t at = i + 1;

			while (is(reader, at, close, '*') || is_attribute(reader, at, close) ||
			       (at < close && reader->tokens->items[at].kind == CTOKEN_WORD &&
				!is_name(reader, at, close)))
				at++;
			if (i > start && is(reader, i + 1, close, '*') &&
			    is_name(reader, at, close)) {
				name = at;
				words++;
			}
			else if (i == start + 1 && is_name(reader, start, end) &&
				 (!is_attribute(reader, start, end) || close + 1 == end))
				read_macro(reader, i, close, own);
			/* What was taken for a name is a macro's, or a function's type. */
			if (name == start && !typed)
				name = end;
			i = close;
		} else if (is(reader, i, end, '[')) {
			i = ctokens_skip(reader->tokens, i, end) - 1;
			complete = name < end;
		} else if (complete) {
			continue;	/* "char data[] ALIGNED;" */
		} else if (is_attribute(reader, i, end)) {
			if (words == 1 && i + 1 == end)
				name = i;	/* "u32 __unused;" */
			words++;
		} else if (is_name(reader, i, end)) {
			name = i;
			words++;
		} else if (i < end && reader->tokens->items[i].kind == CTOKEN_WORD) {
			words++;
		}
	}
}

static void read_block(struct member_reader *reader, size_t at, size_t end, bool own, int depth);

/* A '{' at token `open` of the declaration that begins at start; gives the ';' behind all. */
static size_t read_inner(struct member_reader *reader, size_t start, size_t open, size_t end,
			 bool own, int depth)
{
	size_t close = ctokens_skip(reader->tokens, open, end), next = close;
	bool record = false, named = false;

	for (size_t i = start; i < open; i++)
		record |= ctoken_is(reader->tokens, i, "struct") ||
			  ctoken_is(reader->tokens, i, "union");
	while (next < end && !is(reader, next, end, ';')) {
		if (is(reader, next, end, '(') || is(reader, next, end, '[')) {
			next = ctokens_skip(reader->tokens, next, end);
			continue;
		}
		named |= is_name(reader, next, end) && !is_attribute(reader, next, end);
		next++;
	}
	/* "} PACKED_UNION;" may be a macro that stands for no name. */
	if (named && next == close + 1)
		reader->open |= is_maker(reader, close - 1, next);
	if (record && close > open + 1)
		read_block(reader, open + 1, close - 1, own && !named, depth + 1);
	if (named)
		read_declarators(reader, close, next, true, own);
	return next;
}

static void read_block(struct member_reader *reader, size_t at, size_t end, bool own, int depth)
{
	size_t start = at;

	if (depth > DEPTH_MAX) {
		reader->open = true;
		return;
	}
	while (at < end) {
		const struct ctoken *token = &reader->tokens->items[at];

		if (token->directive) {
			reader->open |= ctoken_is(reader->tokens, at, "include");
			start += start == at;
			at++;
		} else if (is(reader, at, end, '{')) {
			at = start = read_inner(reader, start, at, end, own, depth);
		} else if (is(reader, at, end, ';')) {
			read_declarators(reader, start, at, false, own);
			start = ++at;
		} else if (is(reader, at, end, '(') || is(reader, at, end, '[')) {
			at = ctokens_skip(reader->tokens, at, end);
		} else {
			at++;
		}
	}
	/* Macros, with brackets or without, and no ';'. */
	if (start < end) {
		reader->open = true;
		read_declarators(reader, start, end, false, own);
	}
}

bool cmembers_read(const struct ctokens *tokens, const struct cdef *record,
		   void (*on_member)(size_t token, bool own, void *data), void *data)
{
	struct member_reader reader = { .tokens = tokens, .on_member = on_member, .data = data };

	if (record->kind == CDEF_RECORD)
		read_block(&reader, record->body + 1, record->end - 1, true, 0);
	return !reader.open;
}
