/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the store as it was written? All that it holds can be had again, so what is damaged is
 * put aside, with the references that would need it; the next import brings it back.
 */
#ifndef GIT_STORE_CHECK_H
#define GIT_STORE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

struct store_report {
	size_t packs, references, trees;	/* that were looked at */
	char **damaged;			/* a line each: "pack-0123456789ab.pack: checksum differs" */
	size_t damaged_count, damaged_alloc;
};

/*
 * Look at the repository at `path`: its configuration, the checksums of packs and their
 * indexes, loose objects, references, and whether every tree and file that a reference leads
 * to is there. Contents of files are covered by the checksums of their packs. With `mend`
 * damaged packs, objects and references are moved to <path>/damaged/ and an index that is gone
 * is made again of its pack. The caller holds the lock of imports (git/store_lock.h) and frees
 * the report, also after an error. Errors: it cannot be looked at or moved, or Ctrl-C.
 */
int store_check(const char *path, bool mend, struct store_report *ret_report, struct error **err);

/* NULL-safe for what it holds. Fits _cleanup_(). */
void store_report_release(struct store_report *report);

#endif
