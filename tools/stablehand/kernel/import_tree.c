// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/import_tree.h"

#include <string.h>

#include "util/alloc.h"
#include "util/buf.h"

/* A hard link to a hard link to ... more often than this is a loop. */
#define MAX_LINKS 8

struct import_entry {
	char *path;
	char *target;	/* of a hard link, else NULL */
	unsigned int mode;
	git_oid blob;
};

struct import_tree {
	struct import_entry *entries;
	size_t count, alloc;
	char *prefix;
};

struct import_tree *import_tree_new(void)
{
	return xcalloc(1, sizeof(struct import_tree));
}

void import_tree_free(struct import_tree *tree)
{
	if (!tree)
		return;
	for (size_t i = 0; i < tree->count; i++) {
		free(tree->entries[i].path);
		free(tree->entries[i].target);
	}
	free(tree->entries);
	free(tree->prefix);
	free(tree);
}

void import_tree_add(struct import_tree *tree, const char *path, unsigned int mode,
		     const git_oid *blob)
{
	struct import_entry *e = ARRAY_ADD(tree->entries, tree->count, tree->alloc);

	e->path = xstrdup(path);
	e->mode = mode;
	git_oid_cpy(&e->blob, blob);
}

void import_tree_add_link(struct import_tree *tree, const char *path, const char *target)
{
	struct import_entry *e = ARRAY_ADD(tree->entries, tree->count, tree->alloc);

	e->path = xstrdup(path);
	e->target = xstrdup(target);
}

/*
 * Whole paths in byte order are also in git's order of entries within every
 * folder (a folder sorts as if its name ended in a slash), and what is below
 * one folder stands together.
 */
static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct import_entry *)a)->path,
		      ((const struct import_entry *)b)->path);
}

static struct import_entry *find(const struct import_tree *tree, char *path)
{
	struct import_entry key = {.path = path};

	return bsearch(&key, tree->entries, tree->count, sizeof(key), by_path);
}

static int resolve(struct import_tree *tree, struct import_entry *link, struct error **err)
{
	const struct import_entry *to = link;

	for (int i = 0; to && to->target && i < MAX_LINKS; i++)
		to = find(tree, to->target);
	if (!to || to->target)
		return error_set(err, ERROR_INPUT, "%s: hard link to %s, which does not exist",
				 link->path, link->target);
	link->mode = to->mode;
	git_oid_cpy(&link->blob, &to->blob);
	return 0;
}

/* A folder on the way to this path must not be a file as well. */
static int check_folders(const struct import_tree *tree, const struct import_entry *e,
			 const char *before, struct error **err)
{
	_cleanup_free_ char *path = xstrdup(e->path);

	for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		/* The entry before had that folder as well. */
		if (before && !strncmp(before, e->path, slash - path + 1))
			continue;
		*slash = '\0';
		if (find(tree, path))
			return error_set(err, ERROR_INPUT, "%s is both a file and a folder", path);
		*slash = '/';
	}
	return 0;
}

static void drop_prefix(struct import_tree *tree)
{
	const char *slash = strchr(tree->entries[0].path, '/');
	size_t len = slash ? slash - tree->entries[0].path + 1 : 0;

	tree->prefix = xstrndup(tree->entries[0].path, len);
	for (size_t i = 1; i < tree->count; i++)
		if (strncmp(tree->entries[i].path, tree->prefix, len))
			tree->prefix[len = 0] = '\0';
	for (size_t i = 0; len && i < tree->count; i++) {
		char *path = tree->entries[i].path;

		memmove(path, path + len, strlen(path + len) + 1);
	}
}

int import_tree_finish(struct import_tree *tree, struct error **err)
{
	if (!tree->count)
		return error_set(err, ERROR_INPUT, "contains no files");
	qsort(tree->entries, tree->count, sizeof(*tree->entries), by_path);
	for (size_t i = 1; i < tree->count; i++)
		if (!strcmp(tree->entries[i - 1].path, tree->entries[i].path))
			return error_set(err, ERROR_INPUT, "%s: duplicate entry",
					 tree->entries[i].path);
	for (size_t i = 0; i < tree->count; i++)
		if (check_folders(tree, &tree->entries[i], i ? tree->entries[i - 1].path : NULL,
				  err))
			return -1;
	for (size_t i = 0; i < tree->count; i++)
		if (tree->entries[i].target && resolve(tree, &tree->entries[i], err))
			return -1;
	drop_prefix(tree);
	return 0;
}

size_t import_tree_count(const struct import_tree *tree)
{
	return tree->count;
}

const char *import_tree_prefix(const struct import_tree *tree)
{
	return tree->prefix;
}

/* A folder that is being written: its tree object so far, and where its name ends. */
struct import_level {
	struct buf object;
	size_t path_len;	/* of the folder, with its slash; 0: the root */
};

struct import_writing {
	struct import_level *levels;
	size_t depth, alloc;
	int (*put)(const void *bytes, size_t len, git_oid *ret_oid, void *data,
		   struct error **err);
	void *data;
};

static void add_entry(struct buf *object, unsigned int mode, const char *name, size_t name_len,
		      const git_oid *oid)
{
	buf_printf(object, "%o ", mode);
	buf_add(object, name, name_len);
	buf_add(object, "", 1);
	buf_add(object, oid->id, 20);
}

/* Write the lowest open folder and enter it into the one above. `path` begins with it. */
static int close_level(struct import_writing *w, const char *path, struct error **err)
{
	struct import_level *level = &w->levels[w->depth - 1], *above = level - 1;
	git_oid oid;

	if (w->put(level->object.data, level->object.len, &oid, w->data, err))
		return -1;
	add_entry(&above->object, 040000, path + above->path_len,
		  level->path_len - above->path_len - 1, &oid);
	buf_release(&level->object);
	w->depth--;
	return 0;
}

/* Leave the folders that `path` is not in, enter those that it is in. */
static int move_to(struct import_writing *w, const char *before, const char *path,
		   struct error **err)
{
	const char *slash;

	while (w->depth > 1 && strncmp(before, path, w->levels[w->depth - 1].path_len))
		if (close_level(w, before, err))
			return -1;
	while ((slash = strchr(path + w->levels[w->depth - 1].path_len, '/')))
		ARRAY_ADD(w->levels, w->depth, w->alloc)->path_len = slash - path + 1;
	return 0;
}

int import_tree_write(const struct import_tree *tree,
		      int (*put)(const void *bytes, size_t len, git_oid *ret_oid, void *data,
				 struct error **err),
		      void *data, git_oid *ret_root, struct error **err)
{
	struct import_writing w = {.put = put, .data = data};
	const char *before = "";
	int rc = 0;

	ARRAY_ADD(w.levels, w.depth, w.alloc);
	for (size_t i = 0; !rc && i < tree->count; i++) {
		const struct import_entry *e = &tree->entries[i];
		struct import_level *level;

		rc = move_to(&w, before, e->path, err);
		level = &w.levels[w.depth - 1];
		if (!rc)
			add_entry(&level->object, e->mode, e->path + level->path_len,
				  strlen(e->path) - level->path_len, &e->blob);
		before = e->path;
	}
	while (!rc && w.depth > 1)
		rc = close_level(&w, before, err);
	if (!rc)
		rc = put(w.levels[0].object.data, w.levels[0].object.len, ret_root, data, err);
	while (w.depth)
		buf_release(&w.levels[--w.depth].object);
	free(w.levels);
	return rc;
}
