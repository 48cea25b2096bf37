/* SPDX-License-Identifier: GPL-2.0-only */
/* A branch's work tree, switched to a state and configured, for a make of one's own. */
#ifndef KERNEL_BUILD_TREE_H
#define KERNEL_BUILD_TREE_H

#include "kernel/build.h"
#include "kernel/toolchain.h"
#include "kernel/worktree.h"
#include "util/error.h"

struct build_tree {
	struct worktree_options sources;	/* what src holds */
	char *work, *src, *obj;		/* absolute */
	struct toolchain toolchain;
	unsigned jobs;
	int lock;			/* of the branch's work folder; 0: none */
	struct build_result configured;	/* what came of that: status, failing and ungranted */
};

/*
 * Take the branch's lock, make src hold the state's tree and configure it; that it cannot
 * be configured is a result. Between this and build_tree_close() obj counts as unfinished:
 * killed there, the next build begins it anew as far as it has to. The caller releases
 * *ret_tree in any case, which gives the lock back.
 */
int build_tree_open(const struct build_options *options, struct build_tree *ret_tree,
		    struct error **err);

/*
 * The make has ended by itself; call it before anything that it made is published.
 * ERROR_ENVIRONMENT when the sources were changed while it ran.
 */
int build_tree_close(struct build_tree *tree, struct error **err);

void build_tree_release(struct build_tree *tree);

#endif
