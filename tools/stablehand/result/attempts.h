/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of one state in one boot variant showed, each time that they were run. */
#ifndef RESULT_ATTEMPTS_H
#define RESULT_ATTEMPTS_H

#include <stddef.h>

#include "vm/record.h"

struct attempt {
	int number;		/* from 1 */
	struct record record;
};

struct attempts {
	struct attempt *items;	/* by test name, then number */
	size_t count, alloc;
};

/* The given attempt of a test, or NULL. */
const struct record *attempts_find(const struct attempts *attempts, const char *test, int number);

void attempts_release(struct attempts *attempts);

#endif
