/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of a tree's files, written below a folder or removed from it. */
#ifndef KERNEL_TREEFILES_H
#define KERNEL_TREEFILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <git2.h>

#include "util/error.h"

/*
 * Entries of git's index: path (allocated; safe, see path_is_safe(); below the folder), id
 * and mode (GIT_FILEMODE_BLOB, _BLOB_EXECUTABLE or _LINK) of each file. What stat() says
 * of it is filled in when it is written.
 */
struct treefiles {
	git_index_entry *files;	/* sorted by path, so that neighbours share a folder */
	size_t count, alloc;
};

void treefiles_add(struct treefiles *list, const char *path, const git_oid *id, uint16_t mode);

/* Take size, times and inode over from stat(). */
void treefiles_set_stat(git_index_entry *file, const struct stat *st);

/*
 * Write every file of the list below dir, with several threads where there
 * are many. What is in the way (another file, a link, a folder with build
 * products) is removed first; folders on the way are opened one by one
 * without following links. Each entry gets what stat() said of the file right
 * after it was written. Nothing is synced. Ctrl-C: ERROR_INTERRUPTED.
 */
int treefiles_write(struct treefiles *list, git_repository *repo, const char *dir,
		    struct error **err);

/*
 * Remove every file of the list, and the folders that become empty by it. One
 * that is not there, or is now something else, is fine.
 */
int treefiles_remove(const struct treefiles *list, const char *dir, struct error **err);

/*
 * Bring every file of the list that is there to the disk, and the folders on
 * its path: after treefiles_write() or treefiles_remove() of a short list.
 */
int treefiles_sync(const struct treefiles *list, const char *dir, struct error **err);

void treefiles_release(struct treefiles *list);

#endif
