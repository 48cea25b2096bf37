// SPDX-License-Identifier: GPL-2.0-only
#include "port/unapplied.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/hash_table.h"

struct pair {
	git_oid tree, patch;
};

struct known_pair {
	struct pair pair;
	UT_hash_handle hh;
};

struct unapplied {
	struct known_pair *pairs;
};

struct unapplied *unapplied_new(void)
{
	return xcalloc(1, sizeof(struct unapplied));
}

void unapplied_free(struct unapplied *unapplied)
{
	struct known_pair *pair, *next;

	if (!unapplied)
		return;
	HASH_ITER(hh, unapplied->pairs, pair, next) {
		HASH_DEL(unapplied->pairs, pair);
		free(pair);
	}
	free(unapplied);
}

git_oid unapplied_patch_id(const struct patch *patch)
{
	git_oid id = { 0 };

	git_odb_hash(&id, patch->text.data, patch->text.len, GIT_OBJECT_BLOB);
	return id;
}

static struct known_pair *find(const struct unapplied *unapplied, const git_oid *tree,
			       const git_oid *patch_id)
{
	const struct pair pair = { *tree, *patch_id };
	struct known_pair *found;

	HASH_FIND(hh, unapplied->pairs, &pair, sizeof(pair), found);
	return found;
}

bool unapplied_has(const struct unapplied *unapplied, const git_oid *tree,
		   const git_oid *patch_id)
{
	return find(unapplied, tree, patch_id);
}

void unapplied_add(struct unapplied *unapplied, const git_oid *tree, const git_oid *patch_id)
{
	struct known_pair *pair;

	if (find(unapplied, tree, patch_id))
		return;
	pair = xcalloc(1, sizeof(*pair));
	pair->pair = (struct pair){ *tree, *patch_id };
	HASH_ADD(hh, unapplied->pairs, pair, sizeof(pair->pair), pair);
}
