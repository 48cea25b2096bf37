/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects that nothing leads to leave the store, pack by pack. A pack of which nothing is needed
 * is removed; one of which enough is not needed is written anew: what stays of it is copied into
 * a new pack, entry by entry as it stands (its CRC is checked), that pack is published whole, and
 * only then is the old one removed. So at every moment all that is needed is there at least once;
 * killed in between, some is there twice, until the next time. The most room that this takes for
 * a while is what stays of the largest pack that is written anew, and a pack for which there is
 * none stays as it is. (git repack -a has all of the store twice before it removes anything.)
 */
#ifndef GIT_STORE_GC_H
#define GIT_STORE_GC_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "git/store_objects.h"
#include "util/error.h"

struct store_gc {
	size_t objects;		/* that leave, without second copies of what stays */
	size_t packs_removed, packs_rewritten;
	uint64_t bytes;		/* by which the store gets smaller */
	size_t no_room;		/* packs for which the disk has no room to write them anew */
};

/*
 * What would leave, by the marks on the objects (store_objects_mark()): whatever has none.
 */
struct store_gc store_gc_plan(const struct store_objects *objects);

/*
 * Do it. All that anybody works on is marked, and nobody adds to the store: the caller holds the
 * lock of imports and those of all branches. *ret_done: what was done, also after an error.
 */
int store_gc(const struct store_objects *objects, git_repository *repo, struct store_gc *ret_done,
	     struct error **err);

#endif
