// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/source_file.h"

#include <string.h>

#include "util/alloc.h"

bool source_file_read(struct source_file *file, struct atom_table *table, struct adapt_bytes bytes)
{
	ctokens_read(&file->tokens, bytes.data, bytes.len, true);
	if (!atom_text_init(&file->text, table, &file->tokens))
		return false;
	ctokens_drop_comments(&file->tokens);
	cdefs_read(&file->tokens, &file->defs);
	return true;
}

void source_file_read_code(struct source_file *file, struct adapt_bytes bytes)
{
	ctokens_read(&file->tokens, bytes.data, bytes.len, false);
	cdefs_read(&file->tokens, &file->defs);
}

void source_file_release(struct source_file *file)
{
	atom_text_release(&file->text);
	ctokens_release(&file->tokens);
	cdefs_release(&file->defs);
}

/* Is a change of lines [start, end) within the definition rather than next to it? */
static bool is_within(const struct cdef *def, size_t start, size_t end)
{
	if (start == end)
		return def->first_line < start && start <= def->last_line;
	return def->first_line <= start && end <= def->last_line + 1;
}

const struct cdef *definition_around(const struct source_file *file, size_t start, size_t end)
{
	const struct cdef *found = NULL;

	for (size_t i = 0; i < file->defs.count; i++) {
		const struct cdef *def = &file->defs.items[i];

		if (def->kind != CDEF_CONSTANT && is_within(def, start, end) &&
		    (!found || def->last_line - def->first_line >
			       found->last_line - found->first_line))
			found = def;
	}
	return found;
}

bool definitions_same_name(const struct source_file *x, const struct cdef *a,
			   const struct source_file *y, const struct cdef *b)
{
	return a->name_len == b->name_len && a->name_len &&
	       !memcmp(x->tokens.text + a->name, y->tokens.text + b->name, a->name_len);
}

bool text_has_word(const struct atom_text *text, uint32_t id)
{
	for (size_t i = 0; i < text->atom_count; i++)
		if (text->atoms[i].id == id && text->atoms[i].kind == ATOM_WORD)
			return true;
	return false;
}

struct adapt_bytes text_lines(const struct atom_text *text, size_t line, size_t count)
{
	size_t start = line < text->line_count ? text->lines[line].start : text->len;
	size_t end = line + count < text->line_count ? text->lines[line + count].start : text->len;

	return (struct adapt_bytes){ text->data + start, end - start };
}

bool text_same_line(const struct atom_text *x, size_t i, const struct atom_text *y, size_t j)
{
	const struct atom_line *p = &x->lines[i], *q = &y->lines[j];

	return p->len == q->len && !memcmp(x->data + p->start, y->data + q->start, p->len);
}

bool line_declares(const struct atom_text *text, size_t line)
{
	static const char *const control[] = { "return", "goto", "else", "case" };
	const struct atom_line *l = &text->lines[line];
	const struct atom *atoms;
	size_t i = 1;

	if (line >= text->line_count)
		return false;
	atoms = text->atoms + l->first;
	if (l->count < 3 || atoms[0].kind != ATOM_WORD)
		return false;
	for (size_t j = 0; j < ARRAY_SIZE(control); j++)
		if (atoms[0].len == strlen(control[j]) &&
		    !memcmp(text->data + atoms[0].start, control[j], atoms[0].len))
			return false;
	while (i < l->count && atoms[i].kind == ATOM_PUNCT && text->data[atoms[i].start] == '*')
		i++;
	return i < l->count && atoms[i].kind == ATOM_WORD;
}
