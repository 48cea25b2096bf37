/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A folder made equal to a tree of the store, again and again, for as little
 * as the trees differ: only changed files are written, so that the times of
 * all others stay and make rebuilds only what depends on a change.
 *
 * The file "<dir>.state" says what the folder holds: "at TREE" or "switching
 * FROM TO", FROM being 0000... for an empty folder. It is written (and
 * synced) before the first change and after the last one has reached the
 * disk. Killed in between, every path that is the same in FROM and TO is
 * still right, and every other one may be anything; so the next switch first
 * writes all of the difference FROM -> TO again, whatever is there, and then
 * goes on from TO. Without a readable state the folder is emptied.
 */
#ifndef KERNEL_WORKTREE_H
#define KERNEL_WORKTREE_H

#include <stdbool.h>
#include <stddef.h>

#include <git2.h>

#include "util/error.h"

struct worktree_options {
	git_repository *repo;
	git_oid tree;		/* what the folder shall hold */
	const char *dir;	/* absolute; made if it is not there */
};

struct worktree_result {
	size_t written;		/* files and symbolic links */
	size_t removed;
	bool fresh;		/* the folder was made from nothing */
};

/*
 * Make the folder hold exactly the files of the tree that are under our
 * control: what a build left there beside them stays, unless it is in the way
 * of a file of the tree. Symbolic links are written, never followed, so
 * nothing outside of `dir` changes whatever the tree says. The caller holds
 * the lock of the folder. Shows progress_update() in the caller's step.
 *
 * Errors: ERROR_INPUT for a tree with an unsafe path or a submodule,
 * ERROR_ENVIRONMENT for what the disk or the store refuses,
 * ERROR_INTERRUPTED; after each the next call goes on.
 */
int worktree_switch(const struct worktree_options *options, struct worktree_result *ret_result,
		    struct error **err);

#endif
