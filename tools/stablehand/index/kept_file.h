/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Indexes that are kept in the store, one file each in a folder of the kind, named
 * by the object that they are of, with a checksum at the end. Each can be made again: what is
 * damaged or not there is made anew, those not used for longest go first.
 */
#ifndef INDEX_KEPT_FILE_H
#define INDEX_KEPT_FILE_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

/* Bytes of an index, mapped. Zeroed: none. */
struct kept_file {
	void *data;		/* page aligned, read only; or NULL */
	size_t len;
};

/*
 * Map the file of object `id` in `folder` of the store, and note that it was used.
 * false: there is none that can be read. The caller releases it.
 */
bool kept_file_map(git_repository *repo, const char *folder, const git_oid *id,
		   struct kept_file *ret_file);

/* Unmap. It may be used again. */
void kept_file_release(struct kept_file *file);

/* Keep these bytes for the next time. That this cannot be (a full disk) is no error. */
void kept_file_write(git_repository *repo, const char *folder, const git_oid *id,
		     const void *data, size_t len);

#endif
