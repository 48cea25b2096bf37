/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that come in pairs: those that take a lock or reference, and those that release it. */
#ifndef GATES_FUNCTION_PAIRS_H
#define GATES_FUNCTION_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

/* What a function of a pair is about. */
struct gate_pair {
	char take[80];		/* the function that takes: "mutex_lock", "of_node_get" */
	bool reference;		/* else a lock */
	bool conditional;	/* it may fail to take: a trylock and the like */
	bool own;		/* a lock of a subsystem: may fail, too, if its result is tested */
};

/*
 * 1: the function of that name takes, -1: it releases, 0: it is of no pair. Told by the
 * name alone: the locks of the kernel, NAME_lock() and NAME_unlock(), get_NAME() and
 * put_NAME(), NAME_get() and NAME_put().
 */
int gate_pair_of(const char *name, size_t len, struct gate_pair *ret_pair);

#endif
