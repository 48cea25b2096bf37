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
	uint64_t memory;		/* of all */
	uint64_t each;			/* of one compiler or VM among those at once */
};

struct needs {
	struct need_seen *seen;
	size_t count, alloc;
};

/* Read what is published in a cache. What cannot be read tells nothing. */
void needs_read(const char *cache, struct needs *ret_needs);

/* What a job of this kind on this branch needed, or of another branch; NULL: none did. */
const struct need_seen *needs_find(const struct needs *needs, const struct job *job);

/*
 * How many compilers or VMs of a kind of job fit in so much memory, at least 1, at most `wanted`;
 * guess: bytes that one needs, as long as none has been seen. memory 0: no limit.
 */
unsigned needs_fit(const char *cache, const char *kind, const char *branch, uint64_t memory,
		   uint64_t guess, unsigned wanted);

void needs_release(struct needs *needs);

#endif
