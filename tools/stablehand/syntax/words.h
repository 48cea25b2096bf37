/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of identifiers, in the order in which they came, with what a change does to each. */
#ifndef SYNTAX_WORDS_H
#define SYNTAX_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/hash_table.h"

#define WORDS_MAX 50000u	/* in one set; what is more is left out */

struct word {
	UT_hash_handle hh;
	const char *text;
	const char *path;	/* of the file where it was first; or NULL */
	bool before;		/* on a line that was there before: context or removed */
	bool removed;		/* on a removed line */
	bool added;		/* on an added line */
	bool called;		/* some use of it is a call, word( */
	bool declared;		/* the lines after the change declare it */
};

struct words {
	struct word **items;	/* each stays where it is */
	size_t count, alloc;
	struct word *by_text;
};

/*
 * The word; it is added when it is not there. path (or NULL) has to live as long as
 * the set. NULL: there are too many.
 */
struct word *words_get(struct words *words, const char *text, size_t len, const char *path);

/* Add a name on its own; ignored when it is there or there are too many. */
void words_add(struct words *words, const char *name);

/* The word, or NULL. */
struct word *words_find(const struct words *words, const char *text, size_t len);

void words_release(struct words *words);
#define _cleanup_words_ __attribute__((cleanup(words_release)))

#endif
