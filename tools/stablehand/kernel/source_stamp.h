/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Has a local source changed since it was imported? Packing and hashing a kernel tree takes
 * seconds each night; asking the file system what it knows of its files takes a tenth of one.
 */
#ifndef KERNEL_SOURCE_STAMP_H
#define KERNEL_SOURCE_STAMP_H

#include "kernel/source.h"

/* How an archive, or a folder with all below it but its .git, looked when it was read. */
struct source_stamp {
	char hash[65];		/* over path, kind, size, inode and times of each file */
	bool settled;		/* the last change is more than a tick of its clock old */
};

/* Look. Before the source is read: what changes meanwhile has another stamp the next time. */
int source_stamp_take(const char *path, struct source_stamp *ret_stamp, struct error **err);

/*
 * The release that a source with this stamp gave last, if the store still has it: 1 and *ret;
 * 0: it has to be read; -1.
 */
int source_stamp_find(const struct source_options *options, const struct branch_source *source,
		      const struct source_stamp *stamp, struct release *ret, struct error **err);

/* Keep which one it was. Not for one that is not settled; that it cannot be kept is no error. */
void source_stamp_keep(const struct source_options *options, const struct branch_source *source,
		       const struct source_stamp *stamp, const char *version);

#endif
