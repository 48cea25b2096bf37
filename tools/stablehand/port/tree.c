// SPDX-License-Identifier: GPL-2.0-only
#include "port/tree.h"

#include <string.h>

#include "util/alloc.h"

bool tree_lookup(const git_tree *tree, const char *path, git_oid *ret_id, git_filemode_t *ret_mode)
{
	git_tree_entry *entry;

	if (git_tree_entry_bypath(&entry, tree, path))
		return false;
	git_oid_cpy(ret_id, git_tree_entry_id(entry));
	*ret_mode = git_tree_entry_filemode(entry);
	git_tree_entry_free(entry);
	return true;
}

struct namesake {
	const char *name;
	char *path;
	int count;
};

static int look_at(const char *root, const git_tree_entry *entry, void *data)
{
	struct namesake *namesake = data;

	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB ||
	    strcmp(git_tree_entry_name(entry), namesake->name))
		return 0;
	if (namesake->count++)
		return -1;
	namesake->path = xasprintf("%s%s", root, namesake->name);
	return 0;
}

static struct namesake find_namesake(const git_tree *tree, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct namesake namesake = { .name = slash ? slash + 1 : path };

	git_tree_walk(tree, GIT_TREEWALK_PRE, look_at, &namesake);
	return namesake;
}

char *tree_only_namesake(const git_tree *tree, const char *path)
{
	struct namesake namesake = find_namesake(tree, path);

	if (namesake.count == 1)
		return namesake.path;
	free(namesake.path);
	return NULL;
}

bool tree_has_namesake(const git_tree *tree, const char *path)
{
	struct namesake namesake = find_namesake(tree, path);

	free(namesake.path);
	return namesake.count;
}
