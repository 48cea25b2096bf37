/* SPDX-License-Identifier: GPL-2.0-only */
/* Some bytes of a text that somebody else owns. */
#ifndef ADAPT_BYTES_H
#define ADAPT_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct adapt_bytes {
	const char *data;
	size_t len;
};

static inline bool bytes_equal(struct adapt_bytes x, struct adapt_bytes y)
{
	return x.len == y.len && !memcmp(x.data, y.data, x.len);
}

#endif
