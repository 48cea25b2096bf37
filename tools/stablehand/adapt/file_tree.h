/* SPDX-License-Identifier: GPL-2.0-only */
/* What is asked of the tree that a file is from. */
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
	/* Where files can be looked up: a tree, or an unpacked one, or neither. */
	const git_tree *tree;
	const char *folder;
	/* Is a name brought by what comes before the change? NULL: nothing is. */
	bool (*brings)(const void *data, const char *name, size_t len);
	const void *data;
};

/* Is there an identifier that the file could see? */
bool adapt_tree_has(const struct adapt_tree *tree, const char *name, size_t len);

/* Append a file of the tree. false: it is not there, or cannot be read. */
bool adapt_tree_read(const struct adapt_tree *tree, const char *path, struct buf *text);

/*
 * Is there a header for #include <name>: in include/ or that of an
 * architecture, asm/ also in include/asm-generic/? true where it cannot be told.
 */
bool adapt_tree_has_header(const struct adapt_tree *tree, const char *name, size_t len);

#endif
