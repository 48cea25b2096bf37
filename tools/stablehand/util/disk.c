// SPDX-License-Identifier: GPL-2.0-only
#include "util/disk.h"

#include <fts.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "util/hash_table.h"
#include "util/interrupt.h"

#define BLOCK 512	/* bytes of st_blocks, stat(2) */

struct disk_inode {
	struct {
		dev_t dev;
		ino_t ino;
	} id;
	UT_hash_handle hh;
};

char *size_text(uint64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double size = bytes;
	size_t u = 0;

	if (bytes < 1024)
		return xasprintf("%u B", (unsigned)bytes);
	for (size /= 1024; size >= 1023.95 && u + 1 < ARRAY_SIZE(units); u++)
		size /= 1024;
	return xasprintf("%.1f %s", size, units[u]);
}

void disk_seen_release(struct disk_seen *seen)
{
	struct disk_inode *inode, *next;

	HASH_ITER(hh, seen->inodes, inode, next) {
		HASH_DEL(seen->inodes, inode);
		free(inode);
	}
}

/* Was it counted by another name? */
static bool is_counted(struct disk_seen *seen, const struct stat *st)
{
	struct disk_inode *inode, key;

	if (!seen || S_ISDIR(st->st_mode) || st->st_nlink < 2)
		return false;
	memset(&key, 0, sizeof(key));
	key.id.dev = st->st_dev;
	key.id.ino = st->st_ino;
	HASH_FIND(hh, seen->inodes, &key.id, sizeof(key.id), inode);
	if (inode)
		return true;
	inode = xmalloc(sizeof(*inode));
	*inode = key;
	HASH_ADD(hh, seen->inodes, id, sizeof(inode->id), inode);
	return false;
}

int disk_usage(const char *path, struct disk_seen *seen, uint64_t *ret_bytes, time_t *ret_changed,
	       struct error **err)
{
	char *const roots[] = { (char *)path, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	uint64_t bytes = 0;
	time_t changed = 0;
	FTSENT *entry;
	int rc = 0;

	while (fts && !rc && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_DP || entry->fts_info == FTS_NS ||
		    entry->fts_info == FTS_ERR)
			continue;
		if (interrupt_pending())
			rc = interrupt_error(err);
		if (entry->fts_level == FTS_ROOTLEVEL)
			changed = entry->fts_statp->st_mtime;
		if (!is_counted(seen, entry->fts_statp))
			bytes += (uint64_t)entry->fts_statp->st_blocks * BLOCK;
	}
	if (fts)
		fts_close(fts);
	if (rc)
		return -1;
	*ret_bytes = bytes;
	if (ret_changed)
		*ret_changed = changed;
	return 0;
}
