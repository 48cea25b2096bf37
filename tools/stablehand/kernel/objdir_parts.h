/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the O= folder holds between two makes. "<obj>.index" has, in the order of the walk, for
 * each file "INODE SIZE MTIME CTIME PATH" and a NUL, as it was when make had ended. Nobody can set
 * a ctime, so a file of which all of these are the same is what make left there. It is there only
 * while no make is at work.
 */
#ifndef KERNEL_OBJDIR_PARTS_H
#define KERNEL_OBJDIR_PARTS_H

#include "util/error.h"

/* make has ended: note what is there. */
int objdir_index_write(const char *obj, struct error **err);

/*
 * A make is about to begin: remove what is not as it was noted, which make then makes again, and
 * the note. Says so by progress_note(). A folder without one is taken as it is (one of an older
 * program, or whose make was killed: see objdir.h).
 */
int objdir_index_take(const char *obj, struct error **err);

/* Have kconfig write all of its generated headers again: some are gone. */
int objdir_forget_config(const char *obj, struct error **err);

#endif
