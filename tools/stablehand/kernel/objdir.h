/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The O= folder of a branch between runs: whether what is in it can be
 * trusted, and how long the last builds in it took.
 *
 * make removes half-written targets when it is stopped by a signal that it can
 * catch; after kill -9 a truncated object can stay whose time is newer than
 * its source's, and make would take it for whole. After a power cut even one
 * of a finished make can be empty, for nothing here is synced. So the file
 * <work>/trust holds the id of the running boot and "making" or "done", and
 * unless it says "done" in this very boot, every regular file of obj written
 * in the last minute before the newest one is removed: longer than any single
 * step writes on one file, and than a file system holds back data. make makes
 * these few again; the rest stays.
 */
#ifndef KERNEL_OBJDIR_H
#define KERNEL_OBJDIR_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/*
 * Make obj ready for a make: made if need be, repaired after a violent end,
 * removed when another toolchain filled it. Then note that a make is at work.
 */
int objdir_begin(const char *work, const char *obj, const char *toolchain_identity,
		 struct error **err);

/* make has ended by itself: what is in obj is whole. */
int objdir_end(const char *work, const char *obj, struct error **err);

/* Was that so, in this boot? */
bool objdir_is_done(const char *work);

/* Steps and seconds of a finished build; all 0 when there was none yet. */
struct objdir_past {
	size_t steps;
	double seconds;
};

/* Building from nothing and building what changed are remembered apart. */
enum objdir_kind {
	OBJDIR_FULL,
	OBJDIR_INCREMENTAL,
};

/* The last build of this kind. A record that cannot be read counts as none. */
struct objdir_past objdir_past(const char *work, enum objdir_kind kind);
int objdir_remember(const char *work, enum objdir_kind kind, struct objdir_past past,
		    struct error **err);

#endif
