// SPDX-License-Identifier: GPL-2.0-only
#include "gates/tally_parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/hash_table.h"

struct tally_entry {
	UT_hash_handle hh;
	size_t count;
	char text[];
};

static struct tally_entry *find(const struct gate_tally *tally, const char *text)
{
	struct tally_entry *entry;

	HASH_FIND_STR(tally->entries, text, entry);
	return entry;
}

void gate_tally_add(struct gate_tally *tally, const char *text)
{
	struct tally_entry *entry = find(tally, text);

	if (!entry) {
		entry = xcalloc(1, sizeof(*entry) + strlen(text) + 1);
		strcpy(entry->text, text);
		HASH_ADD_STR(tally->entries, text, entry);
	}
	entry->count++;
}

size_t gate_tally_of(const struct gate_tally *tally, const char *text)
{
	const struct tally_entry *entry = find(tally, text);

	return entry ? entry->count : 0;
}

void gate_tally_release(struct gate_tally *tally)
{
	struct tally_entry *entry, *next;

	HASH_ITER(hh, tally->entries, entry, next) {
		HASH_DEL(tally->entries, entry);
		free(entry);
	}
}
