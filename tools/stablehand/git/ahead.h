/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading ahead: objects that will be needed soon are inflated and checked by
 * a thread of its own, into the cache of their repository. What cannot be
 * read is passed over, as it will fail again, and be told, where it is needed.
 */
#ifndef GIT_AHEAD_H
#define GIT_AHEAD_H

#include <git2.h>
#include <stddef.h>

struct ahead;

/*
 * Begin with these objects; `ids` is taken. The repository has to live until
 * ahead_finish(). NULL when there is nothing to do, or no thread to do it.
 */
struct ahead *ahead_start(git_repository *repo, git_oid *ids, size_t count);

/* Wait for it and free it. NULL-safe. */
void ahead_finish(struct ahead *ahead);

#endif
