/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pack written by several threads at once: each object that neither the
 * store nor the pack has is compressed by its thread and appended whole,
 * without deltas. The file is aside until pack_publish(). Formats: pack
 * version 2 and index version 2, gitformat-pack(5).
 */
#ifndef GIT_PACK_H
#define GIT_PACK_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "util/error.h"

struct pack;
struct pack_scratch;

/*
 * Begin a pack for this store. locked: the caller holds the lock for
 * pack_sweep(), which then may remove at once what we leave if we are killed;
 * else it has to wait until that is ten minutes old.
 */
int pack_open(git_repository *repo, bool locked, struct pack **ret_pack, struct error **err);

/* What one thread needs to compress; freed with pack_scratch_free() (NULL-safe). */
struct pack_scratch *pack_scratch_new(void);
void pack_scratch_free(struct pack_scratch *scratch);

/*
 * Put an object, unless it is there. *ret_oid is its id either way. May be
 * called by several threads, each with its own scratch. After a failure the
 * pack can only be freed.
 */
int pack_put(struct pack *pack, struct pack_scratch *scratch, git_object_t type,
	     const void *data, size_t len, git_oid *ret_oid, struct error **err);

/* Is this object in the pack or in the store? For any thread. */
bool pack_has(struct pack *pack, const git_oid *oid);

/*
 * The same as pack_put() for an object that the store is known to lack, with the id that it
 * is known to have; neither is checked.
 */
int pack_add(struct pack *pack, struct pack_scratch *scratch, git_object_t type,
	     const void *data, size_t len, const git_oid *oid, struct error **err);

/* An object as it stands in a pack: compressed by one thread, perhaps added by another. */
struct pack_entry {
	void *bytes;		/* allocated */
	size_t len;
};

int pack_compress(struct pack_scratch *scratch, git_object_t type, const void *data, size_t len,
		  struct pack_entry *ret_entry, struct error **err);

/* As pack_add(). The entry stays the caller's. */
int pack_add_entry(struct pack *pack, const struct pack_entry *entry, const git_oid *oid,
		   struct error **err);

/*
 * Finish: index, fsync, rename into the store. From then on all objects that
 * were put can be read, by an object database that is open already after
 * git_odb_refresh(). A pack of no objects is dropped. *ret_objects and
 * *ret_bytes: how many were new, and the size of the pack file.
 */
int pack_publish(struct pack *pack, size_t *ret_objects, uint64_t *ret_bytes,
		 struct error **err);

/* Free; what was not published is removed from the disk. NULL-safe. */
void pack_free(struct pack *pack);

/*
 * Remove what killed imports and fetches left in the store: our files aside,
 * and git's and packs without an index when ten minutes old. The store must be
 * locked.
 */
void pack_sweep(git_repository *repo);

#endif
