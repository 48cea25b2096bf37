/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Releases in the store: refs/kernels/<branch>/<version>. A version may hold
 * '~', which a reference may not: it is written '_' there, as DEP-14 does (no
 * version has a '_'). Go through these functions rather than building names.
 */
#ifndef KERNEL_RELEASE_H
#define KERNEL_RELEASE_H

#include <git2.h>
#include <stdbool.h>

#include "util/error.h"

struct release {
	char *version;		/* "6.1.192-2" */
	char *ref;		/* "refs/kernels/6.1.y/6.1.192-2" */
	git_oid commit;
};

/* Free what a release holds (not the struct) and zero it. Fits _cleanup_(). */
void release_clear(struct release *release);

/* Allocated name of the reference of a release, and of its changelog (a blob). */
char *release_ref(const char *branch, const char *version);
char *release_changelog_ref(const char *branch, const char *version);

/* The release of that version: 1 when there (*ret set), 0 when not, -1 on an error. */
int release_find(git_repository *repo, const char *branch, const char *version,
		 struct release *ret, struct error **err);

/*
 * Is a version of the release that somebody calls `wanted`: the same, or a packager's of it
 * ("6.1.192-2", "7.3.4-1~bpo13+1" of "6.1.192", "7.3.4")?
 */
bool release_is_of(const char *version, const char *wanted);

/* The newest release of a branch in the store that is one of `wanted`. Returns as release_find(). */
int release_find_of(git_repository *repo, const char *branch, const char *wanted,
		    struct release *ret, struct error **err);

/*
 * Note that a branch's sources call this release the newest, whatever the store
 * has: a branch of a git repository can have been set back.
 */
int release_note_newest(git_repository *repo, const char *branch, const struct release *release,
			struct error **err);

/*
 * The newest release of a branch in the store: the one that was noted, else
 * by version_compare(); among commits after the same version (-g<commit>) the
 * one of the latest date. Returns as release_find().
 */
int release_latest(git_repository *repo, const char *branch, struct release *ret,
		   struct error **err);

/*
 * The release that was imported from the archive with this SHA-256 (64 hex
 * digits), as its commit message says. Returns as release_find().
 */
int release_find_archive(git_repository *repo, const char *branch, const char *sha256,
			 struct release *ret, struct error **err);

/* Was the release imported from the archive with this SHA-256? 1, 0, -1 on an error. */
int release_is_of_archive(git_repository *repo, const struct release *release,
			  const char *sha256, struct error **err);

/* The release whose commit this is. Returns as release_find(). */
int release_find_commit(git_repository *repo, const char *branch, const git_oid *commit,
			struct release *ret, struct error **err);

/*
 * The version that the top Makefile in the tree of `commit` states; the
 * caller frees it.
 */
int release_makefile_version(git_repository *repo, const git_oid *commit, char **ret_version,
			     struct error **err);

#endif
