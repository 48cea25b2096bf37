/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From an archive to a release: a tarball of a kernel tree, or a .deb that
 * holds one below usr/src, is streamed into git objects. The tree is never
 * unpacked to disk, and neither is the inner tarball. The objects that the
 * store lacks go into one pack, which is written aside and published whole;
 * then comes the reference. Killed at any point, the store is as it was.
 */
#ifndef KERNEL_IMPORT_H
#define KERNEL_IMPORT_H

#include <git2.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/release.h"
#include "util/error.h"

struct import_options {
	git_repository *repo;
	const char *path;	/* the archive; tar in any usual compression, or .deb */
	const char *branch;	/* "6.1.y" */
	const char *version;	/* NULL: as the tree's top Makefile says */
	const char *origin;	/* what the commit message says of where it is from; or NULL */
	const char *sha256;	/* the archive must have this one (hex); NULL: not checked */
};

struct import_result {
	struct release release;
	bool already_there;	/* nothing was read beyond the checksum */
	bool has_changelog;	/* release_changelog_ref() exists */
	size_t files;		/* of the tree */
	size_t objects_written;
	uint64_t bytes_written;	/* size of the new pack */
	uint64_t bytes_read;	/* size of the archive */
};

/*
 * Import. The caller frees with import_result_clear().
 *
 * The commit is the same for the same archive, version and origin: no parent,
 * author and committer are "stablehand <import@stablehand.invalid>", the date
 * is the newest of the archive's files, and the message is the version, the
 * origin and "sha256: <of the archive>".
 *
 * Errors: a wrong checksum, a damaged or truncated archive, a path that leaves
 * the tree, a device, a path that occurs twice, a version of another branch or
 * a limit passed (256 MiB a file, 8 GiB and 2 million entries in all) is
 * ERROR_INPUT and names the archive; a full disk is ERROR_ENVIRONMENT. In all
 * of them nothing is published and nothing is left over.
 */
int import_archive(const struct import_options *options, struct import_result *ret,
		   struct error **err);

/* Free what a result holds and zero it. Fits _cleanup_(). */
void import_result_clear(struct import_result *result);

#endif
