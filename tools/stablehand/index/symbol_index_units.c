// SPDX-License-Identifier: GPL-2.0-only
/* The folders and sources that an index is made of. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/symbol_index_parts.h"
#include "util/file.h"
#include "util/interrupt.h"

#define DEPTH_MAX 64

static bool is_source(const char *name)
{
	size_t len = strlen(name);

	return (len > 2 && name[len - 2] == '.' && strchr("chS", name[len - 1])) ||
	       !strncmp(name, "Kconfig", 7);
}

static struct symbol_source *add_source(struct symbol_units *units, size_t unit, const char *name)
{
	struct symbol_unit *u = &units->items[unit];
	struct symbol_source *source = ARRAY_ADD(u->sources, u->source_count, u->source_alloc);

	*source = (struct symbol_source){ .name = xstrdup(name) };
	return source;
}

static size_t add_unit(struct symbol_units *units, char *path)
{
	*ARRAY_ADD(units->items, units->count, units->alloc) = (struct symbol_unit){ .path = path };
	return units->count - 1;
}

/* Sources are numbered in the order of their folders. */
static void number(struct symbol_units *units)
{
	for (size_t i = 0; i < units->count; i++) {
		units->items[i].first_file = units->file_count;
		units->file_count += units->items[i].source_count;
	}
}

static int walk_tree(git_repository *repo, const git_oid *id, char *path, int depth,
		     struct symbol_units *units, struct error **err)
{
	size_t unit = add_unit(units, path);
	git_tree *tree;
	int rc = 0;

	if (interrupt_pending())
		return interrupt_error(err);
	if (git_tree_lookup(&tree, repo, id))
		return error_git(err, ERROR_ENVIRONMENT, "reading %s", *path ? path : "the tree");
	for (size_t i = 0; i < git_tree_entrycount(tree) && !rc; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		const char *name = git_tree_entry_name(entry);
		git_filemode_t mode = git_tree_entry_filemode(entry);

		if (mode == GIT_FILEMODE_TREE && depth < DEPTH_MAX)
			rc = walk_tree(repo, git_tree_entry_id(entry),
				       xasprintf("%s%s/", path, name), depth + 1, units, err);
		else if ((mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE) &&
			 is_source(name))
			add_source(units, unit, name)->id = *git_tree_entry_id(entry);
	}
	git_tree_free(tree);
	units->items[unit].end = units->count;
	return rc ? -1 : 0;
}

int symbol_units_of_tree(git_repository *repo, const git_oid *tree, struct symbol_units *units,
			 struct error **err)
{
	if (walk_tree(repo, tree, xstrdup(""), 0, units, err))
		return -1;
	number(units);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int walk_folder(const char *root, char *path, int depth, struct symbol_units *units,
		       struct error **err)
{
	_cleanup_free_ char *full = path_join(root, "%s", path);
	size_t unit = add_unit(units, path), count = 0, alloc = 0;
	char **folders = NULL;
	struct dirent *entry;
	DIR *dir = opendir(full);
	int rc = 0;

	if (!dir)
		return error_errno(err, ERROR_INPUT, "%s", full);
	while ((entry = readdir(dir))) {
		struct stat info;

		if (entry->d_name[0] == '.' ||
		    fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW))
			continue;
		if (S_ISDIR(info.st_mode) && depth < DEPTH_MAX)
			*ARRAY_ADD(folders, count, alloc) = xasprintf("%s%s/", path, entry->d_name);
		else if (S_ISREG(info.st_mode) && is_source(entry->d_name))
			add_source(units, unit, entry->d_name);
	}
	closedir(dir);
	/* With its '/' each, so that those below a folder follow it. */
	if (count)
		qsort(folders, count, sizeof(*folders), compare_names);
	for (size_t i = 0; i < count; i++) {
		if (!rc && interrupt_pending())
			rc = interrupt_error(err);
		if (!rc)
			rc = walk_folder(root, folders[i], depth + 1, units, err);
		else
			free(folders[i]);
	}
	free(folders);
	units->items[unit].end = units->count;
	return rc;
}

int symbol_units_of_folder(const char *path, struct symbol_units *units, struct error **err)
{
	if (walk_folder(path, xstrdup(""), 0, units, err))
		return -1;
	number(units);
	return 0;
}

void symbol_units_release(struct symbol_units *units)
{
	for (size_t i = 0; i < units->count; i++) {
		struct symbol_unit *unit = &units->items[i];

		for (size_t j = 0; j < unit->source_count; j++)
			free(unit->sources[j].name);
		free(unit->sources);
		free(unit->path);
	}
	free(units->items);
	*units = (struct symbol_units){ 0 };
}
