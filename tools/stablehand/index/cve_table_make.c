// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "index/cve_table_parts.h"
#include "util/alloc.h"
#include "util/hash_table.h"

struct making {
	struct buf entries, commits, ranges, fixes, paths, texts;
	struct text_place *places;
};

/* A text that is in the texts already: folders have the same files again and again. */
struct text_place {
	uint32_t at;
	UT_hash_handle hh;
	char text[];
};

static uint32_t add_text(struct making *making, const char *text)
{
	size_t len;
	struct text_place *place;

	if (!text || !*text)
		return 0;
	len = strlen(text);
	HASH_FIND(hh, making->places, text, len, place);
	if (place)
		return place->at;
	place = xcalloc(1, sizeof(*place) + len + 1);
	memcpy(place->text, text, len);
	place->at = making->texts.len;
	HASH_ADD_KEYPTR(hh, making->places, place->text, len, place);
	buf_add(&making->texts, text, len + 1);
	return place->at;
}

static void add_commit(struct making *making, const uint8_t id[CVE_COMMIT_BYTES], uint32_t entry)
{
	static const uint8_t none[CVE_COMMIT_BYTES];
	struct cve_commit commit = { .entry = entry };

	if (!memcmp(id, none, sizeof(none)))
		return;
	memcpy(commit.id, id, sizeof(commit.id));
	buf_add(&making->commits, &commit, sizeof(commit));
}

static void add_entry(struct making *making, const struct cve_read *read, uint32_t number)
{
	const struct cve_record *record = &read->record;
	struct cve_entry entry = {
		.id = read->id,
		.title = add_text(making, record->title),
		.vector = add_text(making, record->vector),
		.problem = add_text(making, record->problem),
		.score = record->score,
		.rejected = read->rejected,
		.range = making->ranges.len / sizeof(struct cve_range),
		.range_count = record->range_count,
		.fix = making->fixes.len / CVE_COMMIT_BYTES,
		.fix_count = record->fix_count,
		.path = making->paths.len / sizeof(uint32_t),
		.path_count = record->path_count,
	};

	buf_add(&making->entries, &entry, sizeof(entry));
	buf_add(&making->ranges, record->ranges, record->range_count * sizeof(*record->ranges));
	buf_add(&making->fixes, record->fixes, record->fix_count * sizeof(*record->fixes));
	for (size_t i = 0; i < record->path_count; i++) {
		uint32_t at = add_text(making, record->paths[i]);

		buf_add(&making->paths, &at, sizeof(at));
	}
	for (size_t i = 0; i < record->fix_count; i++)
		add_commit(making, record->fixes[i], number);
	for (size_t i = 0; i < record->range_count; i++)
		add_commit(making, record->ranges[i].fixed_commit, number);
}

static int compare_commits(const void *a, const void *b)
{
	const struct cve_commit *left = a, *right = b;
	int order = memcmp(left->id, right->id, sizeof(left->id));

	return order ? order : (left->entry > right->entry) - (left->entry < right->entry);
}

static void sort_commits(struct buf *commits)
{
	struct cve_commit *items = (void *)commits->data;
	size_t count = commits->len / sizeof(*items), kept = 0;

	if (!count)
		return;
	qsort(items, count, sizeof(*items), compare_commits);
	for (size_t i = 0; i < count; i++)
		if (!kept || compare_commits(&items[kept - 1], &items[i]))
			items[kept++] = items[i];
	commits->len = kept * sizeof(*items);
}

static uint64_t sum_up(uint64_t sum, const uint8_t *at, size_t len)
{
	uint64_t word;

	for (; len >= sizeof(word); at += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		sum = (sum ^ word) * 0x100000001b3;
		sum ^= sum >> 29;
	}
	for (; len; at++, len--)
		sum = (sum ^ *at) * 0x100000001b3;
	return sum;
}

uint64_t cve_table_checksum(const void *table, size_t len)
{
	uint64_t sum = sum_up(0xcbf29ce484222325, table, offsetof(struct cve_header, checksum));

	return sum_up(sum, (const uint8_t *)table + sizeof(struct cve_header),
		      len - sizeof(struct cve_header));
}

static void join(const struct making *making, const struct cve_header *header, struct buf *bytes)
{
	const struct buf *const parts[] = { &making->entries, &making->commits, &making->ranges,
					    &making->fixes, &making->paths, &making->texts };
	uint64_t sum;

	buf_add(bytes, header, sizeof(*header));
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		buf_add(bytes, buf_str(parts[i]), parts[i]->len);
	sum = cve_table_checksum(bytes->data, bytes->len);
	memcpy(bytes->data + offsetof(struct cve_header, checksum), &sum, sizeof(sum));
}

static void release(struct making *making)
{
	struct text_place *place, *next;

	HASH_ITER(hh, making->places, place, next) {
		HASH_DEL(making->places, place);
		free(place);
	}
	buf_release(&making->entries);
	buf_release(&making->commits);
	buf_release(&making->ranges);
	buf_release(&making->fixes);
	buf_release(&making->paths);
	buf_release(&making->texts);
}

void cve_table_make(const struct cve_list *list, int64_t time, struct buf *bytes)
{
	struct cve_header header = { .version = CVE_TABLE_VERSION, .time = time };
	struct making making = { 0 };

	memcpy(header.magic, CVE_TABLE_MAGIC, sizeof(header.magic));
	buf_add(&making.texts, "", 1);
	for (size_t i = 0; i < list->count; i++)
		add_entry(&making, &list->items[i], i);
	sort_commits(&making.commits);
	header.count = list->count;
	header.commit_count = making.commits.len / sizeof(struct cve_commit);
	header.range_count = making.ranges.len / sizeof(struct cve_range);
	header.fix_count = making.fixes.len / CVE_COMMIT_BYTES;
	header.path_count = making.paths.len / sizeof(uint32_t);
	header.text_bytes = making.texts.len;
	join(&making, &header, bytes);
	release(&making);
}
