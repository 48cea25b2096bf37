// SPDX-License-Identifier: GPL-2.0-only
#include "util/name_set.h"

#include <stdlib.h>
#include <string.h>

#include "util/hash_table.h"

struct name_entry {
	UT_hash_handle hh;
	char name[];
};

static struct name_entry *find(const struct name_set *names, const char *name, size_t len)
{
	struct name_entry *entry;

	HASH_FIND(hh, names->entries, name, len, entry);
	return entry;
}

bool name_set_add(struct name_set *names, const char *name, size_t len)
{
	struct name_entry *entry = find(names, name, len);

	if (entry)
		return false;
	entry = xmalloc(sizeof(*entry) + len);
	memcpy(entry->name, name, len);
	HASH_ADD(hh, names->entries, name, len, entry);
	return true;
}

bool name_set_has(const struct name_set *names, const char *name, size_t len)
{
	return find(names, name, len);
}

void name_set_release(struct name_set *names)
{
	struct name_entry *entry, *next;

	HASH_ITER(hh, names->entries, entry, next) {
		HASH_DEL(names->entries, entry);
		free(entry);
	}
}
