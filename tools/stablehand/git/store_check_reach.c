// SPDX-License-Identifier: GPL-2.0-only
/*
 * What references lead to. Trees are read, of files only asked whether they are there: their
 * bytes are in the checksums of the packs. Each tree is walked once, whatever leads to it; one
 * kernel shares most of its six thousand with the next.
 */
#include <string.h>

#include "git/store_check_parts.h"
#include "util/hash_table.h"
#include "util/interrupt.h"

#define DEEPEST 2000

struct seen_tree {
	git_oid oid;
	bool whole;
	UT_hash_handle hh;
};

struct walk {
	struct store_check *check;
	git_odb *odb;
};

static void note(struct store_check *check, const git_oid *oid, bool whole)
{
	struct seen_tree *seen = xcalloc(1, sizeof(*seen));

	git_oid_cpy(&seen->oid, oid);
	seen->whole = whole;
	HASH_ADD(hh, check->seen, oid, sizeof(seen->oid), seen);
	check->report->trees++;
}

/* 1: all below is there, 0: something is not, -1: Ctrl-C. */
static int walk_tree(const struct walk *walk, const git_oid *oid, int depth, struct error **err)
{
	struct seen_tree *seen;
	git_tree *tree;
	int rc = 1;

	HASH_FIND(hh, walk->check->seen, oid, sizeof(*oid), seen);
	if (seen)
		return seen->whole;
	if (interrupt_pending())
		return interrupt_error(err);
	if (depth > DEEPEST || git_tree_lookup(&tree, walk->check->repo, oid))
		return 0;
	for (size_t i = 0; i < git_tree_entrycount(tree) && rc > 0; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			rc = walk_tree(walk, git_tree_entry_id(entry), depth + 1, err);
		else if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
			rc = git_odb_exists(walk->odb, git_tree_entry_id(entry));
	}
	git_tree_free(tree);
	if (rc >= 0)
		note(walk->check, oid, rc);
	return rc;
}

/* Of a commit its tree; sources with a history are fetched with it by git, which looks itself. */
static int walk_object(const struct walk *walk, const git_oid *oid, struct error **err)
{
	git_object *object;
	int rc;

	if (git_object_lookup(&object, walk->check->repo, oid, GIT_OBJECT_ANY))
		return 0;
	if (git_object_type(object) == GIT_OBJECT_COMMIT)
		rc = walk_tree(walk, git_commit_tree_id((git_commit *)object), 0, err);
	else if (git_object_type(object) == GIT_OBJECT_TREE)
		rc = walk_tree(walk, oid, 0, err);
	else
		rc = 1;
	git_object_free(object);
	return rc;
}

static int check_reference(const struct walk *walk, const char *name, struct error **err)
{
	git_oid oid;
	int rc;

	walk->check->report->references++;
	if (git_reference_name_to_id(&oid, walk->check->repo, name))
		return 0;	/* told already, as a file */
	rc = walk_object(walk, &oid, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	store_check_tell(walk->check, name, "objects are missing");
	return store_check_aside(walk->check, name, err);
}

int store_check_reach(struct store_check *check, struct error **err)
{
	struct walk walk = { .check = check };
	git_strarray names = {0};
	int rc = 0;

	if (git_repository_odb(&walk.odb, check->repo))
		return error_git(err, ERROR_ENVIRONMENT, "%s", check->path);
	if (git_reference_list(&names, check->repo))
		rc = error_git(err, ERROR_ENVIRONMENT, "%s", check->path);
	for (size_t i = 0; i < names.count && !rc; i++)
		rc = check_reference(&walk, names.strings[i], err);
	git_strarray_dispose(&names);
	git_odb_free(walk.odb);
	return rc;
}

void store_check_release(struct store_check *check)
{
	struct seen_tree *seen, *next;

	HASH_ITER(hh, check->seen, seen, next) {
		HASH_DEL(check->seen, seen);
		free(seen);
	}
}
