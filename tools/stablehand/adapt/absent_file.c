// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/absent_file.h"

#include <string.h>

#include "adapt/context.h"
#include "adapt/original.h"
#include "git/file_names.h"
#include "git/tree.h"
#include "index/symbols.h"
#include "syntax/cdefs.h"
#include "syntax/identifier.h"
#include "syntax/words.h"
#include "util/alloc.h"

/* Functions that must be missing at least, and three of four of them. */
#define FUNCTIONS_ENOUGH 3

/* The names of the functions, structures and unions that a file defines. */
struct own_names {
	struct words known;	/* visible to other files */
	struct words inner;	/* static functions, which may have namesakes */
	size_t functions;
	bool unclear;		/* a name is built by a macro: FNAME(walk) */
};

static bool is_static(const struct ctokens *tokens, const struct cdef *def)
{
	for (size_t i = def->first; i < def->name_token; i++)
		if (ctoken_is(tokens, i, "static"))
			return true;
	return false;
}

static void collect_names(const struct buf *text, struct own_names *names)
{
	_cleanup_ctokens_ struct ctokens tokens = { 0 };
	_cleanup_cdefs_ struct cdefs defs = { 0 };

	ctokens_read(&tokens, buf_str(text), text->len, false);
	cdefs_read(&tokens, &defs);
	for (size_t i = 0; i < defs.count; i++) {
		const struct cdef *def = &defs.items[i];
		bool function = def->kind == CDEF_FUNCTION;
		struct words *names_of = &names->known;
		_cleanup_free_ char *name = NULL;
		size_t before;

		if (!def->name_len || (!function && def->kind != CDEF_RECORD))
			continue;
		name = xstrndup(tokens.text + def->name, def->name_len);
		for (const char *c = name; *c; c++)
			names->unclear |= !identifier_is_part(*c);
		if (function && is_static(&tokens, def))
			names_of = &names->inner;
		before = names_of->count;
		words_add(names_of, name);
		/* Both branches of an #if may define it. */
		names->functions += function && names_of->count > before;
	}
}

/* How many of them exist in the branch, or are added by an earlier patch? */
static int count_there(const struct adapt_context *context, const char *path,
		       const struct words *names, size_t *ret_count, struct error **err)
{
	_cleanup_free_ struct symbol_query *queries = xcalloc(names->count, sizeof(*queries));

	for (size_t i = 0; i < names->count; i++)
		queries[i].name = names->items[i]->text;
	if (symbols_find(context->symbols, path, SYMBOL_ANYWHERE, queries, names->count, err))
		return -1;
	*ret_count = 0;
	for (size_t i = 0; i < names->count; i++)
		*ret_count += queries[i].found ||
			      (context->brought && words_find(context->brought, queries[i].name,
							   strlen(queries[i].name)));
	return 0;
}

/* *ret_none: nothing that these names stand for exists in the branch. */
static int none_is_there(const struct adapt_context *context, const char *path,
			 const struct own_names *names, bool *ret_none, struct error **err)
{
	size_t known, inner;

	*ret_none = false;
	if (names->unclear || names->functions < FUNCTIONS_ENOUGH)
		return 0;
	if (count_there(context, path, &names->known, &known, err) ||
	    count_there(context, path, &names->inner, &inner, err))
		return -1;
	*ret_none = !known && inner * 4 <= names->functions &&
		    names->functions - inner >= FUNCTIONS_ENOUGH;
	return 0;
}

static bool folder_is_there(const git_tree *tree, const char *path)
{
	_cleanup_free_ char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	git_filemode_t mode;
	git_oid id;

	if (!slash)
		return true;
	*slash = '\0';
	return tree_lookup(tree, folder, &id, &mode);
}

/* The index does not cover these directories. */
static bool is_indexed(const char *path)
{
	static const char *const not[] = { "tools/", "scripts/", "samples/", "Documentation/" };

	for (size_t i = 0; i < ARRAY_SIZE(not); i++)
		if (!strncmp(path, not[i], strlen(not[i])))
			return false;
	return true;
}

int adapt_find_absent(const struct adapt_context *context, const git_tree *tree,
		      const struct patch_file *file, char **ret_why, struct error **err)
{
	const struct adapt_original *original;
	struct own_names names = { 0 };
	bool none;
	int rc;

	*ret_why = NULL;
	if (!path_is_c_file(file->old_path) || !is_indexed(file->old_path) ||
	    folder_is_there(tree, file->old_path))
		return 0;
	if (adapt_originals_find(context->originals, file, &original, err))
		return -1;
	if (!original)
		return 0;
	collect_names(&original->old, &names);
	rc = none_is_there(context, file->old_path, &names, &none, err);
	if (!rc && none && !file_names_have(tree, file->old_path))
		*ret_why = xasprintf(
			"this branch has neither its directory, nor another file of that "
			"name, nor any of its definitions (%zu functions and structures, %s)",
			names.known.count + names.inner.count, original->where);
	words_release(&names.known);
	words_release(&names.inner);
	return rc;
}
