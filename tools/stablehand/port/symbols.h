/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is an identifier anywhere in a tree? Files are searched for the word, not
 * parsed, so that one in a comment counts as there: what is called missing is
 * missing. Answers are kept in <store>/stablehand-symbols/<tree>, since saying
 * no means reading a good part of the tree.
 */
#ifndef PORT_SYMBOLS_H
#define PORT_SYMBOLS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

enum symbol_scope {
	/*
	 * What the file can include: its folder; include/; the include folders
	 * of all architectures; its top folder, of arch/, drivers/ and sound/
	 * the one below that (arch/x86/).
	 */
	SYMBOL_NEAR,
	SYMBOL_ANYWHERE,	/* all but tools/, scripts/, samples/ and Documentation/ */
};

struct symbol_query {
	const char *name;
	bool found;		/* filled in */
	bool known;		/* used inside */
};

/*
 * Look for count names (identifiers, each once) at once, as seen from
 * the file `path`. C, header and assembler sources and Kconfig files are read,
 * up to 64 MB each. Errors: objects that cannot be read, Ctrl-C. That the
 * answers cannot be kept is none.
 */
int symbols_find(git_repository *repo, const git_oid *tree, const char *path,
		 enum symbol_scope scope, struct symbol_query *queries, size_t count,
		 struct error **err);

/* Mark those (each name once) that are words of the text. */
void symbols_mark(const char *text, size_t len, struct symbol_query *queries, size_t count);

/* Is the identifier in len bytes of text, as a whole word? */
bool symbols_in_text(const char *text, size_t len, const char *name);

#endif
