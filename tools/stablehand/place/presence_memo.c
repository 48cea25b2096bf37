// SPDX-License-Identifier: GPL-2.0-only
#include "place/presence_memo.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "util/alloc.h"

struct asked {
	const struct patch_file *file;
	unsigned char blob[GIT_OID_RAWSZ];
};

struct entry {
	struct asked asked;	/* no byte of it is padding that is not zero */
	struct file_presence presence;
	UT_hash_handle hh;
};

struct presence_memo {
	struct entry *entries;
};

struct presence_memo *presence_memo_new(void)
{
	return xcalloc(1, sizeof(struct presence_memo));
}

static void forget(struct presence_memo *memo, struct entry *entry)
{
	HASH_DEL(memo->entries, entry);
	file_presence_release(&entry->presence);
	free(entry);
}

void presence_memo_free(struct presence_memo *memo)
{
	struct entry *entry, *next;

	if (!memo)
		return;
	HASH_ITER(hh, memo->entries, entry, next)
		forget(memo, entry);
	free(memo);
}

const struct file_presence *presence_memo_find(struct presence_memo *memo,
					       const struct patch_file *file, const git_oid *blob,
					       const char *data, size_t len)
{
	struct entry *entry;
	struct asked asked;

	memset(&asked, 0, sizeof(asked));
	asked.file = file;
	memcpy(asked.blob, blob->id, sizeof(asked.blob));
	HASH_FIND(hh, memo->entries, &asked, sizeof(asked), entry);
	if (entry)
		return &entry->presence;
	entry = xcalloc(1, sizeof(*entry));
	memcpy(&entry->asked, &asked, sizeof(asked));
	presence_find(file, data, len, &entry->presence);
	HASH_ADD(hh, memo->entries, asked, sizeof(entry->asked), entry);
	return &entry->presence;
}
