// SPDX-License-Identifier: GPL-2.0-only
#include "index/callers.h"

#include <stdlib.h>
#include <string.h>

#include "syntax/cdefs.h"
#include "util/alloc.h"
#include "util/interrupt.h"

struct source {
	char *path;
	git_blob *blob;
	bool read;
	struct ctokens tokens;
	struct cdefs defs;
};

struct callers {
	git_repository *repo;
	git_oid tree;
	char *folder;		/* that has been read; NULL: none */
	bool too_many;
	struct source *sources;
	size_t count, alloc;
};

struct callers *callers_new(git_repository *repo, const git_oid *tree)
{
	struct callers *callers = xcalloc(1, sizeof(*callers));

	callers->repo = repo;
	git_oid_cpy(&callers->tree, tree);
	return callers;
}

static void forget(struct callers *callers)
{
	for (size_t i = 0; i < callers->count; i++) {
		struct source *source = &callers->sources[i];

		ctokens_release(&source->tokens);
		cdefs_release(&source->defs);
		git_blob_free(source->blob);
		free(source->path);
	}
	free(callers->folder);
	callers->folder = NULL;
	callers->count = 0;
}

void callers_free(struct callers *callers)
{
	if (!callers)
		return;
	forget(callers);
	free(callers->sources);
	free(callers);
}

/* arch/x86/kvm for arch/x86/kvm/mmu/mmu.c and arch/x86/kvm/x86.c, mm for mm/slub.c. */
static char *folder_of(const char *path)
{
	char *folder = xstrdup(path), *slash = strrchr(folder, '/');
	size_t depth = 0;

	if (!slash) {
		*folder = '\0';
		return folder;
	}
	*slash = '\0';
	for (const char *at = folder; *at; at++)
		depth += *at == '/';
	slash = strrchr(folder, '/');
	if (depth > 2)
		*slash = '\0';
	return folder;
}

struct caller_walk {
	struct callers *callers;
	const char *folder;
};

static int on_entry(const char *root, const git_tree_entry *entry, void *data)
{
	struct caller_walk *walk = data;
	struct callers *callers = walk->callers;
	const char *name = git_tree_entry_name(entry);
	size_t len = strlen(name);
	struct source *source;
	git_blob *blob;

	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB || len < 3 ||
	    (strcmp(name + len - 2, ".c") && strcmp(name + len - 2, ".h")))
		return 0;
	if (callers->count >= CALLERS_MAX_FILES) {
		callers->too_many = true;
		return -1;
	}
	if (git_blob_lookup(&blob, callers->repo, git_tree_entry_id(entry)))
		return 0;
	source = ARRAY_ADD(callers->sources, callers->count, callers->alloc);
	*source = (struct source){
		.path = xasprintf("%s%s%s%s", walk->folder, *walk->folder ? "/" : "", root, name),
		.blob = blob,
	};
	return 0;
}

static int read_folder(struct callers *callers, const char *path, struct error **err)
{
	_cleanup_free_ char *folder = folder_of(path);
	struct caller_walk walk = { callers, folder };
	git_tree *tree, *below = NULL;
	git_tree_entry *entry = NULL;

	if (callers->folder && !strcmp(callers->folder, folder))
		return 0;
	if (interrupt_pending())
		return interrupt_error(err);
	forget(callers);
	callers->too_many = !*folder;
	callers->folder = xstrdup(folder);
	if (!*folder)
		return 0;
	if (git_tree_lookup(&tree, callers->repo, &callers->tree))
		return error_git(err, ERROR_ENVIRONMENT, "reading a tree");
	/* A folder that is not there has no callers. */
	if (!git_tree_entry_bypath(&entry, tree, folder) &&
	    !git_tree_lookup(&below, callers->repo, git_tree_entry_id(entry)))
		git_tree_walk(below, GIT_TREEWALK_PRE, on_entry, &walk);
	git_tree_entry_free(entry);
	git_tree_free(below);
	git_tree_free(tree);
	return 0;
}

static bool has_function(const struct caller_list *list, size_t from, const char *name, size_t len)
{
	for (size_t i = from; i < list->count; i++)
		if (strlen(list->items[i].function) == len &&
		    !memcmp(list->items[i].function, name, len))
			return true;
	return false;
}

static void find_calls(struct source *source, const char *name, size_t len,
		       struct caller_list *list)
{
	const char *text = git_blob_rawcontent(source->blob);
	size_t size = git_blob_rawsize(source->blob), from = list->count;

	if (!memmem(text, size, name, len))
		return;
	if (!source->read) {
		ctokens_read(&source->tokens, text, size, false);
		cdefs_read(&source->tokens, &source->defs);
		source->read = true;
	}
	for (size_t d = 0; d < source->defs.count; d++) {
		const struct cdef *def = &source->defs.items[d];
		const struct ctokens *tokens = &source->tokens;

		if (def->kind != CDEF_FUNCTION ||
		    (def->name_len == len && !memcmp(text + def->name, name, len)))
			continue;
		for (size_t i = def->body + 1; i < def->end; i++) {
			if (tokens->items[i].kind != CTOKEN_WORD || tokens->items[i].len != len ||
			    memcmp(ctoken_text(tokens, i), name, len) ||
			    ctoken_is(tokens, i - 1, "->") || ctoken_is(tokens, i - 1, ".") ||
			    has_function(list, from, text + def->name, def->name_len))
				continue;
			*ARRAY_ADD(list->items, list->count, list->alloc) = (struct caller){
				.path = xstrdup(source->path),
				.line = tokens->items[i].line + 1,
				.function = xstrndup(text + def->name, def->name_len),
			};
		}
	}
}

int callers_of(struct callers *callers, const char *path, const char *function, size_t len,
	       bool local, bool *ret_known, struct caller_list *ret_list, struct error **err)
{
	struct caller_list list = { 0 };

	if (read_folder(callers, path, err))
		return -1;
	*ret_known = !callers->too_many;
	for (size_t i = 0; i < callers->count && *ret_known; i++)
		if (!local || !strcmp(callers->sources[i].path, path))
			find_calls(&callers->sources[i], function, len, &list);
	*ret_list = list;
	return 0;
}

void caller_list_release(struct caller_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].path);
		free(list->items[i].function);
	}
	free(list->items);
	*list = (struct caller_list){ 0 };
}
