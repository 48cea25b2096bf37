/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is what lies in a published folder what was published? Its manifest has the SHA-256 of
 * every file ("files": {NAME: HASH}), and nothing is used from a folder one of whose files
 * is another. So that this costs a few lstat() most of the time, "<folder>/.verified" has
 * the size, mtime, ctime and inode that each file had when its hash was last found right;
 * only files of which one of these is another now are read again. A file changed in the
 * clock tick in which it was looked at would show no other ctime, and is not noted.
 */
#ifndef KERNEL_CHECKSUMS_H
#define KERNEL_CHECKSUMS_H

#include <stddef.h>

#include <jansson.h>

#include "util/error.h"

#define CHECKSUMS_VERIFIED ".verified"

/* Hash every regular file below the folder but manifest and notes, into manifest's "files". */
int checksums_add(const char *folder, json_t *manifest, struct error **err);

/*
 * Are they as "files" says? 1; 0 and *ret_damaged, one line ("modules/kvm.ko is damaged",
 * "bzImage is missing"), which the caller frees; -1 when one cannot be read.
 * *ret_hashed (may be NULL): how many were read. Files that the list does not have do not
 * count. ERROR_BUG when the manifest has no list.
 */
int checksums_check(const char *folder, const json_t *manifest, char **ret_damaged,
		    size_t *ret_hashed, struct error **err);

/* The same by reading all of them; nothing is written to the folder. For small ones. */
int checksums_check_anew(const char *folder, const json_t *manifest, char **ret_damaged,
			 struct error **err);

#endif
