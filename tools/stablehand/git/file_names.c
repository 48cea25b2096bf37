// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each folder is remembered with the hashes of the names of its own files, and, unless that is
 * many, of all files below it. A search leaves out the folders below which the hash is not, and
 * reads those in which it is. A patch makes new folders only above the files that it changes,
 * and of these the large ones are not summed up again.
 */
#include "git/file_names.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/hash_table.h"
#include "util/name_hash.h"

#define SUMMED_UP_MAX 4096u		/* names below a folder that are listed with it */
#define REMEMBERED_MAX (4u << 20)	/* hashes in all, then everything is forgotten */
#define DEPTH_MAX 256

struct names {
	uint64_t *hashes;		/* rising */
	size_t count, alloc;
};

struct subfolder {
	git_oid id;
	char *name;
};

struct folder {
	git_oid id;
	struct names own, below;	/* below: its own as well; not filled in when there are many */
	bool summed_up;
	struct subfolder *subfolders;
	size_t count, alloc;
	UT_hash_handle hh;
};

static struct folder *folders;
static size_t remembered;		/* hashes in them */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void forget_all(void)
{
	struct folder *folder, *next;

	HASH_ITER(hh, folders, folder, next) {
		HASH_DEL(folders, folder);
		for (size_t i = 0; i < folder->count; i++)
			free(folder->subfolders[i].name);
		free(folder->subfolders);
		free(folder->own.hashes);
		free(folder->below.hashes);
		free(folder);
	}
	remembered = 0;
}

static int compare_hashes(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void sort(struct names *names)
{
	if (names->count)
		qsort(names->hashes, names->count, sizeof(*names->hashes), compare_hashes);
}

static bool has(const struct names *names, uint64_t hash)
{
	return names->count && bsearch(&hash, names->hashes, names->count, sizeof(hash),
				       compare_hashes);
}

static void add_names(struct names *to, const struct names *from)
{
	for (size_t i = 0; i < from->count; i++)
		*ARRAY_ADD(to->hashes, to->count, to->alloc) = from->hashes[i];
}

static struct folder *look_at(git_repository *repo, const git_oid *id, int depth);

/* Add what is below its subfolders, as long as it is not much. */
static void sum_up(git_repository *repo, struct folder *folder, int depth)
{
	folder->summed_up = true;
	add_names(&folder->below, &folder->own);
	for (size_t i = 0; i < folder->count; i++) {
		struct folder *below = look_at(repo, &folder->subfolders[i].id, depth + 1);

		folder->summed_up &= below && below->summed_up &&
				     folder->below.count + below->below.count <= SUMMED_UP_MAX;
		if (folder->summed_up)
			add_names(&folder->below, &below->below);
	}
	if (!folder->summed_up) {
		free(folder->below.hashes);
		folder->below = (struct names){ 0 };
	}
	sort(&folder->below);
}

/* NULL: it cannot be read, or is deeper than any that git makes. */
static struct folder *look_at(git_repository *repo, const git_oid *id, int depth)
{
	struct folder *folder;
	git_tree *tree;

	HASH_FIND(hh, folders, id, sizeof(*id), folder);
	if (folder || depth > DEPTH_MAX || git_tree_lookup(&tree, repo, id))
		return folder;
	folder = xcalloc(1, sizeof(*folder));
	folder->id = *id;
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		const char *name = git_tree_entry_name(entry);

		if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
			*ARRAY_ADD(folder->own.hashes, folder->own.count, folder->own.alloc) =
				name_hash(name, strlen(name));
		else if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			*ARRAY_ADD(folder->subfolders, folder->count, folder->alloc) =
				(struct subfolder){ *git_tree_entry_id(entry), xstrdup(name) };
	}
	git_tree_free(tree);
	sort(&folder->own);
	sum_up(repo, folder, depth);
	remembered += folder->own.count + folder->below.count;
	HASH_ADD(hh, folders, id, sizeof(folder->id), folder);
	return folder;
}

struct search {
	git_repository *repo;
	const char *name;
	uint64_t hash;
	size_t count;			/* of files that were found */
	char *path;			/* of the first */
};

/* Two names may have the same hash. */
static void look_for_file(struct search *search, const struct folder *folder, const char *path)
{
	const git_tree_entry *entry;
	git_tree *tree;

	if (!has(&folder->own, search->hash) ||
	    git_tree_lookup(&tree, search->repo, &folder->id))
		return;
	entry = git_tree_entry_byname(tree, search->name);
	if (entry && git_tree_entry_type(entry) == GIT_OBJECT_BLOB && !search->count++)
		search->path = xasprintf("%s%s", path, search->name);
	git_tree_free(tree);
}

/* The path ends in a '/', or is empty. */
static void search_folder(struct search *search, const struct folder *folder, const char *path,
			  int depth)
{
	look_for_file(search, folder, path);
	for (size_t i = 0; i < folder->count && search->count < 2; i++) {
		const struct subfolder *subfolder = &folder->subfolders[i];
		const struct folder *below = look_at(search->repo, &subfolder->id, depth + 1);
		_cleanup_free_ char *path_below = NULL;

		if (!below || (below->summed_up && !has(&below->below, search->hash)))
			continue;
		path_below = xasprintf("%s%s/", path, subfolder->name);
		search_folder(search, below, path_below, depth + 1);
	}
}

static struct search search_tree(const git_tree *tree, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct search search = {
		.repo = git_tree_owner(tree), .name = slash ? slash + 1 : path,
	};
	const struct folder *root;

	search.hash = name_hash(search.name, strlen(search.name));
	pthread_mutex_lock(&lock);
	if (remembered > REMEMBERED_MAX)
		forget_all();
	root = look_at(search.repo, git_tree_id(tree), 0);
	if (root)
		search_folder(&search, root, "", 0);
	pthread_mutex_unlock(&lock);
	return search;
}

char *file_names_only(const git_tree *tree, const char *path)
{
	struct search search = search_tree(tree, path);

	if (search.count == 1)
		return search.path;
	free(search.path);
	return NULL;
}

bool file_names_have(const git_tree *tree, const char *path)
{
	struct search search = search_tree(tree, path);

	free(search.path);
	return search.count;
}
