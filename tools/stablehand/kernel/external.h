/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs and modules from outside a kernel tree, made against one build of
 * it: what a series brings along to show its behaviour. Sources are taken from
 * one folder; results go to <cache>/builds/external-<key>/, the key being over
 * the kernel's build, its selftests and every file of the folder.
 */
#ifndef KERNEL_EXTERNAL_H
#define KERNEL_EXTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/build.h"
#include "util/error.h"

enum external_kind {
	EXTERNAL_MODULE,	/* source: a folder with a Kbuild that makes <name>.ko */
	EXTERNAL_PROGRAM,	/* source: a C file, compiled and linked statically */
	/*
	 * source: a makefile, run in the folder of the selftests' suite, which
	 * makes $(EXTERNAL_OUTPUT) from what is in $(EXTERNAL_SOURCE)
	 */
	EXTERNAL_SELFTEST,
};

struct external_item {
	enum external_kind kind;
	const char *name;	/* a safe file name; a module's without ".ko" */
	const char *source;	/* below the folder */
};

struct external_options {
	const struct build_options *build;	/* of the state; as given to build_run() */
	const struct build_result *kernel;	/* what build_run() gave; BUILD_OK */
	const char *folder;			/* absolute */
	const struct external_item *items;
	size_t count;
};

struct external_file {
	char *path;		/* absolute; NULL: it was not made */
	char *message;		/* why not; or NULL */
};

struct external_result {
	char *key;		/* "external-<64 hex digits>" */
	bool made;		/* false: not made yet, with known_only of the build options */
	struct external_file *files;	/* one for each item */
	size_t count;
};

/*
 * Make them, or find them made. Takes the branch's build lock and switches its
 * work tree to the state. One that does not compile is a result. ERROR_INPUT
 * for a source that is not there. The caller releases *ret_result.
 */
int external_build(const struct external_options *options, struct external_result *ret_result,
		   struct error **err);

/* Free what it holds. Fits _cleanup_(). */
void external_result_release(struct external_result *result);

#endif
