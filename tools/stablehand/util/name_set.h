/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of names. */
#ifndef UTIL_NAME_SET_H
#define UTIL_NAME_SET_H

#include <stdbool.h>
#include <stddef.h>

struct name_set {
	struct name_entry *entries;	/* NULL: empty */
};

/* Add a name, which is copied, unless it is there. false: it was. */
bool name_set_add(struct name_set *names, const char *name, size_t len);

bool name_set_has(const struct name_set *names, const char *name, size_t len);

/* Free what the set holds; it may be used again. */
void name_set_release(struct name_set *names);

#endif
