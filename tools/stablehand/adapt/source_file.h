/* SPDX-License-Identifier: GPL-2.0-only */
/* One version of a file, cut up: lines of atoms, tokens, definitions. */
#ifndef ADAPT_SOURCE_FILE_H
#define ADAPT_SOURCE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adapt/bytes.h"
#include "syntax/atoms.h"
#include "syntax/cdefs.h"
#include "syntax/clex.h"

struct source_file {
	struct atom_text text;
	struct ctokens tokens;	/* without comments */
	struct cdefs defs;
};

/* Lines from 0, the last one excluded. */
struct line_range {
	size_t start, end;
};

/*
 * Cut up bytes, which have to live as long as the file, as has the table. false: they
 * are too many. The caller releases it, also then.
 */
bool source_file_read(struct source_file *file, struct atom_table *table, struct adapt_bytes bytes);

/* The same without the lines of atoms (file->text): tokens and definitions only. */
void source_file_read_code(struct source_file *file, struct adapt_bytes bytes);

void source_file_release(struct source_file *file);

/*
 * The definition that has all lines [start, end), or around an insertion at `start` when
 * there are none; of several the largest, and never a constant of an enum. Or NULL.
 */
const struct cdef *definition_around(const struct source_file *file, size_t start, size_t end);

/* All lines of a definition. */
static inline struct line_range definition_lines(const struct cdef *def)
{
	return (struct line_range){ def->first_line, def->last_line + 1 };
}

/* Have both definitions the same name, and any? */
bool definitions_same_name(const struct source_file *x, const struct cdef *a,
			   const struct source_file *y, const struct cdef *b);

/* Does the text have the word with this id as a word of its code? */
bool text_has_word(const struct atom_text *text, uint32_t id);

/* `count` lines of a text from line `line` on, as its bytes; fewer where it ends. */
struct adapt_bytes text_lines(const struct atom_text *text, size_t line, size_t count);

/* Are line i of x and line j of y the same byte by byte, white space included? */
bool text_same_line(const struct atom_text *x, size_t i, const struct atom_text *y, size_t j);

/* Does a line look like a declaration: two words, or a word and a pointer, up to ; or =? */
bool line_declares(const struct atom_text *text, size_t line);

#endif
