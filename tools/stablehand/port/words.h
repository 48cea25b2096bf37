/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The identifiers of a patch to C files, and what it does with each. Comments,
 * strings, numbers, keywords and lines of the preprocessor other than #define
 * are left out. Whether an identifier is declared by the patch itself is told
 * by the tokens around it, not by a C parser; where that is in doubt it counts
 * as declared, so that nothing is called missing by mistake.
 */
#ifndef PORT_WORDS_H
#define PORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"

#define WORDS_MAX 50000u	/* of one patch; it is read no further */

struct word {
	char *text;
	const char *path;	/* of the file where it was first; belongs to the patch */
	bool before;		/* on a line that was there before: context or removed */
	bool removed;		/* on a removed line */
	bool added;		/* on an added line */
	bool called;		/* some use of it is a call, word( */
	bool declared;		/* the lines after the change declare it */
};

struct words {
	struct word *items;
	size_t count, alloc;
	unsigned *table;	/* hash table of index + 1 */
	size_t mask;
};

/* Add the identifiers of all C files of a patch. */
void words_of_patch(struct words *words, const struct patch *patch);

/* Add a name on its own; ignored when it is there or there are too many. */
void words_add(struct words *words, const char *name);

/* The word, or NULL. */
struct word *words_find(const struct words *words, const char *text, size_t len);

void words_release(struct words *words);
#define _cleanup_words_ __attribute__((cleanup(words_release)))

/* Is it a C source or header, by its name? */
bool words_is_c_file(const char *path);

/* Can this byte be part of an identifier? */
bool words_is_part(char c);

#endif
