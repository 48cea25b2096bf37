/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All objects of a store with what they take on the disk, and what leads to them: who holds how
 * much, and what can go. The caller holds the lock of imports (git/store_lock.h), so that packs
 * neither come nor go meanwhile.
 */
#ifndef GIT_STORE_OBJECTS_H
#define GIT_STORE_OBJECTS_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

#define STORE_OWNER_NONE 0u		/* nothing leads to it */
#define STORE_OWNER_SHARED UINT32_MAX	/* more than one owner leads to it */

struct store_objects;

/*
 * Read the indexes of all packs and the names of loose objects of the repository at `path`.
 * ERROR_ENVIRONMENT when that cannot be done: an index that is none, objects of another
 * repository (alternates). The caller frees with store_objects_free().
 */
int store_objects_load(const char *path, struct store_objects **ret_objects, struct error **err);
void store_objects_free(struct store_objects *objects);
static inline void store_objects_cleanup_(struct store_objects **objects)
{
	store_objects_free(*objects);
}
#define _cleanup_store_objects_ __attribute__((cleanup(store_objects_cleanup_)))

/*
 * Note that `owner` (1, 2, ...) leads to an object and all that it leads to: of a tag its
 * target, of a commit its tree and those before it, of a tree what is in it. With `share` what
 * another owner leads to as well becomes STORE_OWNER_SHARED; without it that stays the other's.
 * Every owner is marked by one call, or by several one after the other. 1; 0 and *ret_missing
 * when an object is not there (the marks are not complete then); -1 on an error. What comes
 * before a commit at which a fetched history is cut need not be there.
 */
int store_objects_mark(struct store_objects *objects, git_repository *repo, const git_oid *from,
		       uint32_t owner, bool share, git_oid *ret_missing, struct error **err);

/* Forget all marks. */
void store_objects_unmark(struct store_objects *objects);

/* Is it there, and does something lead to it? */
bool store_objects_is_marked(const struct store_objects *objects, const git_oid *oid);

/* Bytes on the disk of an owner's objects, each counted once. */
uint64_t store_objects_bytes(const struct store_objects *objects, uint32_t owner);

/* Of objects that are there more than once, of the second copies. */
uint64_t store_objects_duplicate_bytes(const struct store_objects *objects);

/* Of the packs' indexes and what else belongs to them. */
uint64_t store_objects_index_bytes(const struct store_objects *objects);

size_t store_objects_pack_count(const struct store_objects *objects);

#endif
