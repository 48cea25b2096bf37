/* SPDX-License-Identifier: GPL-2.0-only */
/* manifest.json of a published folder: what it holds and how it came about. */
#ifndef KERNEL_MANIFEST_H
#define KERNEL_MANIFEST_H

#include "kernel/build.h"
#include "kernel/selftests.h"
#include "util/error.h"

#define MANIFEST_NAME "manifest.json"

/* Write the manifest of a kernel build to <folder>/manifest.json. */
int manifest_write_build(const char *folder, const struct build_result *result,
			 const struct build_options *options, struct error **err);

/*
 * Read it back: 1 and *ret_result filled (folder, log, image, config made
 * absolute, cached set), 0 when there is none, or a damaged one or one of
 * another version, -1 (ERROR_ENVIRONMENT) when it cannot be read.
 */
int manifest_read_build(const char *folder, struct build_result *ret_result, struct error **err);

/* The same for a suite of selftests. */
int manifest_write_selftests(const char *folder, const struct selftests *selftests,
			     struct error **err);
int manifest_read_selftests(const char *folder, struct selftests *ret_selftests,
			    struct error **err);

#endif
