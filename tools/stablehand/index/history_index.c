// SPDX-License-Identifier: GPL-2.0-only
#include "index/history_index.h"

#include <stdlib.h>
#include <string.h>

#include "index/history_index_parts.h"
#include "index/kept_file.h"
#include "util/alloc.h"
#include "util/buf.h"

#define FOLDER "stablehand-history"

struct history_index {
	const struct history_header *header;
	const struct history_entry *entries;
	const struct history_said *sayings;
	const char *texts;
	struct kept_file file;		/* what all of them are in, */
	struct buf owned;		/* or this */
};

/* Point into the bytes; false when they are not an index. */
static bool lay_out(struct history_index *index, const void *data, size_t len)
{
	const struct history_header *header = data;
	const uint8_t *at = data;
	uint64_t bytes = sizeof(*header);

	if (len < sizeof(*header) ||
	    memcmp(header->magic, HISTORY_INDEX_MAGIC, sizeof(header->magic)) ||
	    header->version != HISTORY_INDEX_VERSION || !header->count || !header->text_bytes)
		return false;
	index->header = header;
	index->entries = (const void *)(at + bytes);
	bytes += (uint64_t)header->count * sizeof(*index->entries);
	index->sayings = (const void *)(at + bytes);
	bytes += (uint64_t)header->saying_count * sizeof(*index->sayings);
	index->texts = (const void *)(at + bytes);
	bytes += header->text_bytes;
	return bytes == len && !index->texts[header->text_bytes - 1];
}

/* What was missing when it was made may have come. */
static bool is_current(const struct history_index *index, git_repository *repo)
{
	git_commit *commit;
	git_oid cut;

	git_oid_fromraw(&cut, index->header->cut);
	if (git_oid_is_zero(&cut) || git_commit_lookup(&commit, repo, &cut))
		return true;
	git_commit_free(commit);
	return false;
}

int history_index_open(git_repository *repo, const git_oid *tip,
		       struct history_index **ret_index, struct error **err)
{
	struct history_index *index = xcalloc(1, sizeof(*index));

	if (kept_file_map(repo, FOLDER, tip, &index->file) &&
	    lay_out(index, index->file.data, index->file.len) && is_current(index, repo)) {
		*ret_index = index;
		return 0;
	}
	kept_file_release(&index->file);
	if (history_index_make(repo, tip, &index->owned, err)) {
		history_index_free(index);
		return -1;
	}
	lay_out(index, index->owned.data, index->owned.len);
	if (index->header->count >= HISTORY_INDEX_KEPT_FROM)
		kept_file_write(repo, FOLDER, tip, index->owned.data, index->owned.len);
	*ret_index = index;
	return 0;
}

void history_index_free(struct history_index *index)
{
	if (!index)
		return;
	kept_file_release(&index->file);
	buf_release(&index->owned);
	free(index);
}

/* Asking. */

size_t history_index_count(const struct history_index *index)
{
	return index->header->count;
}

static const char *text_at(const struct history_index *index, uint32_t at)
{
	return at < index->header->text_bytes ? index->texts + at : NULL;
}

void history_index_commit(const struct history_index *index, size_t number,
			  struct history_commit *ret_commit)
{
	const struct history_entry *entry = &index->entries[number];
	const char *title = text_at(index, entry->title);

	*ret_commit = (struct history_commit){
		.time = entry->time,
		.title = title ? title : "",
		.of = text_at(index, entry->of),
		.release = text_at(index, entry->release),
		.number = number,
	};
	git_oid_fromraw(&ret_commit->id, entry->id);
}

bool history_index_whole(const struct history_index *index, git_oid *ret_root)
{
	if (index->header->whole)
		git_oid_fromraw(ret_root, index->header->root);
	return index->header->whole;
}

static bool says(const struct history_index *index, const struct history_said *said,
		 enum history_saying saying, const char *text)
{
	const char *there = text_at(index, said->text);

	if (!there || said->saying != saying || said->entry >= index->header->count)
		return false;
	if (!history_says_id(saying))
		return !strcmp(there, text);
	return !strncmp(there, text,
			strlen(there) < strlen(text) ? strlen(there) : strlen(text));
}

size_t history_index_find(const struct history_index *index, enum history_saying saying,
			  const char *text,
			  void (*found)(const struct history_commit *commit, void *data),
			  void *data)
{
	size_t low = 0, high = index->header->saying_count, count = 0, last = SIZE_MAX;
	uint64_t hash;

	if (history_says_id(saying) && strlen(text) < HISTORY_ID_DIGITS_MIN)
		return 0;
	hash = history_hash(saying, text);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->sayings[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->header->saying_count && index->sayings[low].hash == hash; low++) {
		const struct history_said *said = &index->sayings[low];
		struct history_commit commit;

		if (said->entry == last || !says(index, said, saying, text))
			continue;
		last = said->entry;
		history_index_commit(index, said->entry, &commit);
		found(&commit, data);
		count++;
	}
	return count;
}
