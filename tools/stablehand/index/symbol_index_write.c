// SPDX-License-Identifier: GPL-2.0-only
/* The index file that holds entries. */
#include <stdlib.h>

#include "index/symbol_index_parts.h"

#define NAMES_A_BUCKET 3

static size_t count_names(const struct symbol_run *entries)
{
	size_t names = 0;

	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++) {
		const uint8_t *at = (const uint8_t *)entries->partitions[part].data;
		const uint8_t *end = at + entries->partitions[part].len;
		uint64_t hash;
		uint32_t len;

		for (; at < end && symbol_entry_head(&at, end, &hash, &len); at += len)
			names++;
	}
	return names;
}

static void write_folders(const struct symbol_units *units, struct symbol_header *header,
			  struct buf *index)
{
	_cleanup_buf_ struct buf texts = { 0 }, files = { 0 };

	for (size_t i = 0; i < units->count; i++) {
		const struct symbol_unit *unit = &units->items[i];
		struct symbol_folder folder = {
			.path = texts.len,
			.end = unit->end,
			.first_file = unit->first_file,
		};

		buf_add(index, &folder, sizeof(folder));
		buf_add(&texts, unit->path, strlen(unit->path) + 1);
		for (size_t j = 0; j < unit->source_count; j++) {
			const struct symbol_source *source = &unit->sources[j];
			struct symbol_file file = { .name = texts.len };

			memcpy(file.id, source->id.id, sizeof(file.id));
			buf_add(&files, &file, sizeof(file));
			buf_add(&texts, source->name, strlen(source->name) + 1);
		}
	}
	while (!texts.len || texts.len % 8)
		buf_add(&texts, "", 1);
	if (files.len)
		buf_add(index, files.data, files.len);
	buf_add(index, texts.data, texts.len);
	header->text_bytes = texts.len;
}

/* Where the entries of each bucket of a partition begin, the first at `offset`. */
static void write_buckets(const struct buf *entries, unsigned within, uint32_t offset,
			  struct buf *index)
{
	const uint8_t *start = (const uint8_t *)entries->data, *at = start;
	const uint8_t *end = start + entries->len;
	size_t bucket = 0;
	uint32_t here, len;
	uint64_t hash;

	while (at < end) {
		here = offset + (at - start);
		if (!symbol_entry_head(&at, end, &hash, &len))
			break;
		for (; bucket <= hash >> (48 - within); bucket++)
			buf_add(index, &here, sizeof(here));
		at += len;
	}
	here = offset + entries->len;
	for (; bucket < (size_t)1 << within; bucket++)
		buf_add(index, &here, sizeof(here));
}

void symbol_write(struct symbol_run *entries, const struct symbol_units *units, uint32_t flags,
		  struct buf *ret_index)
{
	struct symbol_header header = {
		.version = SYMBOL_INDEX_VERSION,
		.flags = flags,
		.folder_count = units->count,
		.file_count = units->file_count,
		.bucket_bits = SYMBOL_BUCKET_BITS_MIN,
	};
	size_t names = count_names(entries);
	uint32_t offset = 0;

	while (header.bucket_bits < SYMBOL_BUCKET_BITS_MAX &&
	       names >> header.bucket_bits > NAMES_A_BUCKET)
		header.bucket_bits++;
	memcpy(header.magic, SYMBOL_INDEX_MAGIC, sizeof(header.magic));
	buf_add(ret_index, &header, sizeof(header));
	write_folders(units, &header, ret_index);
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++) {
		write_buckets(&entries->partitions[part],
			      header.bucket_bits - SYMBOL_BUCKET_BITS_MIN, offset, ret_index);
		offset += entries->partitions[part].len;
	}
	buf_add(ret_index, &offset, sizeof(offset));
	/* Grown once: each step of growing would hold it twice. */
	buf_reserve(ret_index, offset);
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++) {
		if (entries->partitions[part].len)
			buf_add(ret_index, entries->partitions[part].data,
				entries->partitions[part].len);
		buf_release(&entries->partitions[part]);
	}
	header.entry_bytes = offset;
	header.bytes = ret_index->len;
	header.checksum = symbol_checksum(ret_index->data + sizeof(header),
					  ret_index->len - sizeof(header));
	header.header_checksum = symbol_checksum(&header,
						 offsetof(struct symbol_header, header_checksum));
	memcpy(ret_index->data, &header, sizeof(header));
}
