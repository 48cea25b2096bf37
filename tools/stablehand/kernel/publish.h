/* SPDX-License-Identifier: GPL-2.0-only */
/* Result folders that appear whole: filled aside, synced, renamed into place. */
#ifndef KERNEL_PUBLISH_H
#define KERNEL_PUBLISH_H

#include <stdbool.h>
#include <sys/types.h>

#include "util/error.h"

/* Make an empty folder to fill, removing what a killed run left at this path. */
int publish_begin(const char *aside, struct error **err);

/* Copy a regular file to <aside>/<name>, making folders on the way. mode as for open(2). */
int publish_copy(const char *from, const char *aside, const char *name, mode_t mode,
		 struct error **err);

/*
 * Sync all of aside and rename it to `target` (folder above made if need be), by way of a copy
 * when that is on another file system. When there is one already: with `replace` the two change
 * places and the old one is removed, without it the new one is.
 */
int publish_finish(const char *aside, const char *target, bool replace, struct error **err);

#endif
