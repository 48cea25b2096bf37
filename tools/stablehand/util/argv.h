/* SPDX-License-Identifier: GPL-2.0-only */
/* An argument vector that grows and owns its words. */
#ifndef UTIL_ARGV_H
#define UTIL_ARGV_H

#include <stddef.h>

/* Zeroed, it is empty; words is NULL-terminated once there is one. */
struct argv {
	char **words;
	size_t count, alloc;
};

/* Add a word, which is owned from then on. */
void argv_add(struct argv *argv, char *word);

/* Add copies of the words before a NULL: argv_add_words(&argv, "make", "-k", NULL). */
void argv_add_words(struct argv *argv, ...) __attribute__((sentinel));

/* Free what it holds and zero it. Fits _cleanup_(). */
void argv_release(struct argv *argv);

#endif
