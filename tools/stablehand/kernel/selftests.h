/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kselftest suite of a kernel tree, built as static programs. The list of
 * tests is what the suite's own makefile says; one that does not build stays
 * in the list with the reason.
 */
#ifndef KERNEL_SELFTESTS_H
#define KERNEL_SELFTESTS_H

#include <stdbool.h>
#include <stddef.h>

#include <git2.h>

#include "kernel/toolchain.h"
#include "util/error.h"

enum selftest_kind {
	SELFTEST_PROGRAM,	/* TEST_GEN_PROGS: built and run */
	SELFTEST_SCRIPT,	/* TEST_PROGS: copied and run */
	SELFTEST_HELPER,	/* TEST_GEN_PROGS_EXTENDED, TEST_FILES: there for others, not run */
};

struct selftest {
	char *name;		/* below the suite: "x86_64/state_test" */
	enum selftest_kind kind;
	bool built;
	char *message;		/* why it was not built, else NULL */
};

struct selftests {
	char *key;		/* "selftests-<64 hex digits>" */
	char *folder;		/* absolute; the files are at <folder>/<name> */
	char *suite;		/* "tools/testing/selftests/kvm" */
	struct selftest *tests;	/* in the order of the suite's makefile */
	size_t count, alloc;
	size_t built, not_built;	/* programs and scripts; helpers are not counted */
	unsigned timeout;	/* seconds for one test; 0: the suite sets none */
	bool cached;
	double seconds;		/* what building took */
	char *log;		/* absolute path of make's output */
};

struct selftests_options {
	git_repository *repo;
	git_oid tree;
	const char *suite;	/* folder in the tree */
	const char *cache;	/* results go to <cache>/builds/ */
	const struct toolchain *toolchain;
	const char *src;	/* work tree, holding `tree`; selftests_build() only */
	const char *obj;	/* O= folder of the kernel build; selftests_build() only */
	const char *work;	/* folder that is ours to make, fill and remove; selftests_build() only */
	unsigned jobs;
	bool replace;		/* what is published already; selftests_build() only */
};

/*
 * The key of the result: over the suite's name, the toolchain, the C library,
 * the suite's folder and the parts of the tree that a suite is made from
 * (tools/, include/, usr/, scripts/, what the architecture adds, Makefile). Two trees
 * that differ elsewhere share it. ret_key has room for 75 characters.
 */
int selftests_key(const struct selftests_options *options, char ret_key[80], struct error **err);

/*
 * The published result for the key, if there is one, and whole: 1 and *ret_selftests
 * (cached set), 0 when there is none, -1 on error. *ret_folder is where it is or would be;
 * *ret_damaged as of manifest_read_selftests(). Both are the caller's to free.
 */
int selftests_load(const struct selftests_options *options, struct selftests *ret_selftests,
		   char **ret_folder, char **ret_damaged, struct error **err);

/*
 * Install the kernel's headers into obj, build the suite with make -k, strip
 * the programs, publish all to <cache>/builds/<key>/. Tests that do not build
 * are results. ERROR_INPUT when the tree has no such suite or its makefile
 * names a path that leaves it.
 */
int selftests_build(const struct selftests_options *options, struct selftests *ret_selftests,
		    struct error **err);

void selftests_release(struct selftests *selftests);

/* "program", "script" or "helper". */
const char *selftest_kind_name(enum selftest_kind kind);

#define SELFTEST_DEFAULT_TIMEOUT 45	/* kselftest's own, where a suite sets none */

#endif
