/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts as lines of atoms: words, numbers and operators, and also the words
 * of strings and comments. Equal atoms and equal lines have equal numbers in
 * all texts of one table, so that comparing them is comparing integers. White
 * space belongs to no atom: lines that differ only in it are equal.
 */
#ifndef SYNTAX_ATOMS_H
#define SYNTAX_ATOMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syntax/clex.h"

#define ATOM_TAB 8	/* columns */

enum atom_kind {
	ATOM_WORD,		/* identifier or keyword of the code */
	ATOM_NUMBER,
	ATOM_PUNCT,
	ATOM_STRING,		/* part of a string or a character */
	ATOM_COMMENT,		/* part of a comment */
};

struct atom {
	uint32_t id;
	uint32_t start, len;	/* bytes of the text */
	uint8_t kind;		/* enum atom_kind */
	uint8_t directive;	/* on a line of the preprocessor */
};

struct atom_line {
	uint32_t id;		/* equal lines; 0 is the empty one */
	uint32_t start, len;	/* bytes, newline included */
	uint32_t first, count;	/* atoms */
	uint32_t weight;	/* how much it says: 0 for an empty line */
	uint32_t opener; /* of a line that begins with '}': the line with its '{'; else itself */
	const uint32_t *sorted;	/* the ids of its atoms, sorted; the table's */
};

struct atom_text {
	const char *data;	/* the caller's */
	size_t len;
	struct atom *atoms;
	size_t atom_count, atom_alloc;
	struct atom_line *lines;
	size_t line_count, line_alloc;
};

/* What gives the numbers. */
struct atom_table;

struct atom_table *atom_table_new(void);
void atom_table_free(struct atom_table *table);	/* NULL-safe */

/*
 * Cut a text (at most LINES_MAX_BYTES of lines.h) by its tokens, which were
 * read with the comments. false when it is larger. Data and table have to live as long as the text; the caller releases
 * it.
 */
bool atom_text_init(struct atom_text *text, struct atom_table *table,
		    const struct ctokens *tokens);
void atom_text_release(struct atom_text *text);
#define _cleanup_atom_text_ __attribute__((cleanup(atom_text_release)))

/* The atoms of a line, of which there are as many as its count says. */
static inline const struct atom *atom_line_atoms(const struct atom_text *text, size_t line)
{
	return text->atoms + text->lines[line].first;
}

/* Is an atom just this word or operator of the code? */
bool atom_is(const struct atom_text *text, const struct atom *atom, const char *what);

/* Does a line begin with this word or operator? Not so a blank one. */
bool atom_line_begins(const struct atom_text *text, size_t line, const char *what);

/* Has a line code: is it neither blank, nor a comment, nor of the preprocessor? */
bool atom_line_is_code(const struct atom_text *text, size_t line);

/* How far in a line is, in columns, a tab going up to the next multiple of eight. */
size_t atom_line_columns(const struct atom_text *text, size_t line);

/* The number of a word, as given so far; 0 when no text has it. */
uint32_t atom_table_word(const struct atom_table *table, const char *word, size_t len);

/*
 * How alike two lines are, 0 to 100: twice the weight of the atoms that both
 * have (as bags) by the weight of all; words count more than operators.
 */
unsigned atom_line_likeness(const struct atom_text *a, size_t line_a,
			    const struct atom_text *b, size_t line_b);

#endif
