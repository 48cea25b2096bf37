/* SPDX-License-Identifier: GPL-2.0-only */
/* How patch-ids lie in their file, for what makes and what opens it. */
#ifndef INDEX_PATCH_IDS_PARTS_H
#define INDEX_PATCH_IDS_PARTS_H

#include <stdint.h>

#include "index/patch_ids.h"
#include "util/buf.h"

#define PATCH_IDS_MAGIC "SHpatids"
#define PATCH_IDS_VERSION 1u

/* Then the entries, by patch-id, then by number. */
struct patch_ids_header {
	char magic[8];
	uint32_t version, count;
};

struct patch_ids_entry {
	uint8_t patch_id[GIT_OID_RAWSZ];	/* zeros: it has none */
	uint8_t commit[GIT_OID_RAWSZ];
	uint32_t number;			/* in the history */
};

struct patch_ids_layout {
	const struct patch_ids_entry *entries;
	size_t count;
};

/* Point into the bytes; false when they are not patch-ids. */
bool patch_ids_lay_out(const void *data, size_t len, struct patch_ids_layout *ret_layout);

/* The first entry with that patch-id, or the count of them: none. */
size_t patch_ids_search(const struct patch_ids_layout *layout, const git_oid *patch_id);

/*
 * Compare the commits of `own` (their numbers, count of them), except those that `known` has
 * (count 0: none), and append what is to be kept to *bytes. *ret_lasting: all could be read, so
 * that it would be the same the next time. Errors: Ctrl-C, which leaves in *bytes what is known.
 */
int patch_ids_make(git_repository *repo, const struct history_index *history,
		   const uint32_t *own, size_t count, const struct patch_ids_layout *known,
		   struct buf *bytes, bool *ret_lasting, struct error **err);

#endif
