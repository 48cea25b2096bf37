/* SPDX-License-Identifier: GPL-2.0-only */
/* What files take on the disk, and how that is written. */
#ifndef UTIL_DISK_H
#define UTIL_DISK_H

#include <stdint.h>
#include <time.h>

#include "util/error.h"

/* "734.2 MiB", "12 B". The caller frees it. */
char *size_text(uint64_t bytes);

/* Files with more than one name that were counted. Zeroed: none yet. */
struct disk_seen {
	struct disk_inode *inodes;
};

/* Fits _cleanup_(). */
void disk_seen_release(struct disk_seen *seen);

/*
 * What a file, or a folder with all below it, takes on the disk, in *ret_bytes: blocks, not
 * lengths, as du(1) counts; nothing for what is not there or cannot be read. A file with several
 * names counts once for one `seen` (NULL: each time). Symbolic links are not followed.
 * *ret_changed (may be NULL): the time of change of the path itself; 0: it is not there.
 * ERROR_INTERRUPTED after Ctrl-C.
 */
int disk_usage(const char *path, struct disk_seen *seen, uint64_t *ret_bytes, time_t *ret_changed,
	       struct error **err);

#endif
