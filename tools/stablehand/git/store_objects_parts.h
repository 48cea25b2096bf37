/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects of a store, for those who count and drop them (git/store_objects.h). */
#ifndef GIT_STORE_OBJECTS_PARTS_H
#define GIT_STORE_OBJECTS_PARTS_H

#include <time.h>

#include "git/store_objects.h"

#define STORE_LOOSE UINT32_MAX		/* the "pack" of loose objects */
#define STORE_SHALLOW "shallow"
#define STORE_SHALLOW_MAX (64u << 20)

/* One copy of an object. */
struct store_copy {
	git_oid oid;
	uint32_t pack;			/* index in `packs`, or STORE_LOOSE */
	uint32_t owner;			/* of the first copy, for all of them */
	uint32_t crc;			/* of the entry, as the pack's index has it */
	uint64_t offset, bytes;		/* of the entry; loose: 0, and blocks */
};

struct store_pack {
	char *name;			/* "pack-<40 hex digits>" */
	bool kept;			/* it has a .keep, by which somebody wants it left alone */
	uint64_t bytes, beside_bytes;	/* lengths of the pack, and of index and the like */
	size_t first, count;		/* in `by_offset` */
};

struct store_objects {
	char *path;			/* of the repository */
	struct store_pack *packs;
	size_t pack_count, pack_alloc;
	struct store_copy *copies;	/* sorted by id, then by pack */
	size_t count, alloc;
	uint32_t *by_offset;		/* indexes in `copies`: pack by pack, by offset */
	git_oid *cuts;			/* commits whose parents need not be there, sorted */
	size_t cut_count, cut_alloc;
};

/* The first copy of an object, which has its owner; NULL: it is not there. */
struct store_copy *store_objects_find(const struct store_objects *objects, const git_oid *oid);

/* "<path>/objects/pack/<name><suffix>"; the caller frees it. */
char *store_pack_path(const struct store_objects *objects, const struct store_pack *pack,
		      const char *suffix);

/*
 * Copy what stays of a pack (by index in `copies`), with the bases of its deltas, into a new one
 * and publish that; *ret_bytes is its size. The old one is not touched. ERROR_DAMAGED when an
 * entry is not as the index has it.
 */
int store_pack_copy(const struct store_objects *objects, git_repository *repo,
		    const struct store_pack *from, const bool *stays, uint64_t *ret_bytes,
		    struct error **err);

#endif
