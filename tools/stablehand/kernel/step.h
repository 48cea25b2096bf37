/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One step of a series, built by itself: does its tree compile and link, and
 * what does the compiler say? What is built of it is not kept, only what came
 * of it, in <cache>/builds/step-<key>/, the key being that of the build that
 * the tree would have (kernel/build.h).
 */
#ifndef KERNEL_STEP_H
#define KERNEL_STEP_H

#include "kernel/build.h"
#include "util/error.h"

/*
 * Build options->tree in the branch's work tree from what is there, as far as
 * the step changes it: the objects that depend on its files, then all modules
 * and the image. options->suite is not looked at. A whole build of the same
 * tree that is kept answers as well. The result's folder is the one of the
 * build or of the step; it has a log, and neither image nor modules unless it is
 * a build's. BUILD_FAILED and the rest as build_run(). On success the caller
 * releases *ret_result with build_result_release().
 */
int step_build(const struct build_options *options, struct build_result *ret_result,
	       struct error **err);

/*
 * Bring the branch's object folder to options->tree, so that what is built next
 * starts from there. Nothing is kept.
 */
int step_restore(const struct build_options *options, struct error **err);

#endif
