// SPDX-License-Identifier: GPL-2.0-only
#include "syntax/atoms.h"

#include <stdlib.h>
#include <string.h>

#include "syntax/lines.h"
#include "util/alloc.h"
#include "util/name_hash.h"

#define WORD_BIT 0x80000000u	/* of an id: a word or number, which weighs more */

#define CHUNK ((size_t)64 << 10)

/* Strings of bytes numbered from 1, in an open hash table. */
struct numbers {
	struct number {
		const void *text;
		uint32_t len, id, hash;
		const uint32_t *sorted;	/* of a line: its atoms' ids, sorted */
	} *slots;
	size_t count, mask;
};

/* Memory that is given out in pieces and freed as a whole. */
struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(8) char bytes[];
};

struct atom_table {
	struct numbers atoms, lines;
	struct chunk *chunks;
};

static void *keep(struct atom_table *table, const void *data, size_t len)
{
	struct chunk *chunk = table->chunks;
	void *copy;

	if (!chunk || chunk->size - chunk->used < len) {
		size_t size = len > CHUNK ? len : CHUNK;

		chunk = xmalloc(sizeof(*chunk) + size);
		*chunk = (struct chunk){ .next = table->chunks, .size = size };
		table->chunks = chunk;
	}
	copy = memcpy(chunk->bytes + chunk->used, data, len);
	chunk->used += (len + 7) & ~(size_t)7;
	if (chunk->used > chunk->size)
		chunk->used = chunk->size;
	return copy;
}

static struct number *find_slot(const struct numbers *numbers, uint32_t hash, const void *text,
				size_t len)
{
	size_t i = hash & numbers->mask;

	while (numbers->slots[i].id &&
	       (numbers->slots[i].hash != hash || numbers->slots[i].len != len ||
		memcmp(numbers->slots[i].text, text, len)))
		i = (i + 1) & numbers->mask;
	return &numbers->slots[i];
}

static void grow(struct numbers *numbers)
{
	struct numbers larger = { .mask = numbers->slots ? numbers->mask * 2 + 1 : 1023 };

	larger.slots = xcalloc(larger.mask + 1, sizeof(*larger.slots));
	larger.count = numbers->count;
	for (size_t i = 0; numbers->slots && i <= numbers->mask; i++)
		if (numbers->slots[i].id)
			*find_slot(&larger, numbers->slots[i].hash, numbers->slots[i].text,
				   numbers->slots[i].len) = numbers->slots[i];
	free(numbers->slots);
	*numbers = larger;
}

/* The slot of some bytes, which are copied when they are new. */
static struct number *number_of(struct atom_table *table, struct numbers *numbers,
				const void *text, size_t len)
{
	uint32_t hash = name_hash(text, len);
	struct number *slot;

	if (!numbers->slots || numbers->count * 2 > numbers->mask)
		grow(numbers);
	slot = find_slot(numbers, hash, text, len);
	if (!slot->id)
		*slot = (struct number){
			.text = keep(table, text, len),
			.len = len,
			.id = ++numbers->count,
			.hash = hash,
		};
	return slot;
}

struct atom_table *atom_table_new(void)
{
	return xcalloc(1, sizeof(struct atom_table));
}

void atom_table_free(struct atom_table *table)
{
	if (!table)
		return;
	for (struct chunk *chunk = table->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(table->atoms.slots);
	free(table->lines.slots);
	free(table);
}

uint32_t atom_table_word(const struct atom_table *table, const char *word, size_t len)
{
	uint32_t id;

	if (!table->atoms.slots)
		return 0;
	id = find_slot(&table->atoms, name_hash(word, len), word, len)->id;
	return id ? id | WORD_BIT : 0;
}

static void add_atom(struct atom_text *text, struct atom_table *table, size_t start, size_t len,
		     enum atom_kind kind, bool directive)
{
	struct atom *atom = ARRAY_ADD(text->atoms, text->atom_count, text->atom_alloc);
	const char *at = text->data + start;

	*atom = (struct atom){
		.start = start,
		.len = len,
		.kind = kind,
		.directive = directive,
		.id = number_of(table, &table->atoms, at, len)->id |
		      (clex_is_word(*at) ? WORD_BIT : 0),
	};
}

/* The words and other bytes of a string or comment. */
static void add_parts(struct atom_text *text, struct atom_table *table,
		      const struct ctoken *token, enum atom_kind kind)
{
	const char *data = text->data;
	size_t end = token->start + token->len;

	for (size_t i = token->start; i < end; ) {
		size_t start = i;

		if (strchr(" \t\r\n\f\v", data[i]) && data[i]) {
			i++;
			continue;
		}
		while (i < end && clex_is_word(data[i]))
			i++;
		if (i == start)
			i++;
		add_atom(text, table, start, i - start, kind, token->directive);
	}
}

static void read_atoms(struct atom_text *text, struct atom_table *table,
		       const struct ctokens *tokens)
{
	static const enum atom_kind kinds[] = {
		[CTOKEN_WORD] = ATOM_WORD, [CTOKEN_NUMBER] = ATOM_NUMBER,
		[CTOKEN_PUNCT] = ATOM_PUNCT, [CTOKEN_STRING] = ATOM_STRING,
		[CTOKEN_CHAR] = ATOM_STRING, [CTOKEN_COMMENT] = ATOM_COMMENT,
	};

	text->atom_alloc = tokens->count + tokens->count / 4 + 8;
	text->atoms = xmalloc(text->atom_alloc * sizeof(*text->atoms));
	for (size_t i = 0; i < tokens->count; i++) {
		const struct ctoken *token = &tokens->items[i];
		enum atom_kind kind = kinds[token->kind];

		if (kind == ATOM_STRING || kind == ATOM_COMMENT)
			add_parts(text, table, token, kind);
		else
			add_atom(text, table, token->start, token->len, kind, token->directive);
	}
}

static int compare_ids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Most lines are short. */
static void sort_ids(uint32_t *ids, size_t count)
{
	if (count > 32) {
		qsort(ids, count, sizeof(*ids), compare_ids);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		uint32_t id = ids[i];
		size_t j = i;

		for (; j && ids[j - 1] > id; j--)
			ids[j] = ids[j - 1];
		ids[j] = id;
	}
}

static unsigned atom_weight(uint32_t id)
{
	return id & WORD_BIT ? 3 : 1;
}

/* Equal lines are sorted once in all texts. */
static void number_line(struct atom_line *line, struct atom_table *table, const uint32_t *ids)
{
	size_t len = line->count * sizeof(*ids);
	struct number *number = number_of(table, &table->lines, ids, len);

	if (!number->sorted) {
		uint32_t *sorted = keep(table, ids, len);

		sort_ids(sorted, line->count);
		number->sorted = sorted;
	}
	line->id = number->id;
	line->sorted = number->sorted;
}

static void read_lines(struct atom_text *text, struct atom_table *table)
{
	_cleanup_free_ uint32_t *ids = xmalloc((text->atom_count + 1) * sizeof(*ids));
	size_t at = 0, atom = 0;

	for (size_t i = 0; i < text->atom_count; i++)
		ids[i] = text->atoms[i].id;
	while (at < text->len) {
		const char *newline = memchr(text->data + at, '\n', text->len - at);
		struct atom_line *line = ARRAY_ADD(text->lines, text->line_count, text->line_alloc);

		line->start = at;
		line->len = (newline ? (size_t)(newline + 1 - text->data) : text->len) - at;
		line->opener = text->line_count - 1;
		line->first = atom;
		at += line->len;
		while (atom < text->atom_count && text->atoms[atom].start < at) {
			line->weight += atom_weight(text->atoms[atom].id);
			atom++;
		}
		line->count = atom - line->first;
		if (line->count)
			number_line(line, table, ids + line->first);
	}
}

/* Which line opened what a line closes. Unbalanced braces only make it miss. */
static void find_openers(struct atom_text *text)
{
	uint32_t stack[256] = { 0 };
	size_t depth = 0;

	for (size_t i = 0; i < text->line_count; i++) {
		struct atom_line *line = &text->lines[i];

		for (size_t j = line->first; j < line->first + line->count; j++) {
			const struct atom *atom = &text->atoms[j];

			if (atom->kind != ATOM_PUNCT || atom->len != 1 || atom->directive)
				continue;
			if (text->data[atom->start] == '{') {
				if (depth < sizeof(stack) / sizeof(*stack))
					stack[depth] = i;
				depth++;
			} else if (text->data[atom->start] == '}') {
				if (depth)
					depth--;
				if (atom->start == line->start)
					depth = 0; /* the end of a body, whatever was miscounted */
				if (j == line->first && depth < sizeof(stack) / sizeof(*stack))
					line->opener = stack[depth];
			}
		}
	}
}

bool atom_text_init(struct atom_text *text, struct atom_table *table,
		    const struct ctokens *tokens)
{
	*text = (struct atom_text){ .data = tokens->text, .len = tokens->len };
	if (tokens->len > LINES_MAX_BYTES)
		return false;
	read_atoms(text, table, tokens);
	read_lines(text, table);
	find_openers(text);
	return true;
}

void atom_text_release(struct atom_text *text)
{
	free(text->atoms);
	free(text->lines);
	*text = (struct atom_text){ 0 };
}

unsigned atom_line_likeness(const struct atom_text *a, size_t line_a,
			    const struct atom_text *b, size_t line_b)
{
	const struct atom_line *x = &a->lines[line_a], *y = &b->lines[line_b];
	const uint32_t *p = x->sorted, *p_end = p + x->count;
	const uint32_t *q = y->sorted, *q_end = q + y->count;
	unsigned common = 0;

	if (x->id == y->id)
		return 100;
	if (!x->weight || !y->weight)
		return 0;
	while (p < p_end && q < q_end) {
		if (*p == *q) {
			common += atom_weight(*p);
			p++;
			q++;
		} else if (*p < *q) {
			p++;
		} else {
			q++;
		}
	}
	return 200 * common / (x->weight + y->weight);
}

bool atom_is(const struct atom_text *text, const struct atom *atom, const char *what)
{
	return (atom->kind == ATOM_WORD || atom->kind == ATOM_PUNCT) && atom->len == strlen(what) &&
	       !memcmp(text->data + atom->start, what, atom->len);
}

bool atom_line_begins(const struct atom_text *text, size_t line, const char *what)
{
	return text->lines[line].count && atom_is(text, atom_line_atoms(text, line), what);
}

bool atom_line_is_code(const struct atom_text *text, size_t line)
{
	const struct atom *first = atom_line_atoms(text, line);

	return text->lines[line].id && first->kind != ATOM_COMMENT && !first->directive;
}

size_t atom_line_columns(const struct atom_text *text, size_t line)
{
	const struct atom_line *l = &text->lines[line];
	size_t columns = 0;

	for (const char *c = text->data + l->start; c < text->data + l->start + l->len; c++)
		if (*c == '\t')
			columns += ATOM_TAB - columns % ATOM_TAB;
		else if (*c == ' ')
			columns++;
		else
			break;
	return columns;
}
