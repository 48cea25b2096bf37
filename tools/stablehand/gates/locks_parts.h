/* SPDX-License-Identifier: GPL-2.0-only */
/* What one function does with locks and references. */
#ifndef GATES_LOCKS_PARTS_H
#define GATES_LOCKS_PARTS_H

#include "gates/change_parts.h"

/* A lock or reference in doubt: "mutex_lock(&a->b)", what takes it and its first argument. */
struct gate_lock_exit {
	bool reference;		/* it is one, no lock */
	bool twice;		/* a lock: taken while it is held; a reference: put again */
	bool judged;		/* the function both takes and releases it */
	char *key;
	char *label;		/* paths to this label differ; NULL: held on return */
	uint32_t line;		/* of the code, from 0 */
};

struct gate_locks {
	struct gate_lock_exit *items;
	size_t count, alloc;
	char **judged;		/* keys that are both taken and released */
	size_t judged_count, judged_alloc;
	char **released;	/* keys of locks that are released and never taken */
	size_t released_count, released_alloc;
};

/* Walk a function. The caller releases *ret_locks. */
void gate_locks_read(const struct gate_code *code, const struct cdef *function,
		     struct gate_locks *ret_locks, struct gate_work *work);

void gate_locks_release(struct gate_locks *locks);

#endif
