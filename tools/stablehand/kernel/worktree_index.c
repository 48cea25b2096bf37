// SPDX-License-Identifier: GPL-2.0-only
#include <unistd.h>

#include "kernel/worktree_parts.h"
#include "util/alloc.h"
#include "util/file.h"

int worktree_index_open(const char *path, git_index **ret_index, struct error **err)
{
	if (!git_index_open(ret_index, path))
		return 0;
	if (path_remove(path, err))
		return -1;
	if (git_index_open(ret_index, path))
		return error_git(err, ERROR_ENVIRONMENT, "%s", path);
	return 0;
}

int worktree_index_save(git_index *index, struct error **err)
{
	_cleanup_free_ char *lock = xasprintf("%s.lock", git_index_path(index));

	/* The folder's lock is ours, so no writer is alive. */
	if (path_remove(lock, err))
		return -1;
	if (git_index_write(index))
		return error_git(err, ERROR_ENVIRONMENT, "writing %s", git_index_path(index));
	return 0;
}

void worktree_index_add(git_index *index, const struct treefiles *list)
{
	for (size_t i = 0; i < list->count; i++)
		git_index_add(index, &list->files[i]);
}

void worktree_index_remove(git_index *index, const struct treefiles *list)
{
	for (size_t i = 0; i < list->count; i++)
		git_index_remove(index, list->files[i].path, 0);
}
