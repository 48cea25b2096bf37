// SPDX-License-Identifier: GPL-2.0-only
#include "git/tree.h"

#include <string.h>

#include "util/alloc.h"

#define DEPTH_MAX 256

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

bool tree_read(const git_tree *tree, const char *path, struct buf *text)
{
	git_filemode_t mode;
	git_blob *blob;
	git_oid id;

	if (!tree_lookup(tree, path, &id, &mode) || mode == GIT_FILEMODE_TREE ||
	    git_blob_lookup(&blob, git_tree_owner(tree), &id))
		return false;
	buf_add(text, git_blob_rawcontent(blob), git_blob_rawsize(blob));
	git_blob_free(blob);
	return true;
}

struct tree_comparison {
	git_repository *repo;
	struct tree_paths *paths;
	int depth;
};

static int compare_trees(struct tree_comparison *comparison, const git_tree *old_tree,
			 const git_tree *new_tree, const char *folder);

static const git_tree_entry *entry_at(const git_tree *tree, size_t index)
{
	return tree ? git_tree_entry_byindex(tree, index) : NULL;
}

static int look_up_folder(git_repository *repo, const git_tree_entry *entry, git_tree **ret)
{
	if (!entry || git_tree_entry_type(entry) != GIT_OBJECT_TREE)
		return 0;
	return git_tree_lookup(ret, repo, git_tree_entry_id(entry));
}

/* Two entries of one name, either of which may be NULL. */
static int compare_entries(struct tree_comparison *comparison, const git_tree_entry *old_entry,
			   const git_tree_entry *new_entry, const char *folder)
{
	const char *name = git_tree_entry_name(old_entry ? old_entry : new_entry);
	git_tree *old_below = NULL, *new_below = NULL;
	struct tree_paths *paths = comparison->paths;
	int rc;

	if (old_entry && new_entry &&
	    git_oid_equal(git_tree_entry_id(old_entry), git_tree_entry_id(new_entry)) &&
	    git_tree_entry_filemode(old_entry) == git_tree_entry_filemode(new_entry))
		return 0;
	rc = look_up_folder(comparison->repo, old_entry, &old_below);
	if (!rc)
		rc = look_up_folder(comparison->repo, new_entry, &new_below);
	if (!rc && ((old_entry && !old_below) || (new_entry && !new_below)))
		*ARRAY_ADD(paths->items, paths->count, paths->alloc) = xasprintf("%s%s", folder,
										 name);
	if (!rc && (old_below || new_below)) {
		_cleanup_free_ char *below = xasprintf("%s%s/", folder, name);

		rc = compare_trees(comparison, old_below, new_below, below);
	}
	git_tree_free(old_below);
	git_tree_free(new_below);
	return rc;
}

/* Each may be NULL: empty. */
static int compare_trees(struct tree_comparison *comparison, const git_tree *old_tree,
			 const git_tree *new_tree, const char *folder)
{
	size_t i = 0, j = 0;
	int rc = comparison->depth++ < DEPTH_MAX ? 0 : -1;

	while (!rc) {
		const git_tree_entry *old_entry = entry_at(old_tree, i);
		const git_tree_entry *new_entry = entry_at(new_tree, j);
		int order;

		if (!old_entry && !new_entry)
			break;
		/* A file and a folder of one name have other places in the order. */
		order = !old_entry ? 1 : !new_entry ? -1 : git_tree_entry_cmp(old_entry, new_entry);
		rc = compare_entries(comparison, order <= 0 ? old_entry : NULL,
				     order >= 0 ? new_entry : NULL, folder);
		i += order <= 0;
		j += order >= 0;
	}
	comparison->depth--;
	return rc ? -1 : 0;
}

int tree_changes(git_repository *repo, const git_tree *old_tree, const git_tree *new_tree,
		 struct tree_paths *paths)
{
	struct tree_comparison comparison = { .repo = repo, .paths = paths };

	return compare_trees(&comparison, old_tree, new_tree, "");
}

void tree_paths_release(struct tree_paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->items[i]);
	free(paths->items);
	memset(paths, 0, sizeof(*paths));
}
