/* SPDX-License-Identifier: GPL-2.0-only */
/* What jobs have needed, by what they published, and so what the next ones will. */
#ifndef RUN_NEEDS_H
#define RUN_NEEDS_H

#include <stddef.h>
#include <stdint.h>

#include "run/job.h"

/* The most that one kind of job needed on one branch. 0: not known. */
struct need_seen {
	char *kind, *branch;
	double seconds;
	uint64_t memory;
};

struct needs {
	struct need_seen *seen;
	size_t count, alloc;
};

/* Read what is published in a cache. What cannot be read tells nothing. */
void needs_read(const char *cache, struct needs *ret_needs);

/* What a job of this kind on this branch needed, or of another branch; NULL: none did. */
const struct need_seen *needs_find(const struct needs *needs, const struct job *job);

void needs_release(struct needs *needs);

#endif
