/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A second look at the folders that a series touches: compiled with W=1,
 * checked by sparse (C=1) where it is installed, and with checksums of what
 * they export (CONFIG_MODVERSIONS), which a build for tests has no need of.
 *
 * It has an O= folder of its own, <cache>/work/<branch>/check, with the build's
 * configuration but for checksums, and for warnings as errors, which would
 * end it early. What came of it goes to <cache>/builds/check-<key>/.
 */
#ifndef KERNEL_CHECK_H
#define KERNEL_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/build.h"
#include "util/error.h"

struct exported_symbol {
	char *name;
	unsigned long crc;
};

struct check_result {
	enum build_status status;	/* BUILD_FAILED: something did not compile, see failing */
	char *log;			/* absolute */
	char **failing;
	size_t failing_count;
	char *sparse;			/* its version; NULL: it is not installed */
	/*
	 * Files that it gave up on ("arch/x86/kvm/x86.c: reason"): it takes the
	 * code for no C, being too old for it, so it has not seen all of them.
	 */
	char **not_checked;
	size_t not_checked_count, not_checked_alloc;
	size_t checked;			/* files that it read to the end */
	struct exported_symbol *exported;	/* by name; none where no checksums are made */
	size_t exported_count, exported_alloc;
};

/*
 * Check the state of the options. folders: of the tree, with a slash behind,
 * NULL-terminated, each with a makefile (see check_folder()). Takes the
 * branch's lock and switches its work tree; suite and modules are not looked
 * at. With known_only: what is kept, or BUILD_NOT_BUILT. The caller releases
 * *ret_result.
 */
int check_run(const struct build_options *options, char *const *folders,
	      struct check_result *ret_result, struct error **err);

void check_result_release(struct check_result *result);

/*
 * The folder, with a slash behind, by which kbuild makes what is at a path of
 * the tree: the nearest above it with a Makefile or Kbuild. NULL when that
 * is none but the top, or for headers that are for all (include/), tools/ and
 * Documentation/. Allocated.
 */
char *check_folder(const git_tree *tree, const char *path);

/*
 * Take over one line of the log of sparse's wrapper or of a .cmd file, for
 * tests: "stablehand: sparse gave up on PATH", "#SYMVER NAME 0xCRC".
 */
void check_log_line(struct check_result *result, const char *line);
void check_cmd_line(struct check_result *result, const char *line);

#endif
