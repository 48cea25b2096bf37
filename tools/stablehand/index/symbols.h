/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is an identifier anywhere in a tree? Asked of the tree's index
 * (index/symbol_index.h), which is opened when the first question needs it.
 */
#ifndef INDEX_SYMBOLS_H
#define INDEX_SYMBOLS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "index/symbol_index.h"
#include "util/error.h"

/* A tree of the store that is asked. */
struct symbols {
	git_repository *repo;
	git_oid tree;
	struct symbol_index *index;	/* NULL until it is needed */
};

/* Its index. Errors: as of symbol_index_open(). */
int symbols_index(struct symbols *symbols, struct symbol_index **ret_index, struct error **err);

void symbols_release(struct symbols *symbols);

struct symbol_query {
	const char *name;
	bool found;		/* filled in */
};

/* Look for count names (identifiers, each once), as seen from the file `path`. */
int symbols_find(struct symbols *symbols, const char *path, enum symbol_scope scope,
		 struct symbol_query *queries, size_t count, struct error **err);

/* Mark those (each name once) that are words of the text. */
void symbols_mark(const char *text, size_t len, struct symbol_query *queries, size_t count);

/*
 * Is it made of others by the kernel's macros ("trace_x" of TRACE_EVENT(x), and
 * CONFIG_ of Kconfig's names), so that it is nowhere as a word?
 */
bool symbols_is_made(const char *name, size_t len);

/* Is the identifier in len bytes of text, as a whole word? */
bool symbols_in_text(const char *text, size_t len, const char *name);

#endif
