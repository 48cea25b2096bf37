/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a work tree is compared with the tree that it shall hold: a look at every file, for
 * which most of the time lstat() is enough.
 *
 * The index "<dir>.index" has, in git's format, what stat() said of each file when its
 * content was known: size, mtime, ctime, inode. Nobody can set a ctime, so a file of which
 * all of these are the same has the content that it had then. It is a cache: an entry that is
 * missing, or of another blob than the tree has at this path, only costs a hash, and an
 * index that cannot be read counts as empty. What the folder shall hold is always asked of
 * the tree.
 *
 * A file changed in the tick of the clock in which it was looked at has the same times
 * before and after ("racily clean" in git). So when a look begins, files whose ctime is
 * that of the running tick or later are recorded without times, and hashed the next time.
 */
#ifndef KERNEL_WORKTREE_PARTS_H
#define KERNEL_WORKTREE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include <git2.h>

#include "kernel/treefiles.h"
#include "util/error.h"

/* Read the index, an empty one when there is none or a bad one. Freed with git_index_free(). */
int worktree_index_open(const char *path, git_index **ret_index, struct error **err);

/* Write it to where it was read from, whatever lock a killed writer left there. */
int worktree_index_save(git_index *index, struct error **err);

/* Record these files, or forget them. What the index refuses is not recorded. */
void worktree_index_add(git_index *index, const struct treefiles *list);
void worktree_index_remove(git_index *index, const struct treefiles *list);

struct worktree_look {
	/* In. */
	git_repository *repo;
	const git_oid *tree;
	const char *dir;
	git_index *index;		/* not changed */
	/*
	 * Files that are right although their stat is not the recorded one get the
	 * present time as their mtime: objects may have been made from what they held
	 * in between, which make would take for newer than them.
	 */
	bool touch;
	/*
	 * Only ask whether a file was written to since it was recorded: `wrong` are then
	 * those whose stat is another, even with the right content.
	 */
	bool since;

	/* Out; released with worktree_look_release(). */
	struct treefiles wrong;		/* of the tree, and not there as it has them */
	struct treefiles strays;	/* of the folder, and not of the tree; only paths */
	struct treefiles seen;		/* right, and to be recorded anew */
	struct treefiles gone;		/* recorded, and not of the tree; only paths */
	size_t hashed;			/* files that had to be read */
};

/*
 * Compare the folder with the tree. Links are not followed; a folder that is of no file
 * of the tree is one stray. ERROR_INPUT for a submodule, ERROR_ENVIRONMENT when the store
 * or the folder cannot be read, ERROR_INTERRUPTED.
 */
int worktree_look(struct worktree_look *look, struct error **err);

void worktree_look_release(struct worktree_look *look);

#endif
