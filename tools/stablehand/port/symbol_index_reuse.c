// SPDX-License-Identifier: GPL-2.0-only
/* What an older index knows of folders that have not changed since. */
#include <stdlib.h>

#include "port/symbol_index_parts.h"

struct reuse {
	const struct symbol_layout *older;
	struct symbol_collector *collector;
	uint32_t *folders;	/* of each older folder: the new one, or UINT32_MAX */
	uint32_t *files;	/* of each older file: likewise */
};

struct keyed {
	const uint8_t *key;
	uint32_t unit;
};

static int compare_keys(const void *a, const void *b)
{
	return memcmp(((const struct keyed *)a)->key, ((const struct keyed *)b)->key, 20);
}

static uint32_t files_end(const struct symbol_layout *older, uint32_t folder)
{
	return folder + 1 < older->header->folder_count ? older->folders[folder + 1].first_file :
	       older->header->file_count;
}

/*
 * For each folder of the older index, the unit that is the same (UINT32_MAX:
 * none); each unit once. Gives how many there are.
 */
static size_t match(const struct symbol_layout *older, const struct symbol_units *units,
		    uint32_t *folders)
{
	_cleanup_free_ struct keyed *keyed = xcalloc(units->count + 1, sizeof(*keyed));
	_cleanup_free_ bool *taken = xcalloc(units->count + 1, sizeof(*taken));
	size_t count = 0, matched = 0;

	for (size_t i = 0; i < units->count; i++)
		if (units->items[i].source_count)
			keyed[count++] = (struct keyed){ units->items[i].key, i };
	qsort(keyed, count, sizeof(*keyed), compare_keys);
	for (uint32_t i = 0; i < older->header->folder_count; i++) {
		struct keyed wanted = { older->folders[i].key, 0 };
		struct keyed *found = bsearch(&wanted, keyed, count, sizeof(*keyed), compare_keys);
		uint32_t first = older->folders[i].first_file, end = files_end(older, i);

		folders[i] = UINT32_MAX;
		if (!found || taken[found->unit] ||
		    end - first != units->items[found->unit].source_count)
			continue;
		taken[found->unit] = true;
		folders[i] = found->unit;
		matched++;
	}
	return matched;
}

size_t symbol_shared_folders(const struct symbol_layout *older, const struct symbol_units *units)
{
	_cleanup_free_ uint32_t *folders = xmalloc((older->header->folder_count + 1) *
						   sizeof(*folders));

	return match(older, units, folders);
}

static bool take_members(struct reuse *reuse, const uint8_t **at, const uint8_t *end, bool wanted,
			 struct symbol_found_def *def)
{
	const uint8_t *start = *at;
	uint32_t count, len;

	if (!symbol_number(at, end, &count))
		return false;
	while (count--) {
		if (!symbol_number(at, end, &len) || len >> 1 > (size_t)(end - *at))
			return false;
		len >>= 1;
		if (wanted)
			symbol_collect_word(reuse->collector, symbol_hash((const char *)*at, len),
					    SYMBOL_FOLDER_MEMBER);
		*at += len;
	}
	if (wanted) {
		def->members = reuse->collector->members.len;
		def->members_len = *at - start;
		buf_add(&reuse->collector->members, start, *at - start);
	}
	return true;
}

static bool take_defs(struct reuse *reuse, uint64_t hash, const uint8_t *at, const uint8_t *end)
{
	uint32_t file = 0;

	while (at < end) {
		struct symbol_found_def def = { .hash = hash };
		uint32_t flags, delta, parameters = 0;
		bool wanted;

		if (!symbol_number(&at, end, &flags) || !symbol_number(&at, end, &delta) ||
		    !symbol_number(&at, end, &def.line))
			return false;
		file += delta;
		if (file >= reuse->older->header->file_count)
			return false;
		wanted = reuse->files[file] != UINT32_MAX;
		def.file = reuse->files[file];
		def.flags = flags;
		if (flags & SYMBOL_DEF_CALLED && !symbol_number(&at, end, &parameters))
			return false;
		def.parameters = parameters;
		if ((flags & SYMBOL_KIND_MASK) == CDEF_RECORD &&
		    !take_members(reuse, &at, end, wanted, &def))
			return false;
		if (wanted)
			symbol_collect_def(reuse->collector, &def);
	}
	return true;
}

static bool take_entry(struct reuse *reuse, uint64_t hash, const uint8_t *at, const uint8_t *end)
{
	uint32_t head, folder = 0, delta;

	if (!symbol_number(&at, end, &head))
		return false;
	for (uint32_t i = 0; i < head >> 1; i++) {
		if (!symbol_number(&at, end, &delta))
			return false;
		folder += delta;
		if (folder >= reuse->older->header->folder_count)
			return false;
		if (reuse->folders[folder] != UINT32_MAX)
			symbol_collect_word(reuse->collector, hash, reuse->folders[folder]);
	}
	return take_defs(reuse, hash, at, end);
}

static bool take_bucket(struct reuse *reuse, uint64_t bucket)
{
	const struct symbol_layout *older = reuse->older;
	uint32_t first = older->buckets[bucket], behind = older->buckets[bucket + 1];
	const uint8_t *at = older->entries + first, *end = older->entries + behind;
	uint64_t top = bucket >> (older->header->bucket_bits - SYMBOL_BUCKET_BITS_MIN);

	if (first > behind || behind > older->header->entry_bytes)
		return false;
	while (at < end) {
		uint64_t hash = 0;
		uint32_t len;

		if (end - at < SYMBOL_ENTRY_HASH_BYTES)
			return false;
		memcpy(&hash, at, SYMBOL_ENTRY_HASH_BYTES);
		at += SYMBOL_ENTRY_HASH_BYTES;
		if (!symbol_number(&at, end, &len) || len > (size_t)(end - at) ||
		    !take_entry(reuse, top << 48 | hash, at, at + len))
			return false;
		at += len;
	}
	return true;
}

void symbol_reuse(const struct symbol_layout *older, const struct symbol_units *units,
		  struct symbol_collector *collector, bool *done)
{
	size_t folders = older->header->folder_count, files = older->header->file_count;
	_cleanup_free_ uint32_t *folder_map = xmalloc((folders + 1) * sizeof(*folder_map));
	_cleanup_free_ uint32_t *file_map = xmalloc((files + 1) * sizeof(*file_map));
	struct reuse reuse = {
		.older = older,
		.collector = collector,
		.folders = folder_map,
		.files = file_map,
	};
	bool whole = true;

	if (older->header->flags & SYMBOL_INDEX_LIST || !symbol_layout_verify(older))
		return;
	memset(file_map, 0xff, files * sizeof(*file_map));
	match(older, units, folder_map);
	for (uint32_t i = 0; i < folders; i++) {
		const struct symbol_unit *unit = &units->items[folder_map[i]];

		if (folder_map[i] == UINT32_MAX)
			continue;
		done[folder_map[i]] = true;
		for (uint32_t j = 0; j < unit->source_count; j++)
			file_map[older->folders[i].first_file + j] = unit->first_file + j;
	}
	for (uint64_t i = 0; i < (uint64_t)1 << older->header->bucket_bits && whole; i++)
		whole = take_bucket(&reuse, i);
	if (!whole) {
		symbol_collector_release(collector);
		*collector = (struct symbol_collector){ 0 };
		memset(done, 0, units->count * sizeof(*done));
	}
}
