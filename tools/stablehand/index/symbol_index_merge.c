// SPDX-License-Identifier: GPL-2.0-only
/* Merge sorted runs, and what an older index has of unchanged files. */
#include <pthread.h>
#include <stdlib.h>

#include "index/symbol_index_parts.h"

/* Where the merge is in one input, within a partition. */
struct part_cursor {
	const uint8_t *at, *end;
	const struct symbol_reuse *reuse; /* of an older index: what its numbers have become */
	uint64_t hash;			/* of the entry that is next, */
	const uint8_t *payload, *payload_end;
	bool more;			/* if there is one */
	bool begun;
};

struct definition {
	uint32_t file, line, flags;
	const uint8_t *rest, *rest_end;	/* parameters and members, as they are written */
};

/* One name, from all inputs that have it. */
struct name {
	uint32_t *files;		/* 2 * number + member */
	size_t file_count, file_alloc;
	struct definition *defs;
	size_t def_count, def_alloc;
};

struct merge {
	struct symbol_run *runs;
	size_t count;
	const struct symbol_reuse *reuse;
	struct symbol_run *merged;
	unsigned next;			/* partition */
	bool unsound;
};

/* Go to the next entry; false when it is cut short or out of order. */
static bool advance(struct part_cursor *cursor)
{
	uint64_t before = cursor->hash;
	uint32_t len;

	cursor->more = cursor->at < cursor->end;
	if (!cursor->more)
		return true;
	if (!symbol_entry_head(&cursor->at, cursor->end, &cursor->hash, &len) ||
	    (cursor->begun && cursor->hash <= before))
		return false;
	cursor->begun = true;
	cursor->payload = cursor->at;
	cursor->payload_end = cursor->at += len;
	return true;
}

static bool take_files(const struct part_cursor *cursor, const uint8_t **at, struct name *name)
{
	const struct symbol_reuse *reuse = cursor->reuse;
	uint32_t count, file = 0, delta;

	if (!symbol_number(at, cursor->payload_end, &count))
		return false;
	while (count--) {
		uint32_t number;

		if (!symbol_number(at, cursor->payload_end, &delta))
			return false;
		file += delta >> 1;
		if (reuse && file >= reuse->older->header->file_count)
			return false;
		number = reuse ? reuse->files[file] : file;
		if (number != UINT32_MAX)
			*ARRAY_ADD(name->files, name->file_count, name->file_alloc) =
				number << 1 | (delta & 1);
	}
	return true;
}

static bool skip_members(const uint8_t **at, const uint8_t *end)
{
	uint32_t count, len;

	if (!symbol_number(at, end, &count))
		return false;
	while (count--) {
		if (!symbol_number(at, end, &len) || len >> 1 > (size_t)(end - *at))
			return false;
		*at += len >> 1;
	}
	return true;
}

static bool take_defs(const struct part_cursor *cursor, const uint8_t *at, struct name *name)
{
	const struct symbol_reuse *reuse = cursor->reuse;
	const uint8_t *end = cursor->payload_end;
	uint32_t file = 0, delta, parameters;

	while (at < end) {
		struct definition def;

		if (!symbol_number(&at, end, &def.flags) || !symbol_number(&at, end, &delta) ||
		    !symbol_number(&at, end, &def.line))
			return false;
		file += delta;
		if (reuse && file >= reuse->older->header->file_count)
			return false;
		def.file = reuse ? reuse->files[file] : file;
		def.rest = at;
		if ((def.flags & SYMBOL_DEF_CALLED && !symbol_number(&at, end, &parameters)) ||
		    ((def.flags & SYMBOL_KIND_MASK) == CDEF_RECORD && !skip_members(&at, end)))
			return false;
		def.rest_end = at;
		if (def.file != UINT32_MAX)
			*ARRAY_ADD(name->defs, name->def_count, name->def_alloc) = def;
	}
	return true;
}

static bool take(const struct part_cursor *cursor, struct name *name)
{
	const uint8_t *at = cursor->payload;

	return take_files(cursor, &at, name) && take_defs(cursor, at, name);
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int compare_defs(const void *a, const void *b)
{
	const struct definition *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->flags < y->flags ? -1 : x->flags > y->flags;
}

/* Most names come in order, as files are read in the order of their numbers. */
static void sort(struct name *name)
{
	bool files = true, defs = true;

	for (size_t i = 1; i < name->file_count; i++)
		files &= name->files[i - 1] <= name->files[i];
	for (size_t i = 1; i < name->def_count; i++)
		defs &= compare_defs(&name->defs[i - 1], &name->defs[i]) <= 0;
	if (!files)
		qsort(name->files, name->file_count, sizeof(*name->files), compare_numbers);
	if (!defs)
		qsort(name->defs, name->def_count, sizeof(*name->defs), compare_defs);
}

static void write_entry(struct buf *entries, uint64_t hash, const void *payload, size_t len)
{
	buf_add(entries, &hash, SYMBOL_ENTRY_HASH_BYTES);
	symbol_number_add(entries, len);
	buf_add(entries, payload, len);
}

static void write_name(struct name *name, uint64_t hash, struct buf *payload, struct buf *entries)
{
	uint32_t file = 0;

	sort(name);
	buf_clear(payload);
	symbol_number_add(payload, name->file_count);
	for (size_t i = 0; i < name->file_count; i++) {
		symbol_number_add(payload, name->files[i] - (file << 1));
		file = name->files[i] >> 1;
	}
	file = 0;
	for (size_t i = 0; i < name->def_count; i++) {
		const struct definition *def = &name->defs[i];

		symbol_number_add(payload, def->flags);
		symbol_number_add(payload, def->file - file);
		symbol_number_add(payload, def->line);
		buf_add(payload, def->rest, def->rest_end - def->rest);
		file = def->file;
	}
	write_entry(entries, hash, payload->data, payload->len);
}

/* The entries of a partition in an older index; false when its buckets are not in order. */
static bool find_older(const struct symbol_layout *older, unsigned part, struct part_cursor *cursor)
{
	unsigned within = older->header->bucket_bits - SYMBOL_BUCKET_BITS_MIN;
	uint32_t first = older->buckets[(size_t)part << within];
	uint32_t behind = older->buckets[(size_t)(part + 1) << within];

	cursor->at = older->entries + first;
	cursor->end = older->entries + behind;
	return first <= behind && behind <= older->header->entry_bytes;
}

/* Merge the names of all cursors; false when one of them is damaged. */
static bool merge_names(struct part_cursor *cursors, size_t count, struct name *name,
			struct buf *payload, struct buf *entries)
{
	for (;;) {
		struct part_cursor *first = NULL;
		size_t same = 0;

		for (size_t i = 0; i < count; i++) {
			if (!cursors[i].more || (first && cursors[i].hash > first->hash))
				continue;
			same = first && cursors[i].hash == first->hash ? same + 1 : 1;
			if (same == 1)
				first = &cursors[i];
		}
		if (!first)
			return true;
		uint64_t hash = first->hash;

		if (same == 1 && !first->reuse) {
			write_entry(entries, hash, first->payload,
				    first->payload_end - first->payload);
			if (!advance(first))
				return false;
			continue;
		}
		name->file_count = name->def_count = 0;
		for (size_t i = 0; i < count; i++)
			if (cursors[i].more && cursors[i].hash == hash &&
			    (!take(&cursors[i], name) || !advance(&cursors[i])))
				return false;
		if (name->file_count)
			write_name(name, hash, payload, entries);
	}
}

static bool merge_partition(struct merge *merge, unsigned part)
{
	_cleanup_free_ struct part_cursor *cursors = xcalloc(merge->count + 1, sizeof(*cursors));
	_cleanup_buf_ struct buf payload = { 0 };
	struct name name = { 0 };
	size_t count = 0;
	bool sound = true;

	if (merge->reuse->older) {
		cursors[count].reuse = merge->reuse;
		sound = find_older(merge->reuse->older, part, &cursors[count]);
		count++;
	}
	for (size_t i = 0; i < merge->count; i++, count++) {
		const struct buf *entries = &merge->runs[i].partitions[part];

		cursors[count].at = (const uint8_t *)entries->data;
		cursors[count].end = cursors[count].at + entries->len;
	}
	for (size_t i = 0; i < count && sound; i++)
		sound = advance(&cursors[i]);
	sound = sound &&
		merge_names(cursors, count, &name, &payload, &merge->merged->partitions[part]);
	for (size_t i = 0; i < merge->count; i++)
		buf_release(&merge->runs[i].partitions[part]);
	free(name.files);
	free(name.defs);
	return sound;
}

static void *work(void *data)
{
	struct merge *merge = data;
	unsigned part;

	while ((part = __atomic_fetch_add(&merge->next, 1, __ATOMIC_RELAXED)) < SYMBOL_PARTITIONS)
		if (!merge_partition(merge, part))
			__atomic_store_n(&merge->unsound, true, __ATOMIC_RELAXED);
	return NULL;
}

bool symbol_merge(struct symbol_run *runs, size_t count, const struct symbol_reuse *reuse,
		  size_t threads, struct symbol_run *ret_merged)
{
	_cleanup_free_ pthread_t *others = xcalloc(threads, sizeof(*others));
	struct merge merge = {
		.runs = runs,
		.count = count,
		.reuse = reuse,
		.merged = ret_merged,
	};
	size_t started = 0;

	*ret_merged = (struct symbol_run){ 0 };
	while (started + 1 < threads && !pthread_create(&others[started], NULL, work, &merge))
		started++;
	work(&merge);
	while (started)
		pthread_join(others[--started], NULL);
	if (merge.unsound)
		symbol_run_release(ret_merged);
	return !merge.unsound;
}
