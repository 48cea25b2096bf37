// SPDX-License-Identifier: GPL-2.0-only
/* Texts without what does not count: white space and, where code is looked for, comments. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "place/presence_parts.h"
#include "syntax/align.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#define WORD_WEIGHT 3
#define ID_MASK 0x7fffffffu	/* of an atom's id: its number without the mark of a word */

static uint64_t add_to_key(uint64_t key, uint32_t id)
{
	return (key ^ id) * 0x100000001b3ULL;	/* FNV-1a, by atoms */
}

static bool ends_conditional(const struct plain_text *text, const struct plain_line *line)
{
	const struct atom *word = &text->atoms[line->first + 1];
	const char *at = text->data + word->start;

	return (word->len == 5 && !memcmp(at, "endif", 5)) ||
	       (word->len == 4 && !memcmp(at, "else", 4));
}

static void keep_line(struct plain_text *text, const struct atom_text *from, size_t line,
		      bool comments)
{
	struct plain_line *to = &text->lines[text->line_count++];

	*to = (struct plain_line){ .first = text->atom_count };
	for (size_t i = 0; i < from->lines[line].count; i++) {
		const struct atom *atom = &from->atoms[from->lines[line].first + i];

		if (atom->kind == ATOM_COMMENT && !comments)
			continue;
		to->key = add_to_key(to->count ? to->key : 0xcbf29ce484222325ULL, atom->id);
		to->count++;
		text->atoms[text->atom_count] = *atom;
		/* With comments, what is in them and what is not is the same. */
		if (comments)
			text->atoms[text->atom_count].kind =
				clex_is_word(text->data[atom->start]) ? ATOM_WORD : ATOM_PUNCT;
		to->weight += text->atoms[text->atom_count++].kind == ATOM_PUNCT ? 1 : WORD_WEIGHT;
	}
	if (to->count && !to->key)
		to->key = 1;
	/* "#endif", with or without a comment behind it, says no more than a bracket. */
	if (to->count == 2 && text->atoms[to->first].directive && ends_conditional(text, to))
		to->weight = to->count;
}

/* Each line as one comment: cut into words and bytes, whatever they mean. */
static void read_as_words(struct ctokens *tokens, const char *data, size_t len)
{
	size_t line = 0;

	*tokens = (struct ctokens){ .text = data, .len = len };
	for (size_t at = 0, end; at < len; at = end, line++) {
		const char *newline = memchr(data + at, '\n', len - at);

		end = newline ? (size_t)(newline + 1 - data) : len;
		*ARRAY_ADD(tokens->items, tokens->count, tokens->alloc) = (struct ctoken){
			.start = at, .len = end - at, .line = line, .kind = CTOKEN_COMMENT,
		};
	}
}

bool plain_text_read(struct plain_text *text, struct atom_table *table, const char *data,
		     size_t len, enum plain_kind kind, bool within_comment)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_atom_text_ struct atom_text atoms = { 0 };
	bool comments = kind != PLAIN_CODE;

	*text = (struct plain_text){ .data = data };
	if (kind == PLAIN_WORDS && len <= CLEX_MAX_BYTES)
		read_as_words(&tokens, data, len);
	else
		ctokens_read(&tokens, data, len, true);
	if (!atom_text_init(&atoms, table, &tokens))
		return false;
	text->atoms = xmalloc((atoms.atom_count + 1) * sizeof(*text->atoms));
	text->lines = xmalloc((atoms.line_count + 1) * sizeof(*text->lines));
	/* The line that opened the comment is not one of the text. */
	for (size_t i = within_comment; i < atoms.line_count; i++)
		keep_line(text, &atoms, i, comments);
	return true;
}

void plain_text_release(struct plain_text *text)
{
	free(text->atoms);
	free(text->lines);
	*text = (struct plain_text){ 0 };
}

bool plain_same_atoms(const struct atom *a, size_t a_count, const struct atom *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (a[i].id != b[i].id)
			return false;
	return true;
}

bool plain_stands(const struct plain_text *side, size_t first, size_t end,
		  const struct plain_text *file, size_t line, size_t *ret_behind)
{
	for (size_t i = first; i < end; i++) {
		if (!side->lines[i].key)
			continue;
		while (line < file->line_count && !file->lines[line].key)
			line++;
		if (line == file->line_count || file->lines[line].key != side->lines[i].key)
			return false;
		line++;
	}
	*ret_behind = line;
	return true;
}

bool plain_is_punctuation(const struct plain_text *text, size_t line)
{
	return text->lines[line].weight == text->lines[line].count;
}

unsigned plain_likeness(const struct plain_text *a, size_t i, const struct plain_text *b, size_t j)
{
	const struct plain_line *x = &a->lines[i], *y = &b->lines[j];
	uint64_t taken = 0;	/* atoms of y; of both lines 64 are looked at */
	unsigned common = 0;

	if (x->key == y->key)
		return 100;
	/* The lighter one's weight is the most that they can share. */
	if (!x->weight || !y->weight || x->weight > 3 * y->weight || y->weight > 3 * x->weight)
		return 0;
	for (size_t p = 0; p < x->count && p < 64; p++)
		for (size_t q = 0; q < y->count && q < 64; q++)
			if (a->atoms[x->first + p].id == b->atoms[y->first + q].id &&
			    !(taken & 1ULL << q)) {
				taken |= 1ULL << q;
				common += a->atoms[x->first + p].kind == ATOM_PUNCT ?
					  1 : WORD_WEIGHT;
				break;
			}
	return 200 * common / (x->weight + y->weight);
}

static int compare_keys(const void *a, const void *b)
{
	const struct key_line *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

bool plain_bounds_section(const struct plain_text *text, size_t line, const char *data)
{
	const struct atom *atoms = &text->atoms[text->lines[line].first];
	size_t count = text->lines[line].count;

	if (!count || (atoms->start && data[atoms->start - 1] != '\n'))
		return false;
	return data[atoms->start] == '}' ||
	       (atoms->kind == ATOM_WORD && !(count > 1 && data[atoms[1].start] == ':'));
}

/* Lines that bound sections have odd numbers. */
static uint32_t *number_sections(const struct plain_text *text, const char *data)
{
	uint32_t *sections = xcalloc(text->line_count + 1, sizeof(*sections)), number = 0;

	for (size_t i = 0; i < text->line_count; i++) {
		bool bounds = plain_bounds_section(text, i, data);

		number += bounds ? 1 + number % 2 : number % 2;
		sections[i] = number;
	}
	return sections;
}

bool haystack_init(struct haystack *stack, struct atom_table *table, const char *data, size_t len,
		   enum plain_kind kind)
{
	*stack = (struct haystack){ 0 };
	if (!plain_text_read(&stack->text, table, data, len, kind, false))
		return false;
	stack->keys = xmalloc((stack->text.line_count + 1) * sizeof(*stack->keys));
	for (size_t i = 0; i < stack->text.line_count; i++)
		if (stack->text.lines[i].key)
			stack->keys[stack->key_count++] = (struct key_line){
				stack->text.lines[i].key, i,
			};
	stack->sections = number_sections(&stack->text, data);
	qsort(stack->keys, stack->key_count, sizeof(*stack->keys), compare_keys);
	for (size_t i = 0; i < stack->text.atom_count; i++) {
		size_t id = stack->text.atoms[i].id & ID_MASK;

		if (id >= stack->use_count)
			stack->use_count = id + 1;
	}
	stack->uses = xcalloc(stack->use_count + 1, sizeof(*stack->uses));
	for (size_t i = 0; i < stack->text.atom_count; i++)
		stack->uses[stack->text.atoms[i].id & ID_MASK]++;
	return true;
}

void haystack_release(struct haystack *stack)
{
	plain_text_release(&stack->text);
	free(stack->keys);
	free(stack->sections);
	free(stack->uses);
	*stack = (struct haystack){ 0 };
}

/* The first index whose key is not below this one. */
static size_t first_from(const struct haystack *stack, uint64_t key)
{
	size_t low = 0, high = stack->key_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (stack->keys[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct key_line *haystack_lines(const struct haystack *stack, uint64_t key,
				      size_t *ret_count)
{
	size_t low = first_from(stack, key);

	*ret_count = key == UINT64_MAX ? 0 : first_from(stack, key + 1) - low;
	return stack->keys + low;
}

uint32_t haystack_uses(const struct haystack *stack, uint32_t id)
{
	return (id & ID_MASK) < stack->use_count ? stack->uses[id & ID_MASK] : 0;
}

/* " * text": a line amid a comment whose beginning the hunk does not show. */
static bool is_within_comment(const struct patch_hunk *hunk, char other)
{
	for (size_t h = 0; h < hunk->line_count; h++) {
		const struct patch_line *line = &hunk->lines[h];
		size_t i = 0;

		if (line->kind == other)
			continue;
		while (i < line->len && isspace((unsigned char)line->text[i]))
			i++;
		if (i == line->len)
			continue;
		return line->text[i] == '*' &&
		       (i + 1 == line->len || isspace((unsigned char)line->text[i + 1]) ||
			line->text[i + 1] == '/');
	}
	return false;
}

static int compare_ids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void sort_side(struct side *side)
{
	const struct plain_text *text = &side->text;

	side->ids = xcalloc(text->atom_count + 1, sizeof(*side->ids));
	side->keys = xcalloc(text->line_count + 1, sizeof(*side->keys));
	for (size_t i = 0; i < text->atom_count; i++)
		side->ids[i] = text->atoms[i].id;
	for (size_t i = 0; i < text->line_count; i++)
		side->keys[i] = text->lines[i].key;
	qsort(side->ids, text->atom_count, sizeof(*side->ids), compare_ids);
	qsort(side->keys, text->line_count, sizeof(*side->keys), compare_numbers);
}

bool side_has_atom(const struct side *side, uint32_t id)
{
	return bsearch(&id, side->ids, side->text.atom_count, sizeof(id), compare_ids);
}

bool side_has_key(const struct side *side, uint64_t key)
{
	return bsearch(&key, side->keys, side->text.line_count, sizeof(key), compare_numbers);
}

bool work_take(struct work *work, uint64_t steps)
{
	if (work->stopped || steps > work->hunk || steps > work->all || interrupt_pending()) {
		work->stopped = true;
		return false;
	}
	work->hunk -= steps;
	work->all -= steps;
	return true;
}

void side_init(struct side *side, struct atom_table *table, const struct patch_hunk *hunk,
	       char other, enum plain_kind kind)
{
	bool within = kind != PLAIN_WORDS && is_within_comment(hunk, other);
	size_t len = 4, count = 0;

	for (size_t i = 0; i < hunk->line_count; i++)
		len += hunk->lines[i].len + 1;
	*side = (struct side){ .data = xmalloc(len) };
	side->hunk_lines = xcalloc(hunk->line_count + 1, sizeof(*side->hunk_lines));
	len = 0;
	if (within) {
		memcpy(side->data, "/*\n", 3);
		len = 3;
	}
	for (size_t i = 0; i < hunk->line_count; i++) {
		const struct patch_line *line = &hunk->lines[i];

		if (line->kind == other)
			continue;
		memcpy(side->data + len, line->text, line->len);
		len += line->len;
		if (!line->len || line->text[line->len - 1] != '\n')
			side->data[len++] = '\n';
		side->hunk_lines[count++] = i;
	}
	if (!plain_text_read(&side->text, table, side->data, len, kind, within))
		side->text.line_count = 0;
	sort_side(side);
	side->partners = xcalloc(count + 1, sizeof(*side->partners));
	for (size_t i = 0; i < count; i++)
		side->partners[i] = ALIGN_NONE;
}

void side_release(struct side *side)
{
	plain_text_release(&side->text);
	free(side->data);
	free(side->hunk_lines);
	free(side->ids);
	free(side->keys);
	free(side->back);
	free(side->partners);
	*side = (struct side){ 0 };
}
