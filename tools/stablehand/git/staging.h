/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects on trial: what is written goes to memory and is read back like any
 * object of the store, until it is put there as one pack, or dropped. So a
 * port that is only looked at leaves nothing behind, and one that counts costs
 * a few syncs, however many objects it is made of.
 */
#ifndef GIT_STAGING_H
#define GIT_STAGING_H

#include <git2.h>

#include "util/error.h"

struct staging;

/*
 * Begin, empty. The store has to live as long. An object of the store is read
 * and checked once and then kept in libgit2's caches, whose limits, which are
 * the whole process's, this sets. It is checked here, whether libgit2 is set to
 * check it (GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION) or not. The caller frees
 * with staging_free().
 */
int staging_new(git_repository *store, struct staging **ret_staging, struct error **err);

/*
 * The repository to read and write through; it belongs to the staging. Its
 * references are the store's, which must not be made to name what is not
 * published yet. One thread at a time uses it; others open repositories of their own.
 */
git_repository *staging_repo(const struct staging *staging);

/*
 * Another one for another thread, on the same objects. The caller frees it
 * with git_repository_free(), before the staging.
 */
int staging_open_repo(struct staging *staging, git_repository **ret_repo, struct error **err);

/*
 * It is meant to be published: from now on a thread of its own compresses
 * what is written. At most once; where it cannot be started, publishing takes
 * longer.
 */
void staging_compress_ahead(struct staging *staging);

/*
 * Put the objects into the store, as one pack that is synced to the disk; none
 * when it has the one that was written last, which has to be the one (a commit,
 * say) that leads to the others. start() lets a thread of its own do it; objects may be read
 * meanwhile, not written. finish() waits for it, and does it all when it was
 * not started. A full disk is ERROR_ENVIRONMENT; then nothing is there. May be
 * done again after more was written.
 */
void staging_start_publish(struct staging *staging);
int staging_finish_publish(struct staging *staging, struct error **err);

/* NULL-safe. Waits for what was started. What was not published is gone. */
void staging_free(struct staging *staging);

static inline void staging_free_cleanup_(struct staging **staging)
{
	staging_free(*staging);
}
#define _cleanup_staging_ __attribute__((cleanup(staging_free_cleanup_)))

#endif
