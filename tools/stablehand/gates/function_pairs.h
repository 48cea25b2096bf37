/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that come in pairs: what takes a lock or a reference, and what gives it back. */
#ifndef GATES_FUNCTION_PAIRS_H
#define GATES_FUNCTION_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

/* What a function of a pair is about. */
struct gate_pair {
	char take[80];		/* the function that takes: "mutex_lock", "of_node_get" */
	bool reference;		/* else a lock */
	bool conditional;	/* it may fail to take */
	bool own;		/* a lock of a subsystem: one whose value is looked at may fail, too */
};

/* 1: it takes, -1: it gives back, 0: it is of no pair. */
int gate_pair_of(const char *name, size_t len, struct gate_pair *ret_pair);

#endif
