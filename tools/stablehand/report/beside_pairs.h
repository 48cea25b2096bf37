/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of two texts, each beside the one of the other that it belongs to. */
#ifndef REPORT_BESIDE_PAIRS_H
#define REPORT_BESIDE_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/* Lines that stand beside each other: printable, tabs as wide as they are shown; NULL: none. */
struct pair {
	char *left, *right;
};

struct pairs {
	struct pair *items;
	size_t count, alloc;
	size_t open;		/* from here on lines of the left have none beside them yet */
};

/*
 * Put the lines of two texts beside each other, so that as many as possible are the same; a
 * removed line stands beside one that was added. Free with pairs_release().
 */
int pairs_align(const char *left, const char *right, struct pairs *ret_pairs, struct error **err);

/* Is it the same line on both sides? */
bool pair_is_same(const struct pair *pair);

/* A line without its end, as in a pair. Allocated. */
char *pair_line(const char *line, size_t len);

void pairs_release(struct pairs *pairs);

#endif
