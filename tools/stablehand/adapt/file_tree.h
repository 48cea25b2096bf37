/* SPDX-License-Identifier: GPL-2.0-only */
/* The tree that a file comes from, as far as the adaptation asks about it. */
#ifndef ADAPT_FILE_TREE_H
#define ADAPT_FILE_TREE_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "index/symbol_index.h"
#include "util/buf.h"

struct adapt_tree {
	struct symbol_index *index;
	const char *path;	/* the file's place in the tree; or NULL */
	/* Where to look up files: a tree, an unpacked one, or neither. */
	const git_tree *tree;
	const char *folder;
	/* Does a name come with what is applied before the change? NULL: none does. */
	bool (*brings)(const void *data, const char *name, size_t len);
	const void *data;
};

/* Does an identifier exist where the file can see it? */
bool adapt_tree_has(const struct adapt_tree *tree, const char *name, size_t len);

/* Append the content of a file of the tree. false: it does not exist or cannot be read. */
bool adapt_tree_read(const struct adapt_tree *tree, const char *path, struct buf *text);

/*
 * Does a header for #include <name> exist: in include/ or in that of an architecture, for asm/
 * also in include/asm-generic/? true if the tree cannot be read.
 */
bool adapt_tree_has_header(const struct adapt_tree *tree, const char *name, size_t len);

#endif
