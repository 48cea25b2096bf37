/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Versions of the kernel, and whether what came with one of them is in a release
 * that descends from another: mainline is one line, and each stable branch leaves it at a
 * release.
 */
#ifndef INDEX_KERNEL_VERSION_H
#define INDEX_KERNEL_VERSION_H

#include <git2.h>
#include <stdbool.h>

/* v6.6-rc3: {6, 6, 0, 3}; v6.6: {6, 6, 0, 0}; 6.6.41: {6, 6, 41, 0}. */
struct kernel_version {
	unsigned int major, minor;
	unsigned int stable;	/* the third number; 0: none, mainline's own */
	unsigned int rc;	/* 0: a release */
};

/*
 * Read "v6.6-rc3", "6.6" or "6.6.41" at the start of a text; what follows has to be no
 * part of a version (a letter, a digit, or '.' and a digit). false: there is none.
 */
bool kernel_version_read(const char *text, struct kernel_version *ret_version);

/*
 * The version that the top Makefile of a tree says: VERSION, PATCHLEVEL, SUBLEVEL and,
 * where it is "-rcN", EXTRAVERSION. false: it says none.
 */
bool kernel_version_of_tree(const git_tree *tree, struct kernel_version *ret_version);

/* Is a commit that first was in one release in another? */
enum kernel_contains {
	KERNEL_CONTAINS_NO,
	KERNEL_CONTAINS_YES,
	KERNEL_CONTAINS_UNKNOWN,	/* it came with a stable release of another branch */
};

/*
 * Does the release `here` contain what came with `first`? Reverts aside. That it does not
 * says nothing of backports.
 */
enum kernel_contains kernel_version_contains(const struct kernel_version *here,
					     const struct kernel_version *first);

/* "v6.6-rc3" or "6.6.41". Allocated. */
char *kernel_version_text(const struct kernel_version *version);

#endif
