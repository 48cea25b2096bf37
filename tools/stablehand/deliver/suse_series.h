/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places in a series.conf of SUSE's kernel-source. Its sorted section begins at "# sorted patches"
 * and ends at "# end of sorted patches" or with the file: first what is in mainline, in mainline's
 * order; then a part for each other repository, headed by its address; at last
 * "# out-of-tree patches".
 */
#ifndef DELIVER_SUSE_SERIES_H
#define DELIVER_SUSE_SERIES_H

#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

/* A patch to be put there. Nothing belongs to it. */
struct suse_patch {
	const char *path;		/* "patches.suse/x.patch" */
	const char *commit;		/* upstream, 40 digits; NULL: it is not upstream */
	const char *mainline;		/* for Patch-mainline, "v6.6-rc1"; NULL without commit */
};

/*
 * Append to *ret the text of a series.conf with the patches in it, and to *notes a line for each:
 * where it is and why. One whose commit another patch has as Git-commit is there already, and so
 * is one that is not upstream and has the name of another: it is not put in again. `folder`: where
 * the files are that the lines name; their Patch-mainline and Git-commit are read.
 *
 * Of two commits of the same release only mainline's history tells the order, which is not asked:
 * the patch goes behind those of its release. ERROR_INPUT: a patch is upstream, and the file has
 * another one with its name.
 */
int suse_series_insert(const char *folder, const char *text, const struct suse_patch *patches,
		       size_t count, struct buf *ret, struct buf *notes, struct error **err);

#endif
