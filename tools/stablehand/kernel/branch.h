/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel branch as kernels/<name>.conf describes it (git-config syntax):
 *
 *   [branch] longterm = true      eol = 2027-12      arch = x86_64
 *   [source "debian"] type = apt  package = linux-source-6.1  suite = bookworm-security
 *   [source "kernel.org"] type = git  url = https://...  branch = linux-6.1.y  since = v6.1
 *   [source "vendor"] type = tarball  path = ... | url = ...  sha256 = ...  version = ...
 *   [source "tree"] type = folder  path = ../linux
 *   [source "review"] type = rc  path = ../rc.mbox  base = 6.1.192
 *   [build] fragment = base.config
 *   [tests] folder = tools/testing/selftests/kvm
 *
 * Sources are tried in the order of the file. [build] module and [tests] variant belong
 * to other parts, which open the same file. An unknown section or key is an error
 * that names file and key. kernels/README.md says all this to users.
 */
#ifndef KERNEL_BRANCH_H
#define KERNEL_BRANCH_H

#include <stdbool.h>
#include <stddef.h>

#include "arch/arch.h"
#include "util/error.h"

enum source_kind {
	SOURCE_APT,
	SOURCE_TARBALL,
	SOURCE_GIT,
	SOURCE_FOLDER,
	SOURCE_RC,
};

struct branch_source {
	char *name;		/* "debian" */
	enum source_kind kind;
	char *package;		/* apt: the package that holds the tree's tarball */
	char **suites;		/* apt: suites beyond the machine's own; NULL-terminated, never NULL */
	char *location;		/* tarball, git: a URL, or an absolute path; folder, rc: such a path */
	bool is_url;
	char *git_branch;	/* git */
	char *since;		/* git: commits after this tag come along; or NULL, then the release alone */
	unsigned max_mib;	/* git: that a fetch may receive; 0: the default */
	char *sha256;		/* tarball: 64 lower-case hex digits, or NULL (paths only) */
	char *version;		/* tarball: or NULL, then the tree's Makefile tells */
	char *base;		/* rc: the version that the queue is for; or NULL: by what it says itself */
};

struct branch {
	char *name;		/* "6.1.y", from the name of the file */
	char *path;		/* the file */
	const struct arch *arch;	/* that it is built for; never NULL */
	bool longterm;
	char *eol;		/* "2027-12" or "2027-12-31"; or NULL */
	struct branch_source *sources;
	size_t source_count;	/* at least 1 */
	char **fragments;	/* of [build], relative to <kernels>/config; NULL-terminated */
	char *tests_folder;	/* of [tests]; or NULL */
};

/*
 * Read one file. Paths in it that are not absolute are relative to its folder.
 * The caller frees with branch_free(). ERROR_INPUT names the file and the key.
 */
int branch_load(const char *path, struct branch **ret_branch, struct error **err);

/* Is its end of life past, on a day written "2026-11-23"? No, when it is not known. */
bool branch_ended(const struct branch *branch, const char *today);

/* Free and set to NULL. NULL-safe; fits the cleanup attribute. */
void branch_free(struct branch **branch);
#define _cleanup_branch_ __attribute__((cleanup(branch_free)))

/*
 * The names of all *.conf files of a folder, oldest kernel first (5.10.y,
 * 6.1.y, 6.12.y): a NULL-terminated array, to be freed with
 * config_free_strings().
 */
int branch_list(const char *kernels_dir, char ***ret_names, struct error **err);

/*
 * Can this version be one of the branch? A branch named <number>.<number>.y
 * takes only <number>.<number>[.-~...]; one of another name takes any.
 */
bool branch_takes(const char *name, const char *version);

#endif
