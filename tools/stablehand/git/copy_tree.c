// SPDX-License-Identifier: GPL-2.0-only
#include "git/copy_tree.h"

#include <string.h>

#include "git/pack.h"
#include "git/store_lock.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/interrupt.h"

#define DEEPEST 2000
#define NOBODY "stablehand <stablehand@localhost> 0 +0000"

struct copying {
	git_repository *from;
	git_odb *odb;		/* of it */
	struct pack *pack;
	struct pack_scratch *scratch;
};

static int copy_object(struct copying *c, const git_oid *oid, struct error **err)
{
	git_odb_object *object;
	int rc;

	if (pack_has(c->pack, oid))
		return 0;
	if (git_odb_read(&object, c->odb, oid))
		return error_git(err, ERROR_INPUT, "object %s", git_oid_tostr_s(oid));
	rc = pack_add(c->pack, c->scratch, git_odb_object_type(object), git_odb_object_data(object),
		      git_odb_object_size(object), oid, err);
	git_odb_object_free(object);
	return rc;
}

static int copy_below(struct copying *c, const git_oid *oid, int depth, struct error **err)
{
	git_tree *tree;
	int rc = 0;

	if (interrupt_pending())
		return interrupt_error(err);
	if (depth > DEEPEST || git_tree_lookup(&tree, c->from, oid))
		return error_set(err, ERROR_INPUT, "tree %s cannot be read", git_oid_tostr_s(oid));
	for (size_t i = 0; i < git_tree_entrycount(tree) && !rc; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);

		if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			rc = copy_below(c, git_tree_entry_id(entry), depth + 1, err);
		else if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB)
			rc = copy_object(c, git_tree_entry_id(entry), err);
	}
	git_tree_free(tree);
	return rc ? -1 : copy_object(c, oid, err);
}

static int put_commit(struct copying *c, const git_oid *tree, const char *message,
		      git_oid *ret_commit, struct error **err)
{
	_cleanup_buf_ struct buf text = {0};

	buf_printf(&text, "tree %s\nauthor " NOBODY "\ncommitter " NOBODY "\n\n%s\n",
		   git_oid_tostr_s(tree), message);
	return pack_put(c->pack, c->scratch, GIT_OBJECT_COMMIT, text.data, text.len, ret_commit, err);
}

static int refresh(git_repository *repo, struct error **err)
{
	git_odb *odb;
	int rc = git_repository_odb(&odb, repo);

	if (!rc) {
		rc = git_odb_refresh(odb);
		git_odb_free(odb);
	}
	return rc ? error_git(err, ERROR_ENVIRONMENT, "reading the store again") : 0;
}

int copy_tree(git_repository *from, const git_oid *tree, git_repository *to, const char *message,
	      git_oid *ret_commit, struct error **err)
{
	struct copying c = { .from = from, .scratch = pack_scratch_new() };
	_cleanup_close_ int lock = -1;
	git_oid commit;
	size_t count;
	uint64_t bytes;
	int rc = store_lock(git_repository_commondir(to), &lock, err);

	if (!rc && git_repository_odb(&c.odb, from))
		rc = error_git(err, ERROR_INPUT, "%s", git_repository_path(from));
	if (!rc)
		rc = pack_open(to, true, &c.pack, err) || copy_below(&c, tree, 0, err) ||
		     put_commit(&c, tree, message, &commit, err) ||
		     pack_publish(c.pack, &count, &bytes, err) || refresh(to, err) ? -1 : 0;
	pack_free(c.pack);
	pack_scratch_free(c.scratch);
	git_odb_free(c.odb);
	if (!rc)
		*ret_commit = commit;
	return rc;
}
