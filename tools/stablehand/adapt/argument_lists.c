// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/argument_lists.h"

#include <stdlib.h>
#include <string.h>

#include "syntax/cdefs.h"
#include "util/alloc.h"
#include "util/buf.h"

void arguments_release(struct argument_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	list->count = 0;
}

bool arguments_read(const struct ctokens *tokens, size_t i, size_t end,
		    struct argument_list *ret_list)
{
	size_t close = ctokens_skip(tokens, i, end);
	struct buf text = { 0 };
	struct argument_list list = { 0 };
	size_t first = i + 1;

	if (close < i + 2 || !ctoken_is(tokens, close - 1, ")"))
		return false;
	if (ctokens_arguments(tokens, i, end, NULL) > ARGUMENTS_MAX)
		return false;
	if (!ctokens_arguments(tokens, i, end, NULL))
		first = close;		/* () or (void) */
	for (size_t j = first; j < close; j++) {
		bool ends = j + 1 == close || ctoken_is(tokens, j, ",");
		size_t to = ends ? j : ctokens_skip(tokens, j, close);

		if (ends) {
			const struct ctoken *last = &tokens->items[j - 1];
			size_t start = tokens->items[first].start;

			list.raw[list.count] = (struct adapt_bytes){ tokens->text + start,
				j > first ? last->start + last->len - start : 0 };
			list.items[list.count++] = xstrdup(buf_str(&text));
			buf_clear(&text);
			first = j + 1;
			continue;
		}
		/* Brackets and their content are one argument. */
		if (!ctoken_is(tokens, j, "(") && !ctoken_is(tokens, j, "[") &&
		    !ctoken_is(tokens, j, "{"))
			to = j + 1;
		for (; j < to; j++)
			buf_printf(&text, "%s%.*s",
				   !text.len || ctoken_is(tokens, j - 1, "*") ? "" : " ",
				   (int)tokens->items[j].len, ctoken_text(tokens, j));
		j--;
	}
	buf_release(&text);
	*ret_list = list;
	return true;
}

char *arguments_say(const struct argument_list *list)
{
	struct buf text = { 0 };

	buf_puts(&text, "");
	for (size_t i = 0; i < list->count; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", list->items[i]);
	return buf_detach(&text);
}

/* The length of a parameter's type: all but the last word, unless there is only one. */
static size_t type_len(const char *parameter)
{
	size_t all = strlen(parameter), len = all;

	while (len && clex_is_word(parameter[len - 1]))
		len--;
	return len ? len : all;
}

static bool same(const char *x, const char *y, bool types)
{
	size_t n = type_len(x), m = type_len(y);

	return types ? n == m && !memcmp(x, y, n) : !strcmp(x, y);
}

/* In how many ways (2: several) `few` is a subsequence of `many`; at[]: the first one. */
static size_t embed(const struct argument_list *few, size_t i, const struct argument_list *many,
		    size_t j, bool types, size_t *at)
{
	size_t found = 0, below[ARGUMENTS_MAX];

	if (i == few->count)
		return 1;
	for (; j < many->count && found < 2; j++) {
		size_t ways;

		if (!same(few->items[i], many->items[j], types))
			continue;
		ways = embed(few, i + 1, many, j + 1, types, below);
		if (ways && !found) {
			at[i] = j;
			memcpy(at + i + 1, below + i + 1, (few->count - i - 1) * sizeof(*at));
		}
		found += ways;
	}
	return found > 2 ? 2 : found;
}

bool arguments_map(const struct argument_list *a, const struct argument_list *b, bool types,
		   struct argument_mapping *ret)
{
	struct argument_mapping mapping = { .from = a->count, .to = b->count };
	const struct argument_list *few = a->count < b->count ? a : b, *many = few == a ? b : a;
	bool used[ARGUMENTS_MAX] = { false };

	if (a->count == b->count || embed(few, 0, many, 0, types, mapping.at) != 1)
		return false;
	for (size_t i = 0; i < few->count; i++)
		used[mapping.at[i]] = true;
	for (size_t j = 0; few == a && j < many->count; j++)
		if (!used[j])
			mapping.more[j] = b->raw[j];
	*ret = mapping;
	return true;
}

static bool is_qualifier(const char *word, size_t len)
{
	static const char *const words[] = { "const", "volatile", "__iomem", "__user", "__rcu",
					     "__percpu", "__force" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && !memcmp(words[i], word, len))
			return true;
	return false;
}

/* The base type of a pointer: the last word before '*' that is not a qualifier. */
static const char *base_of(const char *parameter, size_t *ret_len)
{
	const char *end = parameter + strcspn(parameter, "*"), *start;

	do {
		while (end > parameter && !clex_is_word(end[-1]))
			end--;
		for (start = end; start > parameter && clex_is_word(start[-1]); start--)
			;
		*ret_len = end - start;
		end = start;
	} while (*ret_len && is_qualifier(start, *ret_len));
	return start;
}

bool arguments_differ_in_type(const struct argument_list *a, const struct argument_list *b,
			      size_t k, bool macro)
{
	const char *x = a->items[k], *y = b->items[k];
	bool x_points = strchr(x, '*') || strchr(x, '['),
	     y_points = strchr(y, '*') || strchr(y, '[');
	size_t x_len, y_len;

	if (strchr(x, '(') || strchr(y, '(') || strchr(x, '.') || strchr(y, '.'))
		return false;
	/* Parameters of a macro have no type: their name tells what to pass. */
	if (macro)
		return strcmp(x + strspn(x, "_"), y + strspn(y, "_"));
	/* Not really a declaration: MACRO(name); */
	if (!strchr(x, ' ') || !strchr(y, ' '))
		return false;
	if (x_points != y_points)
		return true;
	if (!x_points || strchr(x, '[') || strchr(y, '['))
		return false;
	x = base_of(x, &x_len);
	y = base_of(y, &y_len);
	return x_len != y_len || memcmp(x, y, x_len);
}

/* The name of a parameter: its last word. */
static const char *name_of(const char *parameter, size_t *ret_len)
{
	const char *end = parameter + strcspn(parameter, "["), *start;

	while (end > parameter && !clex_is_word(end[-1]))
		end--;
	for (start = end; start > parameter && clex_is_word(start[-1]); start--)
		;
	*ret_len = end - start;
	return start;
}

bool arguments_reordered(const struct argument_list *a, const struct argument_list *b)
{
	bool moved = false;

	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		size_t len, other, found = 0;
		const char *name = name_of(a->items[i], &len);

		for (size_t j = 0; j < b->count; j++) {
			const char *in_b = name_of(b->items[j], &other);

			if (len != other || memcmp(name, in_b, len))
				continue;
			found++;
			moved |= i != j;
		}
		if (!len || found != 1)
			return false;
	}
	return moved;
}

bool arguments_same_mapping(const struct argument_mapping *x, const struct argument_mapping *y)
{
	size_t few = x->from < x->to ? x->from : x->to;

	if (x->from != y->from || x->to != y->to || memcmp(x->at, y->at, few * sizeof(*x->at)))
		return false;
	for (size_t i = 0; i < ARGUMENTS_MAX; i++)
		if (x->more[i].len != y->more[i].len ||
		    memcmp(x->more[i].data ? x->more[i].data : "",
			   y->more[i].data ? y->more[i].data : "", x->more[i].len))
			return false;
	return true;
}
