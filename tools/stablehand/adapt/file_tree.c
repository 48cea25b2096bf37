// SPDX-License-Identifier: GPL-2.0-only
#include "adapt/file_tree.h"

#include <dirent.h>
#include <string.h>

#include "git/tree.h"
#include "util/alloc.h"
#include "util/file.h"

#define FILE_BYTES (64u << 20)

bool adapt_tree_has(const struct adapt_tree *tree, const char *name, size_t len)
{
	return (tree->brings && tree->brings(tree->data, name, len)) ||
	       symbol_index_has(tree->index, name, len, tree->path ? SYMBOL_NEAR : SYMBOL_ANYWHERE,
				tree->path);
}

bool adapt_tree_read(const struct adapt_tree *tree, const char *path, struct buf *text)
{
	_cleanup_error_ struct error *err = NULL;
	_cleanup_free_ char *full = NULL;

	if (tree->tree)
		return tree_read(tree->tree, path, text);
	if (!tree->folder || !path_is_safe(path, strlen(path)))
		return false;
	full = path_join(tree->folder, "%s", path);
	return !file_read(full, FILE_BYTES, text, &err);
}

static bool has_file(const struct adapt_tree *tree, const char *path)
{
	_cleanup_free_ char *full = NULL;
	git_filemode_t mode;
	git_oid id;

	if (tree->tree)
		return tree_lookup(tree->tree, path, &id, &mode);
	full = path_join(tree->folder, "%s", path);
	return path_exists(full);
}

static bool in_architecture(const struct adapt_tree *tree, const char *arch, const char *name)
{
	_cleanup_free_ char *path = xasprintf("arch/%s/include/%s", arch, name);
	_cleanup_free_ char *uapi = xasprintf("arch/%s/include/uapi/%s", arch, name);

	return has_file(tree, path) || has_file(tree, uapi);
}

static bool in_tree_architectures(const struct adapt_tree *tree, const char *name)
{
	git_tree_entry *entry = NULL;
	git_tree *arch = NULL;
	bool found = false;

	if (git_tree_entry_bypath(&entry, tree->tree, "arch") ||
	    git_tree_lookup(&arch, git_tree_owner(tree->tree), git_tree_entry_id(entry)))
		arch = NULL;
	for (size_t i = 0; arch && i < git_tree_entrycount(arch) && !found; i++)
		found = in_architecture(tree, git_tree_entry_name(git_tree_entry_byindex(arch, i)),
					name);
	git_tree_entry_free(entry);
	git_tree_free(arch);
	return found;
}

static bool in_folder_architectures(const struct adapt_tree *tree, const char *name)
{
	_cleanup_free_ char *path = path_join(tree->folder, "arch");
	DIR *dir = opendir(path);
	const struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = *entry->d_name != '.' && in_architecture(tree, entry->d_name, name);
	if (dir)
		closedir(dir);
	return found;
}

bool adapt_tree_has_header(const struct adapt_tree *tree, const char *name, size_t len)
{
	_cleanup_free_ char *text = xstrndup(name, len), *path = NULL, *uapi = NULL,
			    *generic = NULL;

	if ((!tree->tree && !tree->folder) || !path_is_safe(name, len))
		return true;
	path = xasprintf("include/%s", text);
	uapi = xasprintf("include/uapi/%s", text);
	if (has_file(tree, path) || has_file(tree, uapi))
		return true;
	if (!strncmp(text, "asm/", 4)) {
		generic = xasprintf("include/asm-generic/%s", text + 4);
		if (has_file(tree, generic))
			return true;
	}
	return tree->tree ? in_tree_architectures(tree, text) : in_folder_architectures(tree, text);
}
