// SPDX-License-Identifier: GPL-2.0-only
#include "run/import_trees.h"

#include "git/config.h"
#include "git/repo.h"
#include "git/start.h"
#include "kernel/branch.h"
#include "kernel/release.h"
#include "run/project_conf.h"
#include "util/alloc.h"
#include "util/file.h"

/* The name is taken. */
static void add_tree(struct import_trees *trees, git_repository *repo, const git_oid *tree,
		     char *name)
{
	struct door_tree *item = ARRAY_ADD(trees->trees.items, trees->trees.count, trees->alloc);

	*ARRAY_ADD(trees->names, trees->name_count, trees->name_alloc) = name;
	item->repo = repo;
	item->id = *tree;
	item->name = name;
}

static int add_upstream(struct context *context, struct import_trees *trees,
			struct error **err)
{
	_cleanup_free_ char *path = NULL;
	git_object *tree;

	if (project_conf_path(context, "upstream.path", &path, err))
		return -1;
	if (!path)
		return 0;
	libgit2_start();
	if (git_repository_open_ext(&trees->upstream, path, 0, NULL))
		return error_git(err, ERROR_INPUT, "%s, which " PROJECT_CONF " names", path);
	/* One without commits is no help. */
	if (git_revparse_single(&tree, trees->upstream, "HEAD^{tree}"))
		return 0;
	add_tree(trees, trees->upstream, git_object_id(tree), xstrdup("upstream's HEAD"));
	git_object_free(tree);
	return 0;
}

static int add_release(struct context *context, const char *branch, struct import_trees *trees,
		       struct error **err)
{
	_cleanup_(release_clear) struct release release = { 0 };
	git_oid tree;
	int found = release_latest(context->repo, branch, &release, err);

	if (found <= 0)
		return found;
	if (repo_commit_tree(context->repo, &release.commit, &tree, err))
		return -1;
	add_tree(trees, context->repo, &tree, xstrdup(release.version));
	return 0;
}

int import_trees_open(struct context *context, struct import_trees *ret_trees,
		      struct error **err)
{
	_cleanup_import_trees_ struct import_trees trees = { 0 };
	_cleanup_free_ char *kernels = path_join(context->project, "kernels");
	_cleanup_(config_free_strings) char **branches = NULL;
	size_t count = 0;

	if (dir_make(context->cache, err) || context_store(context, err) ||
	    branch_list(kernels, &branches, err) || add_upstream(context, &trees, err))
		return -1;
	while (branches[count])
		count++;
	while (count--)
		if (add_release(context, branches[count], &trees, err))
			return -1;
	*ret_trees = trees;
	trees = (struct import_trees){ 0 };
	return 0;
}

void import_trees_release(struct import_trees *trees)
{
	for (size_t i = 0; i < trees->name_count; i++)
		free(trees->names[i]);
	free(trees->names);
	free(trees->trees.items);
	git_repository_free(trees->upstream);
	*trees = (struct import_trees){ 0 };
}
