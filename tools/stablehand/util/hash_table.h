/* SPDX-License-Identifier: GPL-2.0-only */
/* uthash as it is used here: hashed by name_hash(), out of memory as in util/alloc.h. */
#ifndef UTIL_HASH_TABLE_H
#define UTIL_HASH_TABLE_H

#include "util/alloc.h"
#include "util/name_hash.h"

#define HASH_FUNCTION(key, len, value) \
	((value) = (unsigned)name_hash((const char *)(key), (len)))
#define uthash_malloc(size) xmalloc(size)
#include <uthash.h>

#endif
