// SPDX-License-Identifier: GPL-2.0-only
#include "guest.h"

#include <fts.h>
#include <unistd.h>

void sweep_folders(void)
{
	static char *const folders[] = {"/tmp", "/dev/shm", NULL};
	FTS *fts = fts_open(folders, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
	FTSENT *entry;

	if (!fts)
		return;
	while ((entry = fts_read(fts))) {
		if (entry->fts_level == FTS_ROOTLEVEL || entry->fts_info == FTS_D)
			continue;
		if (entry->fts_info == FTS_DP)
			rmdir(entry->fts_path);
		else
			unlink(entry->fts_path);
	}
	fts_close(fts);
}
