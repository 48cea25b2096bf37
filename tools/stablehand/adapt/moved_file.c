// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/moved_file.h"

#include <stdlib.h>
#include <string.h>

#include "adapt/context.h"
#include "adapt/original.h"
#include "git/tree.h"
#include "index/symbols.h"
#include "syntax/cdefs.h"
#include "util/alloc.h"

/* A file of the branch that defines functions of the sought file, and how many of them. */
struct file_candidate {
	char *path;
	size_t count;
};

struct file_candidates {
	struct file_candidate *items;
	size_t count, alloc;
};

static void vote(struct file_candidates *candidates, const struct symbol_def *def)
{
	_cleanup_free_ char *path = xasprintf("%s%s", def->folder, def->file);
	struct file_candidate *candidate;

	for (size_t i = 0; i < candidates->count; i++)
		if (!strcmp(candidates->items[i].path, path)) {
			candidates->items[i].count++;
			return;
		}
	candidate = ARRAY_ADD(candidates->items, candidates->count, candidates->alloc);
	*candidate = (struct file_candidate){ TAKE_PTR(path), 1 };
}

static void vote_all(struct symbol_index *index, const struct buf *original,
		     struct file_candidates *candidates, size_t *ret_functions)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };

	*ret_functions = 0;
	ctokens_read(&tokens, buf_str(original), original->len, false);
	cdefs_read(&tokens, &defs);
	for (size_t i = 0; i < defs.count; i++) {
		const struct cdef *def = &defs.items[i];
		struct symbol_defs found;
		struct symbol_def symbol;

		if (def->kind != CDEF_FUNCTION)
			continue;
		(*ret_functions)++;
		symbol_defs_of(index, tokens.text + def->name, def->name_len, SYMBOL_ANYWHERE, NULL,
			       &found);
		while (symbol_defs_next(&found, &symbol))
			if (symbol.kind == CDEF_FUNCTION)
				vote(candidates, &symbol);
	}
}

int adapt_find_moved(const struct adapt_context *context, const git_tree *tree,
		     const struct patch_file *file, char **ret_path,
		     struct evidence_list *evidence, struct error **err)
{
	struct file_candidates candidates = { 0 };
	const struct file_candidate *best = NULL;
	struct symbol_index *index;
	size_t functions, second = 0;
	git_filemode_t mode;
	git_oid id;
	const struct adapt_original *original;

	*ret_path = NULL;
	if (adapt_originals_find(context->originals, file, &original, err))
		return -1;
	if (!original)
		return 0;
	if (symbols_index(context->symbols, &index, err))
		return -1;
	vote_all(index, &original->old, &candidates, &functions);
	for (size_t i = 0; i < candidates.count; i++) {
		const struct file_candidate *candidate = &candidates.items[i];

		if (!best || candidate->count > best->count) {
			second = best ? best->count : 0;
			best = candidate;
		} else if (candidate->count > second) {
			second = candidate->count;
		}
	}
	if (best && best->count * 2 >= functions && best->count > second &&
	    tree_lookup(tree, best->path, &id, &mode) && mode != GIT_FILEMODE_TREE) {
		*ret_path = xstrdup(best->path);
		evidence_add(evidence, EVIDENCE_FILE, best->path, 0,
			     "taken for %s: defines %zu of its %zu functions",
			     file->old_path, best->count, functions);
	}
	for (size_t i = 0; i < candidates.count; i++)
		free(candidates.items[i].path);
	free(candidates.items);
	return 0;
}
