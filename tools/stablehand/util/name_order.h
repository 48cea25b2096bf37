/* SPDX-License-Identifier: GPL-2.0-only */
/* The order of names in a sorted array. */
#ifndef UTIL_NAME_ORDER_H
#define UTIL_NAME_ORDER_H

#include <stddef.h>
#include <string.h>

/* Less than 0, 0 or more: by bytes, a name in front of those that begin with it. */
static inline int name_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

#endif
