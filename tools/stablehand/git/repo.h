/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The store of kernels: one bare repository for all branches, so that what
 * they share is kept once. refs/kernels/<branch>/<version> are releases,
 * refs/ports/<branch>/<series> are ports.
 */
#ifndef GIT_REPO_H
#define GIT_REPO_H

#include <git2.h>

#include "util/error.h"

/*
 * Open the bare repository at `path`, made if it is not there (in a folder
 * that is). Only one process may be doing this. The caller frees it with
 * git_repository_free().
 */
int repo_open(const char *path, git_repository **ret_repo, struct error **err);

/* The commit that a reference names; ERROR_INPUT when there is none. */
int repo_ref_commit(git_repository *repo, const char *ref, git_oid *ret_commit,
		    struct error **err);

/* Does the reference exist? */
int repo_ref_exists(git_repository *repo, const char *ref);

/*
 * Create or move a reference to a commit, synced to the disk. Waits for who writes it, and
 * removes a lock that nobody has touched for seconds: a killed process left it.
 */
int repo_ref_set(git_repository *repo, const char *ref, const git_oid *commit,
		 const char *log_message, struct error **err);

/* The same for a reference to another one, `target`. */
int repo_ref_point(git_repository *repo, const char *ref, const char *target,
		   const char *log_message, struct error **err);

/* The tree of a commit. */
int repo_commit_tree(git_repository *repo, const git_oid *commit, git_oid *ret_tree,
		     struct error **err);

static inline void repo_free_cleanup_(git_repository **repo)
{
	git_repository_free(*repo);
}
#define _cleanup_repo_ __attribute__((cleanup(repo_free_cleanup_)))

#endif
