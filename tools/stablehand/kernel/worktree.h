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
 *
 * That says what we wrote, not what is there now: an editor, a patch tried by hand or
 * another program may have changed the folder since. So each switch ends with a look at
 * every file, by lstat() against the index "<dir>.index" (as git does it; see
 * worktree_parts.h), and by its hash where that tells nothing. What is not as the tree
 * has it (content, mode, kind, gone) is written again from the store, what is not of the
 * tree is removed. 80,000 unchanged files take a fraction of a second.
 *
 * A work tree of a program that kept no index is hashed once, and keeps its times.
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
	/*
	 * The last make in this folder did not end by itself, so nobody looked at what
	 * changed while it ran: a file that was written to and is right again gets a new
	 * mtime, so that make takes nothing that was made from it in between for new.
	 */
	bool make_stopped;
};

struct worktree_result {
	size_t written;		/* files and symbolic links in which the trees differ */
	size_t removed;
	bool fresh;		/* the folder was made from nothing */
	size_t mended;		/* files that were not as the tree has them: written again */
	size_t strays;		/* files and folders that are not of the tree: removed */
	char example[128];	/* the path of one of these, printable; "": none */
	size_t hashed;		/* files that had to be read to know */
};

/*
 * Make the folder hold exactly the tree, nothing else: also what a build left there
 * beside the sources is removed, which in an O= build is next to nothing. Symbolic links
 * are written, never followed, so nothing outside of `dir` changes whatever the tree
 * says. The caller holds the lock of the folder. Shows progress_update() in the caller's
 * step.
 *
 * Errors: ERROR_INPUT for a tree with an unsafe path or a submodule,
 * ERROR_ENVIRONMENT for what the disk or the store refuses and when another program goes
 * on changing the files, ERROR_INTERRUPTED; after each the next call goes on.
 */
int worktree_switch(const struct worktree_options *options, struct worktree_result *ret_result,
		    struct error **err);

/*
 * Has anybody written to the sources since worktree_switch()? For after a make and before
 * what it made is published. 1 and the path of one that was changed, also when it was put
 * back since, or is not of the tree and would be read by a build (*.[chS], Makefile*,
 * Kbuild*, Kconfig*); the caller frees it. 0: none; other files that make left there do
 * not count. -1: as worktree_switch(). Only options->repo, tree and dir are looked at.
 */
int worktree_changed(const struct worktree_options *options, char **ret_path,
		     struct error **err);

/* The same as an ERROR_ENVIRONMENT that names the file, and says that nothing is published. */
int worktree_require_unchanged(const struct worktree_options *options, struct error **err);

#endif
