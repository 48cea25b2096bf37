/* SPDX-License-Identifier: GPL-2.0-only */
/* What build_run() (build.c) and build_tree_open() (build_tree.c) begin with. */
#ifndef KERNEL_BUILD_PARTS_H
#define KERNEL_BUILD_PARTS_H

#include "kernel/build.h"
#include "kernel/build_tree.h"
#include "kernel/make.h"
#include "kernel/toolchain.h"
#include "kernel/worktree.h"
#include "util/buf.h"
#include "util/error.h"

/* One state of one branch, on its way from tree to published folder. */
struct kernel_build {
	const struct build_options *options;
	struct toolchain toolchain;
	struct kconfig wanted;
	struct buf fragments;		/* their assignments: a comment changes no kernel */
	unsigned jobs;
	char key[65];
	char *target;			/* <cache>/builds/<key> */
	char *work, *src, *obj, *aside, *log;
	struct build_result result;
};

/* Check the options, read the fragments, find key and paths. Nothing is made or locked. */
int kernel_build_prepare(struct kernel_build *build, struct error **err);

/*
 * Make the branch's work folder and take its lock, telling who has it when that takes
 * time. One process at a time works in a branch's src and obj folders: everything that
 * runs make there, or switches src, holds it from the check-out to what it publishes.
 */
int kernel_build_lock(struct kernel_build *build, int *ret_fd, struct error **err);

/* Make src hold the tree, whatever it held, and tell what somebody else had changed there. */
int kernel_build_check_out(struct kernel_build *build, struct error **err);

/* Make obj's .config; that the tree has none to make is a result. */
int kernel_build_configure(struct kernel_build *build, struct error **err);

/* Take the failure of a make over into the result. */
void kernel_build_take_failure(struct kernel_build *build, struct make_result *made);

/* Tell that a published folder is not what was published, and is made again. */
void build_note_damaged(const char *branch, const char *folder, const char *damaged);

void kernel_build_release(struct kernel_build *build);

#endif
