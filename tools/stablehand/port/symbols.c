// SPDX-License-Identifier: GPL-2.0-only
#include "port/symbols.h"

#include <ctype.h>
#include <string.h>

#include "port/tree.h"
#include "port/words.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"
#include "util/progress.h"

#define CACHE_DIR "stablehand-symbols"
#define CACHE_MAX_BYTES (4u << 20)
#define FILE_MAX_BYTES (64u << 20)
#define DEPTH_MAX 64
#define STAGES_MAX 8
#define FEW 6		/* names that are looked for one by one, which is quicker then */

struct search {
	git_repository *repo;
	git_odb *odb;
	git_tree *tree;
	struct symbol_query *queries;
	size_t count, left;
	struct words names;	/* of all queries, in their order */
	char *done[STAGES_MAX];	/* folders that were searched, each ending in '/' */
	size_t done_count;
	struct error **err;
};

bool symbols_in_text(const char *text, size_t len, const char *name)
{
	size_t n = strlen(name);
	const char *at = text, *end = text + len;

	while (at < end && (at = memmem(at, end - at, name, n))) {
		if ((at == text || !words_is_part(at[-1])) &&
		    (at + n == end || !words_is_part(at[n])))
			return true;
		at++;
	}
	return false;
}

static size_t mark_few(const char *text, size_t len, struct symbol_query *queries, size_t count)
{
	size_t marked = 0;

	for (size_t i = 0; i < count; i++)
		if (!queries[i].known && symbols_in_text(text, len, queries[i].name)) {
			queries[i].known = queries[i].found = true;
			marked++;
		}
	return marked;
}

/* One pass over the words of the text, however many names there are. */
static size_t mark_many(const char *text, size_t len, const struct words *names,
			struct symbol_query *queries)
{
	size_t marked = 0, i = 0;

	while (i < len) {
		const struct word *word;
		size_t start;

		while (i < len && !words_is_part(text[i]))
			i++;
		start = i;
		while (i < len && words_is_part(text[i]))
			i++;
		word = i > start ? words_find(names, text + start, i - start) : NULL;
		if (word && !queries[word - names->items].known) {
			queries[word - names->items].known = true;
			queries[word - names->items].found = true;
			marked++;
		}
	}
	return marked;
}

void symbols_mark(const char *text, size_t len, struct symbol_query *queries, size_t count)
{
	_cleanup_words_ struct words names = { 0 };

	if (count <= FEW) {
		mark_few(text, len, queries, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		words_add(&names, queries[i].name);
	mark_many(text, len, &names, queries);
}

static bool is_source(const char *name)
{
	size_t len = strlen(name);

	return (len > 2 && name[len - 2] == '.' && strchr("chS", name[len - 1])) ||
	       !strncmp(name, "Kconfig", 7);
}

static int search_blob(struct search *search, const git_oid *id)
{
	git_odb_object *object;
	const char *text;
	size_t len;

	if (interrupt_pending())
		return interrupt_error(search->err);
	if (git_odb_read(&object, search->odb, id))
		return error_git(search->err, ERROR_ENVIRONMENT, "reading a source file");
	text = git_odb_object_data(object);
	len = git_odb_object_size(object);
	if (len <= FILE_MAX_BYTES)
		search->left -= search->left > FEW ?
				mark_many(text, len, &search->names, search->queries) :
				mark_few(text, len, search->queries, search->count);
	git_odb_object_free(object);
	return 0;
}

static bool was_searched(const struct search *search, const char *folder)
{
	for (size_t i = 0; i < search->done_count; i++)
		if (!strcmp(search->done[i], folder))
			return true;
	return false;
}

/* Search a folder, whose path ends in '/', and those below it. */
static int search_tree(struct search *search, const git_oid *id, const char *folder, int depth)
{
	git_tree *tree;
	int rc = 0;

	if (was_searched(search, folder) || depth > DEPTH_MAX)
		return 0;
	if (git_tree_lookup(&tree, search->repo, id))
		return error_git(search->err, ERROR_ENVIRONMENT, "reading %s", folder);
	for (size_t i = 0; i < git_tree_entrycount(tree) && search->left && !rc; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		const char *name = git_tree_entry_name(entry);

		if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
			_cleanup_free_ char *below = xasprintf("%s%s/", folder, name);

			rc = search_tree(search, git_tree_entry_id(entry), below, depth + 1);
		} else if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB && is_source(name)) {
			rc = search_blob(search, git_tree_entry_id(entry));
		}
	}
	git_tree_free(tree);
	return rc;
}

/* Search the folder of this path ("a/b/"), once. */
static int stage(struct search *search, const char *folder)
{
	_cleanup_free_ char *path = xstrndup(folder, strlen(folder) - !!*folder);
	git_filemode_t mode;
	git_oid id;
	int rc;

	if (!search->left || !*folder || was_searched(search, folder) ||
	    !tree_lookup(search->tree, path, &id, &mode) || mode != GIT_FILEMODE_TREE)
		return 0;
	rc = search_tree(search, &id, folder, 0);
	if (!rc && search->done_count < STAGES_MAX)
		search->done[search->done_count++] = xstrdup(folder);
	return rc;
}

/* arch/<each>/include/, for a file that any architecture builds. */
static int stage_arch_includes(struct search *search)
{
	git_filemode_t mode;
	git_tree *tree;
	git_oid id;
	int rc = 0;

	if (!search->left || !tree_lookup(search->tree, "arch", &id, &mode) ||
	    mode != GIT_FILEMODE_TREE)
		return 0;
	if (git_tree_lookup(&tree, search->repo, &id))
		return error_git(search->err, ERROR_ENVIRONMENT, "reading arch/");
	for (size_t i = 0; i < git_tree_entrycount(tree) && !rc; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		_cleanup_free_ char *folder = xasprintf("arch/%s/include",
							git_tree_entry_name(entry));
		_cleanup_free_ char *below = xasprintf("%s/", folder);

		if (tree_lookup(search->tree, folder, &id, &mode) && mode == GIT_FILEMODE_TREE)
			rc = search_tree(search, &id, below, 0);
	}
	git_tree_free(tree);
	return rc;
}

/* The first n folders of a path, with the '/'; allocated, "" when it has fewer. */
static char *top_folders(const char *path, int n)
{
	const char *at = path;

	while (n--) {
		at = strchr(at, '/');
		if (!at)
			return xstrdup("");
		at++;
	}
	return xstrndup(path, at - path);
}

static int search_near(struct search *search, const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *own = xstrndup(path, slash ? slash + 1 - path : 0);
	bool in_arch = !strncmp(path, "arch/", 5);
	/* What these hold has little to do with each other, and drivers/ is half a kernel. */
	bool apart = in_arch || !strncmp(path, "drivers/", 8) || !strncmp(path, "sound/", 6);
	_cleanup_free_ char *top = top_folders(path, apart ? 2 : 1);

	if (stage(search, own) || stage(search, "include/") ||
	    (!in_arch && stage_arch_includes(search)))
		return -1;
	return stage(search, top);
}

static int search_anywhere(struct search *search, const char *path)
{
	static const char *const skipped[] = { "tools", "scripts", "samples", "Documentation" };

	if (search_near(search, path))
		return -1;
	for (size_t i = 0; i < git_tree_entrycount(search->tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(search->tree, i);
		_cleanup_free_ char *folder = xasprintf("%s/", git_tree_entry_name(entry));
		bool skip = git_tree_entry_type(entry) != GIT_OBJECT_TREE;

		for (size_t j = 0; j < ARRAY_SIZE(skipped); j++)
			skip |= !strcmp(git_tree_entry_name(entry), skipped[j]);
		if (!skip && search->left &&
		    search_tree(search, git_tree_entry_id(entry), folder, 0))
			return -1;
	}
	return 0;
}

/*
 * The cache: lines "<place> <name> +" or "... -", the place being the folder
 * that the search started from, "*" for the whole tree.
 */
static char *cache_path(git_repository *repo, const git_oid *tree)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), tree);
	return xasprintf("%s" CACHE_DIR "/%s", git_repository_commondir(repo), hex);
}

static char *cache_place(const char *path, enum symbol_scope scope)
{
	const char *slash = strrchr(path, '/');

	if (scope == SYMBOL_ANYWHERE)
		return xstrdup("*");
	return xstrndup(path, slash ? slash + 1 - path : 0);
}

static char *cache_line(const char *place, const char *name, bool found)
{
	return xasprintf("\n%s %s %c\n", place, name, found ? '+' : '-');
}

static void take_cached(const struct buf *cache, const char *place, struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		struct symbol_query *query = &search->queries[i];
		_cleanup_free_ char *yes = cache_line(place, query->name, true);
		_cleanup_free_ char *no = cache_line(place, query->name, false);

		query->found = strstr(buf_str(cache), yes);
		query->known = query->found || strstr(buf_str(cache), no);
		search->left -= query->known;
	}
}

static void keep(const char *file, struct buf *cache, const char *place,
		 const struct symbol_query *queries, const bool *known, size_t count)
{
	_cleanup_free_ char *dir = xstrndup(file, strrchr(file, '/') - file);

	if (!cache->len)
		buf_puts(cache, "\n");
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *line = cache_line(place, queries[i].name, queries[i].found);

		if (!known[i])
			buf_puts(cache, line + 1);
	}
	if (cache->len <= CACHE_MAX_BYTES && !dir_make(dir, NULL))
		file_write(file, cache->data, cache->len, 0644, NULL);
}

static int search_for(struct search *search, const git_oid *tree, const char *path,
		      enum symbol_scope scope)
{
	int rc;

	for (size_t i = 0; i < search->count; i++)
		words_add(&search->names, search->queries[i].name);
	if (git_repository_odb(&search->odb, search->repo) ||
	    git_tree_lookup(&search->tree, search->repo, tree))
		rc = error_git(search->err, ERROR_ENVIRONMENT, "reading the tree");
	else
		rc = scope == SYMBOL_NEAR ? search_near(search, path) :
		     search_anywhere(search, path);
	git_tree_free(search->tree);
	git_odb_free(search->odb);
	words_release(&search->names);
	for (size_t i = 0; i < search->done_count; i++)
		free(search->done[i]);
	return rc;
}

int symbols_find(git_repository *repo, const git_oid *tree, const char *path,
		 enum symbol_scope scope, struct symbol_query *queries, size_t count,
		 struct error **err)
{
	struct search search = {
		.repo = repo,
		.queries = queries,
		.count = count,
		.left = count,
		.err = err,
	};
	_cleanup_free_ char *file = cache_path(repo, tree), *place = cache_place(path, scope);
	_cleanup_free_ bool *known = xcalloc(count, sizeof(*known));
	_cleanup_buf_ struct buf cache = { 0 };
	int rc;

	if (path_exists(file) && file_read(file, CACHE_MAX_BYTES, &cache, NULL))
		buf_clear(&cache);
	take_cached(&cache, place, &search);
	if (!search.left)
		return 0;
	for (size_t i = 0; i < count; i++)
		known[i] = queries[i].known;
	if (scope == SYMBOL_ANYWHERE)
		progress_start("looking for %s in the whole tree", queries[0].name);
	rc = search_for(&search, tree, path, scope);
	if (scope == SYMBOL_ANYWHERE)
		progress_end(rc ? "stopped" : NULL);
	if (rc)
		return -1;
	keep(file, &cache, place, queries, known, count);
	return 0;
}
