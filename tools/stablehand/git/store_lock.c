// SPDX-License-Identifier: GPL-2.0-only
#include "git/store_lock.h"

#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

#define LOCK_FILE "stablehand-import.lock"

static void note_wait(const char *holder, void *data)
{
	(void)data;
	progress_note("Waiting for another import into this store (%s).",
		      *holder ? holder : "unknown process");
}

int store_lock(const char *path, int *ret_fd, struct error **err)
{
	_cleanup_free_ char *file = path_join(path, LOCK_FILE);

	return file_lock(file, note_wait, NULL, ret_fd, err);
}

int store_lock_try(const char *path, int *ret_fd, char **ret_holder, struct error **err)
{
	_cleanup_free_ char *file = path_join(path, LOCK_FILE);

	return file_lock_try(file, ret_fd, ret_holder, err);
}
