// SPDX-License-Identifier: GPL-2.0-only
/*
 * What leads to which object. An object that an owner was noted for has been walked for it, with
 * all below it, so no tree is walked twice for one owner; and not more often than twice in all,
 * as below what is shared all is shared.
 */
#include <stdlib.h>

#include "git/store_objects_parts.h"
#include "util/alloc.h"
#include "util/interrupt.h"

/* What is still to be walked. */
struct pending {
	git_oid oid;
	git_object_t type;	/* GIT_OBJECT_ANY: not known */
};

struct marking {
	struct store_objects *objects;
	git_repository *repo;
	uint32_t owner;
	bool share;
	struct pending *stack;
	size_t count, alloc;
};

static int compare(const void *a, const void *b)
{
	return git_oid_cmp(a, b);
}

static bool is_cut(const struct store_objects *o, const git_oid *commit)
{
	return o->cut_count && bsearch(commit, o->cuts, o->cut_count, sizeof(*o->cuts), compare);
}

static void push(struct marking *m, const git_oid *oid, git_object_t type)
{
	*ARRAY_ADD(m->stack, m->count, m->alloc) = (struct pending){ *oid, type };
}

static void push_tree(struct marking *m, const git_tree *tree)
{
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		/* A submodule's commit is not of this store. */
		if (git_tree_entry_type(entry) != GIT_OBJECT_COMMIT)
			push(m, git_tree_entry_id(entry), git_tree_entry_type(entry));
	}
}

static void push_commit(struct marking *m, const git_commit *commit)
{
	push(m, git_commit_tree_id(commit), GIT_OBJECT_TREE);
	if (is_cut(m->objects, git_commit_id(commit)))
		return;
	for (unsigned int i = 0; i < git_commit_parentcount(commit); i++)
		push(m, git_commit_parent_id(commit, i), GIT_OBJECT_COMMIT);
}

/* 1; 0: it cannot be read. */
static int push_below(struct marking *m, const struct pending *at)
{
	git_object *object;

	if (at->type == GIT_OBJECT_BLOB)
		return 1;
	if (git_object_lookup(&object, m->repo, &at->oid, at->type))
		return 0;
	if (git_object_type(object) == GIT_OBJECT_TREE)
		push_tree(m, (git_tree *)object);
	else if (git_object_type(object) == GIT_OBJECT_COMMIT)
		push_commit(m, (git_commit *)object);
	else if (git_object_type(object) == GIT_OBJECT_TAG)
		push(m, git_tag_target_id((git_tag *)object), git_tag_target_type((git_tag *)object));
	git_object_free(object);
	return 1;
}

/* Whose it is from now on; does anything change, so that what is below has to be walked? */
static bool claim(const struct marking *m, struct store_copy *copy)
{
	uint32_t owner = copy->owner == STORE_OWNER_NONE ? m->owner : STORE_OWNER_SHARED;

	if (copy->owner == m->owner || copy->owner == owner ||
	    (copy->owner != STORE_OWNER_NONE && !m->share))
		return false;
	copy->owner = owner;
	return true;
}

int store_objects_mark(struct store_objects *objects, git_repository *repo, const git_oid *from,
		       uint32_t owner, bool share, git_oid *ret_missing, struct error **err)
{
	struct marking m = { objects, repo, owner, share };
	int rc = 1;

	push(&m, from, GIT_OBJECT_ANY);
	while (rc > 0 && m.count) {
		struct pending at = m.stack[--m.count];
		struct store_copy *copy = store_objects_find(objects, &at.oid);

		if (interrupt_pending()) {
			rc = interrupt_error(err);
		} else if (!copy || (claim(&m, copy) && !push_below(&m, &at))) {
			*ret_missing = at.oid;
			rc = 0;
		}
	}
	free(m.stack);
	return rc;
}

void store_objects_unmark(struct store_objects *objects)
{
	for (size_t i = 0; i < objects->count; i++)
		objects->copies[i].owner = STORE_OWNER_NONE;
}
