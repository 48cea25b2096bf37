/* SPDX-License-Identifier: GPL-2.0-only */
/* The patches that an earlier port wrote to a folder. */
#ifndef DELIVER_WRITTEN_BEFORE_H
#define DELIVER_WRITTEN_BEFORE_H

#include "util/buf.h"
#include "util/error.h"

/* The end of a mail, before the version: what an earlier port wrote is told by it. */
#define WRITTEN_SIGNATURE "-- \nstablehand "

/*
 * If mails that an earlier port wrote to a folder are not all among those that are to be there
 * now (paths in it, NULL-terminated, and their contents), move the folder aside as a whole,
 * with all that others put there: to <folder>.old-1, or the next number that is free. The new
 * path, allocated, is put into *ret_aside; NULL: nothing was moved.
 */
int written_before(const char *dir, char *const *paths, const struct buf *texts, char **ret_aside,
		   struct error **err);

/* Move a folder to <folder>.old-1, or the next number that is free; *ret_aside is allocated. */
int move_folder_aside(const char *dir, char **ret_aside, struct error **err);

#endif
