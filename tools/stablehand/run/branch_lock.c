// SPDX-License-Identifier: GPL-2.0-only
#include "run/branch_lock.h"

#include "util/alloc.h"
#include "util/file.h"
#include "util/progress.h"

static void tell_waiting(const char *holder, void *data)
{
	progress_note("%s: waiting for another stablehand (%s)", (const char *)data, holder);
}

int branch_lock(const struct context *context, const char *branch, int *ret_fd, struct error **err)
{
	_cleanup_free_ char *folder = path_join(context->cache, "locks");
	_cleanup_free_ char *path = path_join(folder, "%s", branch);

	if (dir_make(folder, err))
		return -1;
	return file_lock(path, tell_waiting, (void *)branch, ret_fd, err);
}
