/* SPDX-License-Identifier: GPL-2.0-only */
/* What nobody else works on while it is tidied up. */
#ifndef RUN_GC_LOCKS_H
#define RUN_GC_LOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "result/stored.h"
#include "run/context.h"
#include "util/error.h"

struct gc_locks {
	int *fds;
	size_t fd_count, fd_alloc;
	char **busy;			/* branches that somebody else works on */
	size_t busy_count, busy_alloc;
	bool store;			/* the lock of imports is ours */
	bool all;			/* and that of every branch */
};

/*
 * Take the lock of imports and, of each branch that there is anything of, that of its runs and of
 * its work folder, as far as nobody has them; who has is a note of `stored`. Nobody is waited
 * for. The caller releases *ret_locks, also after an error.
 */
int gc_locks_take(struct context *context, struct stored *stored, struct gc_locks *ret_locks,
		  struct error **err);

/* Is all of a branch ours? NULL, what is of no branch or of an unknown one: if all are. */
bool gc_locks_has(const struct gc_locks *locks, const char *branch);

/* Give them back. Fits _cleanup_(). */
void gc_locks_release(struct gc_locks *locks);

#endif
