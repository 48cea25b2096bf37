// SPDX-License-Identifier: GPL-2.0-only
/*
 * An item names several titles: its text may go on behind the title, and its tags may
 * be the title's start (changelog_names()). A hash of each of them leads to the item,
 * which is then asked: two titles of one hash, and what an older program put into the
 * file, cost time and change no answer. An item that may name very many titles is under
 * the hash ANY_TITLE, and is asked each time.
 */
#include "index/changelog_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "index/kept_file.h"
#include "util/alloc.h"
#include "util/buf.h"

#define FOLDER "stablehand-changelogs"
#define MAGIC "SHchnglg"
#define VERSION 1u
#define TITLES_MAX 24u		/* of an item, else it is under ANY_TITLE */
#define ANY_TITLE 0u

/* In this order, then the texts, each ended by a NUL. */
struct header {
	char magic[8];
	uint32_t version, item_count, key_count, text_bytes;
};

struct item {
	uint32_t version, text;		/* in the texts */
	uint32_t line, pad;
};

struct key {
	uint64_t hash;			/* sorted by it, then by item */
	uint32_t item, pad;
};

struct changelog_index {
	const struct header *header;
	const struct item *items;
	const struct key *keys;
	const char *texts;
	struct kept_file file;		/* what all of them are in, */
	struct buf owned;		/* or this */
};

/* Making. */

struct making {
	struct item *items;
	size_t item_count, item_alloc;
	struct key *keys;
	size_t key_count, key_alloc;
	struct buf texts;
	uint32_t version;		/* of the items, in the texts */
	size_t titles;			/* of the item at hand */
};

#define FNV_START 0xcbf29ce484222325u

/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo): a text's hash goes on from that of its start. */
static uint64_t hash_more(uint64_t hash, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
	return hash;
}

static uint64_t as_key(uint64_t hash)
{
	return hash == ANY_TITLE ? 1 : hash;
}

static void add_key(struct making *making, uint64_t hash)
{
	if (making->titles++ < TITLES_MAX)
		*ARRAY_ADD(making->keys, making->key_count, making->key_alloc) = (struct key){
			.hash = as_key(hash),
			.item = making->item_count - 1,
		};
}

/* The titles that a text names, all behind a start of this hash. */
static void add_titles(struct making *making, uint64_t start, const char *text)
{
	uint64_t hash = start;

	for (size_t i = 0; text[i]; i++) {
		const char *rest = text + i + 1;

		hash = hash_more(hash, text + i, 1);
		if (!*rest || !strcmp(rest, ".") || !strncmp(rest, " (", 2))
			add_key(making, hash);
	}
	if (strncasecmp(text, "Revert \"", 8))
		return;
	hash = start;
	for (const char *at = text + 8; *at; at++) {
		hash = hash_more(hash, at, 1);
		if (at[1] == '"')
			add_key(making, hash);
	}
}

static void add_all_titles(struct making *making, const char *text)
{
	add_titles(making, FNV_START, text);
	while (*text == '[' && making->titles <= TITLES_MAX) {
		const char *tag = text + 1, *close = strchr(tag, ']');
		uint64_t start;

		if (!close || close[1] != ' ')
			return;
		text = close + 2;
		start = hash_more(FNV_START, tag, close - tag);
		add_titles(making, FNV_START, text);
		add_titles(making, hash_more(start, ": ", 2), text);
		add_titles(making, hash_more(start, "/", 1), text);
	}
}

static uint32_t add_text(struct making *making, const char *text, size_t len)
{
	uint32_t at = making->texts.len;

	buf_add(&making->texts, text, len);
	buf_add(&making->texts, "", 1);
	return at;
}

static void on_item(const struct changelog_item *item, void *data)
{
	struct making *making = data;
	size_t first = making->key_count;

	if (!making->texts.len || strcmp(making->texts.data + making->version, item->version))
		making->version = add_text(making, item->version, strlen(item->version));
	*ARRAY_ADD(making->items, making->item_count, making->item_alloc) = (struct item){
		.version = making->version,
		.text = add_text(making, item->text, item->len),
		.line = item->line,
	};
	making->titles = 0;
	add_all_titles(making, item->text);
	if (making->titles > TITLES_MAX) {
		making->key_count = first;
		*ARRAY_ADD(making->keys, making->key_count, making->key_alloc) = (struct key){
			.hash = ANY_TITLE,
			.item = making->item_count - 1,
		};
	}
}

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->item < y->item ? -1 : x->item > y->item;
}

static void make(const char *text, size_t len, struct buf *bytes)
{
	struct making making = { 0 };
	struct header header = { .magic = MAGIC, .version = VERSION };

	changelog_walk(text, len, on_item, &making);
	while (making.texts.len % 8 || !making.texts.len)
		buf_add(&making.texts, "", 1);
	header.item_count = making.item_count;
	header.key_count = making.key_count;
	header.text_bytes = making.texts.len;
	buf_add(bytes, &header, sizeof(header));
	if (making.item_count)
		buf_add(bytes, making.items, making.item_count * sizeof(*making.items));
	if (making.key_count) {
		qsort(making.keys, making.key_count, sizeof(*making.keys), compare_keys);
		buf_add(bytes, making.keys, making.key_count * sizeof(*making.keys));
	}
	buf_add(bytes, making.texts.data, making.texts.len);
	free(making.items);
	free(making.keys);
	buf_release(&making.texts);
}

/* Opening. */

/* Point into the bytes; false when they are not an index. */
static bool lay_out(struct changelog_index *index, const void *data, size_t len)
{
	const struct header *header = data;
	const uint8_t *at = data;
	uint64_t bytes = sizeof(*header);

	if (len < sizeof(*header) || memcmp(header->magic, MAGIC, sizeof(header->magic)) ||
	    header->version != VERSION || !header->text_bytes)
		return false;
	index->header = header;
	index->items = (const void *)(at + bytes);
	bytes += (uint64_t)header->item_count * sizeof(*index->items);
	index->keys = (const void *)(at + bytes);
	bytes += (uint64_t)header->key_count * sizeof(*index->keys);
	index->texts = (const void *)(at + bytes);
	bytes += header->text_bytes;
	return bytes == len && !index->texts[header->text_bytes - 1];
}

static int make_now(git_repository *repo, const git_oid *blob_id, struct changelog_index *index,
		    struct error **err)
{
	git_blob *blob;

	if (git_blob_lookup(&blob, repo, blob_id))
		return error_git(err, ERROR_ENVIRONMENT, "reading the changelog");
	make(git_blob_rawcontent(blob), git_blob_rawsize(blob), &index->owned);
	git_blob_free(blob);
	lay_out(index, index->owned.data, index->owned.len);
	kept_file_write(repo, FOLDER, blob_id, index->owned.data, index->owned.len);
	return 0;
}

int changelog_index_open(git_repository *repo, const git_oid *blob,
			 struct changelog_index **ret_index, struct error **err)
{
	struct changelog_index *index = xcalloc(1, sizeof(*index));

	if (kept_file_map(repo, FOLDER, blob, &index->file) &&
	    lay_out(index, index->file.data, index->file.len)) {
		*ret_index = index;
		return 0;
	}
	kept_file_release(&index->file);
	if (make_now(repo, blob, index, err)) {
		changelog_index_free(index);
		return -1;
	}
	*ret_index = index;
	return 0;
}

void changelog_index_free(struct changelog_index *index)
{
	if (!index)
		return;
	kept_file_release(&index->file);
	buf_release(&index->owned);
	free(index);
}

/* Asking. */

/* The first key that is not below the hash. */
static size_t first_key(const struct changelog_index *index, uint64_t hash)
{
	size_t low = 0, high = index->header->key_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->keys[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool read_item(const struct changelog_index *index, size_t number,
		      struct changelog_item *ret_item)
{
	const struct header *header = index->header;
	const struct item *item = &index->items[number];

	if (number >= header->item_count || item->version >= header->text_bytes ||
	    item->text >= header->text_bytes)
		return false;
	*ret_item = (struct changelog_item){
		.version = index->texts + item->version,
		.line = item->line,
		.text = index->texts + item->text,
	};
	ret_item->len = strlen(ret_item->text);
	return true;
}

size_t changelog_index_find(const struct changelog_index *index, const char *title,
			    void (*found)(const struct changelog_item *item, bool reverting,
					  void *data),
			    void *data)
{
	const uint64_t wanted = as_key(hash_more(FNV_START, title, strlen(title)));
	size_t count = index->header->key_count, any = 0, at = first_key(index, wanted);
	size_t last = SIZE_MAX, finds = 0;

	/* Both runs of keys, by item. */
	for (;;) {
		bool of_any = any < count && index->keys[any].hash == ANY_TITLE;
		bool of_title = at < count && index->keys[at].hash == wanted;
		struct changelog_item item;
		size_t number;
		bool reverting;

		if (!of_any && !of_title)
			return finds;
		if (of_any && of_title)
			of_any = index->keys[any].item < index->keys[at].item;
		number = index->keys[of_any ? any : at].item;
		of_any ? any++ : at++;
		if (number == last || !read_item(index, number, &item) ||
		    !changelog_names(&item, title, &reverting))
			continue;
		last = number;
		found(&item, reverting, data);
		finds++;
	}
}
