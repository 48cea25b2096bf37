// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of two patches compared word by word, and the note about it. Similar lines are paired
 * first, so that words are compared only where that is clearer than two whole lines.
 */
#include <ctype.h>
#include <string.h>

#include "port/deviation_parts.h"
#include "syntax/identifier.h"
#include "util/alloc.h"

#define PAIRS_MAX 40000u	/* of lines that are tried; more are shown as whole lines */
#define CELLS_MAX 5000000u	/* of all tables: some 20 MB and milliseconds */
#define ALIKE 50		/* minimum per cent of words that paired lines share */
#define NAMES_TOLD 4
#define NAMES_MAX 1000

struct word_token {
	const char *text;
	unsigned len;
	char kind;		/* of its line: ' ', '-', '+', '@' */
	bool same;		/* in both sides */
};

struct word_line {
	size_t start, count;	/* its tokens */
	size_t partner;		/* the line it is compared with, from 1; 0: none */
};

struct word_side {
	struct word_token *items;
	size_t count, alloc;
	struct word_line *lines;
	size_t line_count, line_alloc;
};

static size_t token_length(const char *text, const char *end)
{
	size_t len = 1;

	if (identifier_is_part(*text))
		while (text + len < end && identifier_is_part(text[len]))
			len++;
	else if (*text == ' ' || *text == '\t')
		while (text + len < end && (text[len] == ' ' || text[len] == '\t'))
			len++;
	return len;
}

static void split(const struct buf *text, struct word_side *tokens)
{
	const char *at = buf_str(text), *end = at + text->len;
	struct word_line *line = NULL;
	char kind = ' ';

	while (at < end) {
		size_t len = line ? token_length(at, end) : 1;
		struct word_token *token;

		if (!line) {
			line = ARRAY_ADD(tokens->lines, tokens->line_count, tokens->line_alloc);
			line->start = tokens->count;
			kind = *at;
		}
		token = ARRAY_ADD(tokens->items, tokens->count, tokens->alloc);
		*token = (struct word_token){ .text = at, .len = len, .kind = kind };
		line->count++;
		if (*at == '\n')
			line = NULL;
		at += len;
	}
}

static bool equal(const struct word_token *a, const struct word_token *b)
{
	return a->len == b->len && a->kind == b->kind && !memcmp(a->text, b->text, a->len);
}

/*
 * The longest common subsequence of two lines (textbook dynamic programming, from the end): marks
 * it if asked to, and returns its length without white space.
 */
static size_t compare_lines(struct word_token *a, size_t a_count, struct word_token *b,
			    size_t b_count, bool mark)
{
	size_t width = b_count + 1, common = 0;
	_cleanup_free_ unsigned *table = xcalloc((a_count + 1) * width, sizeof(*table));
	size_t i, j;

	for (i = a_count; i--;)
		for (j = b_count; j--;) {
			unsigned down = table[(i + 1) * width + j],
				 right = table[i * width + j + 1];

			table[i * width + j] = equal(&a[i], &b[j]) ?
				table[(i + 1) * width + j + 1] + 1 : down > right ? down : right;
		}
	for (i = j = 0; i < a_count && j < b_count;) {
		if (equal(&a[i], &b[j])) {
			common += !isspace((unsigned char)*a[i].text);
			if (mark)
				a[i].same = b[j].same = true;
			i++;
			j++;
		} else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) {
			i++;
		} else {
			j++;
		}
	}
	return common;
}

static size_t count_words(const struct word_side *tokens, const struct word_line *line)
{
	size_t count = 0;

	for (size_t i = 0; i < line->count; i++)
		count += !isspace((unsigned char)*tokens->items[line->start + i].text);
	return count;
}

/* Per cent of words that two lines share; 0 if not enough to compare them. */
static unsigned alike(const struct word_side *a, const struct word_line *x,
		      const struct word_side *b, const struct word_line *y, size_t *cells)
{
	size_t words = count_words(a, x) + count_words(b, y), common;

	if (!words || a->items[x->start].kind != b->items[y->start].kind ||
	    x->count >= *cells / y->count)
		return 0;
	*cells -= x->count * y->count;
	common = compare_lines(a->items + x->start, x->count, b->items + y->start, y->count, false);
	return 200 * common / words >= ALIKE ? 200 * common / words : 0;
}

/* Pair lines in order so that the sum of what they share is the highest. */
static void pair_lines(struct word_side *a, struct word_side *b)
{
	size_t width = b->line_count + 1, cells = CELLS_MAX, i, j;
	_cleanup_free_ unsigned *table = NULL, *share = NULL;

	if (!a->line_count || !b->line_count || a->line_count > PAIRS_MAX / b->line_count)
		return;
	table = xcalloc((a->line_count + 1) * width, sizeof(*table));
	share = xcalloc((a->line_count + 1) * width, sizeof(*share));
	for (i = a->line_count; i--;)
		for (j = b->line_count; j--;) {
			unsigned best = table[(i + 1) * width + j], with;

			if (table[i * width + j + 1] > best)
				best = table[i * width + j + 1];
			share[i * width + j] = alike(a, &a->lines[i], b, &b->lines[j],
						     &cells);
			with = share[i * width + j] + table[(i + 1) * width + j + 1];
			table[i * width + j] = share[i * width + j] && with > best ? with : best;
		}
	for (i = j = 0; i < a->line_count && j < b->line_count;) {
		unsigned here = table[i * width + j];

		if (share[i * width + j] &&
		    here == share[i * width + j] + table[(i + 1) * width + j + 1]) {
			a->lines[i].partner = j + 1;
			b->lines[j].partner = i + 1;
			i++;
			j++;
		} else if (here == table[(i + 1) * width + j]) {
			i++;
		} else {
			j++;
		}
	}
}

static bool is_word(const struct word_token *token)
{
	return identifier_is_part(*token->text) && !isdigit((unsigned char)*token->text);
}

/* Is it more than white space, brackets or the line's kind? */
static bool says_something(const struct word_token *token)
{
	return identifier_is_part(*token->text) || !strchr(" \t\n+-@{}();", *token->text);
}

static void add_name(struct deviation_facts *facts, const struct word_token *from,
		     const struct word_token *to)
{
	struct deviation_name *name;

	for (size_t i = 0; i < facts->name_count; i++) {
		name = &facts->names[i];
		if (strlen(name->from) != from->len || memcmp(name->from, from->text, from->len))
			continue;
		name->unclear |= strlen(name->to) != to->len || memcmp(name->to, to->text, to->len);
		return;
	}
	if (facts->name_count >= NAMES_MAX)
		return;
	name = ARRAY_ADD(facts->names, facts->name_count, facts->name_alloc);
	name->from = xstrndup(from->text, from->len);
	name->to = xstrndup(to->text, to->len);
}

/* Learn from what differs between two words that both sides have. */
static void learn_gap(struct deviation_facts *facts, const struct word_token *a, size_t a_count,
		      const struct word_token *b, size_t b_count)
{
	bool changes = false, context = false, says = false;

	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < (side ? b_count : a_count); i++) {
			const struct word_token *token = side ? &b[i] : &a[i];

			if (token->kind == '+' || token->kind == '-')
				changes |= true, says |= says_something(token);
			else
				context |= token->kind == ' ';
		}
	facts->context |= context;
	if (changes && a_count == 1 && b_count == 1 && is_word(a) && is_word(b))
		add_name(facts, a, b);
	else
		facts->words |= changes && says;
}

/* Add a line that has no similar one on the other side. */
static void add_whole(struct deviation *deviation, struct deviation_facts *facts,
		      const struct word_side *tokens, const struct word_line *line,
		      enum deviation_kind kind)
{
	const struct word_token *first = &tokens->items[line->start],
				*last = first + line->count - 1;
	bool says = false;

	for (size_t i = 0; i < line->count; i++)
		says |= says_something(&first[i]);
	if (first->kind == ' ')
		facts->context = true;
	else if (says && first->kind != '@')
		++*(kind == DEVIATION_ORIGINAL ? &facts->dropped : &facts->extra);
	deviation_add(deviation, kind, first->text, last->text + last->len - first->text);
}

static void add_pair(struct deviation *deviation, struct deviation_facts *facts,
		     struct word_token *a, size_t a_count, struct word_token *b, size_t b_count)
{
	size_t i = 0, j = 0;

	if (a->kind == '@') {
		/* Headings depend on the diff program: show the patch's. */
		for (; i < a_count; i++)
			deviation_add(deviation, DEVIATION_SAME, a[i].text, a[i].len);
		return;
	}
	compare_lines(a, a_count, b, b_count, true);
	while (i < a_count || j < b_count) {
		size_t a_start = i, b_start = j;

		for (; i < a_count && !a[i].same; i++)
			deviation_add(deviation, DEVIATION_ORIGINAL, a[i].text, a[i].len);
		for (; j < b_count && !b[j].same; j++)
			deviation_add(deviation, DEVIATION_PORTED, b[j].text, b[j].len);
		if (i > a_start || j > b_start)
			learn_gap(facts, a + a_start, i - a_start, b + b_start, j - b_start);
		for (; i < a_count && j < b_count && a[i].same && b[j].same; i++, j++)
			deviation_add(deviation, DEVIATION_SAME, a[i].text, a[i].len);
	}
}

void deviation_words(struct deviation *deviation, struct deviation_facts *facts,
		     const struct buf *original, const struct buf *ported)
{
	struct word_side a = { 0 }, b = { 0 };
	size_t i = 0, j = 0;

	split(original, &a);
	split(ported, &b);
	pair_lines(&a, &b);
	while (i < a.line_count || j < b.line_count) {
		for (; i < a.line_count && !a.lines[i].partner; i++)
			add_whole(deviation, facts, &a, &a.lines[i], DEVIATION_ORIGINAL);
		for (; j < b.line_count && !b.lines[j].partner; j++)
			add_whole(deviation, facts, &b, &b.lines[j], DEVIATION_PORTED);
		if (i < a.line_count && j < b.line_count) {
			add_pair(deviation, facts, a.items + a.lines[i].start, a.lines[i].count,
				 b.items + b.lines[j].start, b.lines[j].count);
			i++;
			j++;
		}
	}
	free(a.items);
	free(a.lines);
	free(b.items);
	free(b.lines);
}

static void say(struct buf *note, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(struct buf *note, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	buf_printf(note, "%s%s", note->len ? ", " : "", text);
}

/* Say the renamings; *ret_unclear: a name became two different ones. */
static void say_names(const struct deviation_facts *facts, struct buf *note, bool *ret_unclear)
{
	size_t clear = 0;

	*ret_unclear = false;
	for (size_t i = 0; i < facts->name_count; i++) {
		const struct deviation_name *name = &facts->names[i];

		*ret_unclear |= name->unclear;
		if (!name->unclear && ++clear <= NAMES_TOLD)
			say(note, "s/%s/%s/", name->from, name->to);
	}
	if (clear > NAMES_TOLD)
		say(note, "%zu more names", clear - NAMES_TOLD);
}

char *deviation_note(struct deviation_facts *facts)
{
	struct buf note = { 0 };
	bool unclear;

	if (facts->files.len)
		say(&note, "%s", buf_str(&facts->files));
	say_names(facts, &note, &unclear);
	if (facts->dropped && !facts->extra)
		say(&note, "left out %zu line%s", facts->dropped, facts->dropped == 1 ? "" : "s");
	else if (facts->extra && !facts->dropped)
		say(&note, "%zu added line%s", facts->extra, facts->extra == 1 ? "" : "s");
	if (facts->words || unclear || (facts->dropped && facts->extra))
		say(&note, "adapted the changed lines");
	if (facts->context)
		say(&note, "adjusted context");
	for (size_t i = 0; i < facts->name_count; i++) {
		free(facts->names[i].from);
		free(facts->names[i].to);
	}
	free(facts->names);
	buf_release(&facts->files);
	*facts = (struct deviation_facts){ 0 };
	return note.len ? buf_detach(&note) : NULL;
}
