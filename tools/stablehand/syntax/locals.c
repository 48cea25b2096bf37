// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/locals.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/name_order.h"

static bool is(const struct ctokens *tokens, size_t i, size_t end, char c)
{
	return i < end && tokens->items[i].kind == CTOKEN_PUNCT && tokens->items[i].len == 1 &&
	       tokens->text[tokens->items[i].start] == c;
}

static bool is_word(const struct ctokens *tokens, size_t i, size_t end)
{
	return i < end && tokens->items[i].kind == CTOKEN_WORD;
}

static void add(struct locals *locals, const struct ctokens *tokens, size_t i, size_t type,
		bool parameter, bool certain)
{
	struct local *local = ARRAY_ADD(locals->items, locals->count, locals->alloc);

	*local = (struct local){
		tokens->items[i].start, tokens->items[i].len, type, i, parameter, certain,
	};
}

static void read_parameters(struct locals *locals, const struct ctokens *tokens, size_t open,
			    size_t end)
{
	size_t close = ctokens_skip(tokens, open, end), type = open + 1;

	for (size_t i = open + 1; i < close; i++) {
		/* void (*name)(int of_its_own) */
		if (is(tokens, i, close, '(')) {
			if (is(tokens, i + 1, close, '*') && is_word(tokens, i + 2, close))
				add(locals, tokens, i + 2, type, true, true);
			i = ctokens_skip(tokens, i, close) - 1;
			continue;
		}
		if (is_word(tokens, i, close) &&
		    (is(tokens, i + 1, close, ',') || is(tokens, i + 1, close, ')') ||
		     is(tokens, i + 1, close, '['))) {
			/* "int n __maybe_unused" */
			bool attribute = i > type && tokens->items[i].len > 2 &&
					 is_word(tokens, i - 1, close) &&
					 !memcmp(ctoken_text(tokens, i), "__", 2);

			add(locals, tokens, i - attribute, type, true, true);
		}
		if (is(tokens, i, close, ','))
			type = i + 1;
	}
}

static bool is_control(const struct ctokens *tokens, size_t i)
{
	static const char *const words[] = {
		"return", "goto", "break", "continue", "case", "default", "if", "for", "while",
		"do", "switch", "else", "sizeof", "asm", "typedef",
	};

	for (size_t j = 0; j < ARRAY_SIZE(words); j++)
		if (ctoken_is(tokens, i, words[j]))
			return true;
	return false;
}

static bool is_upper(const struct ctokens *tokens, size_t i)
{
	for (size_t j = 0; j < tokens->items[i].len; j++)
		if (islower((unsigned char)tokens->text[tokens->items[i].start + j]))
			return false;
	return true;
}

/* The names behind the first of a declaration, whose token is i. */
static void read_declarators(struct locals *locals, const struct ctokens *tokens, size_t i,
			     size_t type, size_t end)
{
	for (; i < end && !is(tokens, i, end, ';') && !is(tokens, i, end, '}'); i++) {
		if (is(tokens, i, end, '(') || is(tokens, i, end, '[') || is(tokens, i, end, '{')) {
			i = ctokens_skip(tokens, i, end) - 1;
		} else if (is(tokens, i, end, ',')) {
			size_t name = i + 1;

			while (is(tokens, name, end, '*'))
				name++;
			if (is_word(tokens, name, end))
				add(locals, tokens, name, type, false, true);
		}
	}
}

/* What is in brackets behind it is a type: no call or loop. */
static bool is_type_of(const struct ctokens *tokens, size_t i)
{
	return ctoken_is(tokens, i, "typeof") || ctoken_is(tokens, i, "__typeof__") ||
	       ctoken_is(tokens, i, "__typeof");
}

/* "struct {" or "union tag {": do the tokens from `type` to the brace at i say that? */
static bool is_record(const struct ctokens *tokens, size_t type, size_t i)
{
	return (ctoken_is(tokens, type, "struct") || ctoken_is(tokens, type, "union")) &&
	       i - type <= 2;
}

/* *arguments_end: up to where the arguments of macros were read, which may hold statements. */
static void read_statement(struct locals *locals, const struct ctokens *tokens, size_t i,
			   size_t end, size_t *arguments_end)
{
	size_t words = 0, name = i, type = i;
	bool named = false;

	if (!is_word(tokens, i, end) || is_control(tokens, i))
		return;
	if (is_upper(tokens, i) && is(tokens, i + 1, end, '(')) {
		size_t close = ctokens_skip(tokens, i + 1, end);

		for (size_t j = i + 2 > *arguments_end ? i + 2 : *arguments_end; j < close; j++)
			if (is_word(tokens, j, close))
				add(locals, tokens, j, j, false, false);
		*arguments_end = close > *arguments_end ? close : *arguments_end;
		return;
	}
	for (; i < end; i++) {
		if (is(tokens, i, end, '*')) {
			continue;
		} else if (is(tokens, i, end, '{') && is_record(tokens, type, i)) {
			i = ctokens_skip(tokens, i, end) - 1;
			named = false;
		} else if (is_word(tokens, i, end)) {
			if (is(tokens, i + 1, end, '(')) {
				/* typeof(x) y; or an attribute behind the name */
				if (!words && !is_type_of(tokens, i))
					return;
				if (named)
					add(locals, tokens, name, type, false, false);
				i = ctokens_skip(tokens, i + 1, end) - 1;
				words++;
				continue;
			}
			name = i;
			named = true;
			words++;
		} else {
			break;
		}
	}
	if (words < 2 || !named || !(is(tokens, i, end, '=') || is(tokens, i, end, ';') ||
			   is(tokens, i, end, ',') || is(tokens, i, end, '[') ||
			   is(tokens, i, end, ':')))
		return;
	add(locals, tokens, name, type, false, true);
	read_declarators(locals, tokens, i, type, end);
}

static int compare_locals(const void *a, const void *b, void *data)
{
	const struct locals *locals = data;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const struct local *first = &locals->items[x], *second = &locals->items[y];
	int order = name_order(locals->text + first->start, first->len,
				  locals->text + second->start, second->len);

	return order ? order : (x > y) - (x < y);
}

static void sort_by_name(struct locals *locals)
{
	locals->by_name = xcalloc(locals->count + 1, sizeof(*locals->by_name));
	for (size_t i = 0; i < locals->count; i++)
		locals->by_name[i] = i;
	qsort_r(locals->by_name, locals->count, sizeof(*locals->by_name), compare_locals, locals);
}

void locals_read(struct locals *locals, const struct ctokens *tokens, const struct cdef *function)
{
	size_t end = function->end, arguments_end = 0;

	*locals = (struct locals){ .text = tokens->text };
	if (function->arguments < end)
		read_parameters(locals, tokens, function->arguments, end);
	for (size_t i = function->body; i < end; i++)
		if (is(tokens, i, end, '{') || is(tokens, i, end, '}') || is(tokens, i, end, ';') ||
		    (is(tokens, i, end, '(') && i && ctoken_is(tokens, i - 1, "for")) ||
		    (is(tokens, i, end, ':') && i + 1 < end && tokens->items[i + 1].first) ||
		    (i + 1 < end && tokens->items[i].directive && !tokens->items[i + 1].directive))
			read_statement(locals, tokens, i + 1, end, &arguments_end);
	sort_by_name(locals);
}

static bool is_named(const struct locals *locals, size_t at, const char *name, size_t len)
{
	const struct local *local;

	if (at >= locals->count)
		return false;
	local = &locals->items[locals->by_name[at]];
	return local->len == len && !memcmp(locals->text + local->start, name, len);
}

/* Where those of a name are in by_name, or would be. */
static size_t place_of(const struct locals *locals, const char *name, size_t len)
{
	size_t low = 0, high = locals->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct local *at = &locals->items[locals->by_name[middle]];

		if (name_order(locals->text + at->start, at->len, name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t locals_named(const struct locals *locals, const char *name, size_t len, size_t *ret_first)
{
	size_t first = place_of(locals, name, len), end = first;

	while (is_named(locals, end, name, len))
		end++;
	*ret_first = first;
	return end - first;
}

const struct local *locals_find(const struct locals *locals, const char *name, size_t len)
{
	size_t first = place_of(locals, name, len);

	return is_named(locals, first, name, len) ? &locals->items[locals->by_name[first]] : NULL;
}

bool locals_have(const struct locals *locals, const char *name, size_t len)
{
	return locals_find(locals, name, len);
}

void locals_release(struct locals *locals)
{
	free(locals->items);
	free(locals->by_name);
	*locals = (struct locals){ 0 };
}
