// SPDX-License-Identifier: GPL-2.0-only
/* An index put together from what the threads found, and taken apart again. */
#include <pthread.h>
#include <stdlib.h>

#include "port/symbol_index_parts.h"

#define NAMES_A_BUCKET 3

/* One partition of the hashes, from all collectors. */
struct partition {
	uint64_t *words;
	struct symbol_found_def *defs;
	size_t word_count, def_count, names;
	struct buf entries;
	uint32_t *buckets;		/* where each ends, in entries */
};

struct writer {
	struct symbol_collector *collectors;
	size_t count;
	struct partition partitions[SYMBOL_PARTITIONS];
	unsigned bucket_bits;
	unsigned next;			/* partition */
	void (*step)(struct writer *writer, unsigned part);
};

/* Least significant digit first (H. Hollerith's card sorter), 11 bits at a time. */
static void sort_words(uint64_t *words, size_t count)
{
	_cleanup_free_ uint64_t *other = xmalloc((count + 1) * sizeof(*other));
	uint64_t *from = words, *to = other;

	for (unsigned shift = 0; shift < 66; shift += 11) {
		size_t starts[2048] = { 0 }, sum = 0;

		for (size_t i = 0; i < count; i++)
			starts[from[i] >> shift & 2047]++;
		for (size_t i = 0; i < 2048; i++) {
			size_t n = starts[i];

			starts[i] = sum;
			sum += n;
		}
		for (size_t i = 0; i < count; i++)
			to[starts[from[i] >> shift & 2047]++] = from[i];
		uint64_t *swap = from;
		from = to;
		to = swap;
	}
	/* Six passes: it is back where it was. */
}

/* The hash of a word of a partition. */
static uint64_t hash_of(uint64_t word)
{
	return word >> 16;
}

static int compare_defs(const void *a, const void *b)
{
	const struct symbol_found_def *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->flags - y->flags;
}

/* Bring what the collectors have of a partition together, sorted. */
static void gather(struct writer *writer, unsigned part)
{
	struct partition *p = &writer->partitions[part];
	size_t words = 0, defs = 0;

	for (size_t i = 0; i < writer->count; i++) {
		words += writer->collectors[i].partitions[part].word_count;
		defs += writer->collectors[i].partitions[part].def_count;
	}
	p->words = xmalloc((words + 1) * sizeof(*p->words));
	p->defs = xmalloc((defs + 1) * sizeof(*p->defs));
	for (size_t i = 0; i < writer->count; i++) {
		__auto_type from = &writer->collectors[i].partitions[part];

		if (from->word_count)
			memcpy(p->words + p->word_count, from->words,
			       from->word_count * sizeof(*p->words));
		if (from->def_count)
			memcpy(p->defs + p->def_count, from->defs,
			       from->def_count * sizeof(*p->defs));
		for (size_t j = 0; j < from->def_count; j++)
			p->defs[p->def_count + j].collector = i;
		p->word_count += from->word_count;
		p->def_count += from->def_count;
		free(from->words);
		free(from->defs);
		from->words = NULL;
		from->defs = NULL;
	}
	sort_words(p->words, p->word_count);
	qsort(p->defs, p->def_count, sizeof(*p->defs), compare_defs);
	for (size_t i = 0; i < p->word_count; i++)
		p->names += !i || hash_of(p->words[i]) != hash_of(p->words[i - 1]);
}

static void add_def(const struct writer *writer, const struct symbol_found_def *def,
		    uint32_t *file, struct buf *payload)
{
	symbol_number_add(payload, def->flags);
	symbol_number_add(payload, def->file - *file);
	symbol_number_add(payload, def->line);
	*file = def->file;
	if (def->flags & SYMBOL_DEF_CALLED)
		symbol_number_add(payload, def->parameters);
	if ((def->flags & SYMBOL_KIND_MASK) == CDEF_RECORD)
		buf_add(payload, writer->collectors[def->collector].members.data + def->members,
			def->members_len);
}

static uint64_t lower(const struct symbol_found_def *def)
{
	return def->hash & (((uint64_t)1 << 48) - 1);
}

/* The entry of the name at words[at]; gives the index of the next name. */
static size_t encode_name(const struct writer *writer, struct partition *p, size_t at, size_t *def,
			  struct buf *payload)
{
	uint64_t hash = hash_of(p->words[at]);
	uint32_t folders = 0, folder = 0, file = 0;
	bool member = false;
	size_t end = at;

	for (; end < p->word_count && hash_of(p->words[end]) == hash; end++) {
		uint32_t here = p->words[end] & 0xffff;

		member |= here == SYMBOL_FOLDER_MEMBER;
		folders += here != SYMBOL_FOLDER_MEMBER && (end == at || p->words[end] != p->words[end - 1]);
	}
	buf_clear(payload);
	symbol_number_add(payload, folders << 1 | member);
	for (size_t i = at; i < end && (p->words[i] & 0xffff) != SYMBOL_FOLDER_MEMBER; i++) {
		if (i > at && p->words[i] == p->words[i - 1])
			continue;
		symbol_number_add(payload, (p->words[i] & 0xffff) - folder);
		folder = p->words[i] & 0xffff;
	}
	while (*def < p->def_count && lower(&p->defs[*def]) < hash)
		++*def;
	for (; *def < p->def_count && lower(&p->defs[*def]) == hash; ++*def)
		add_def(writer, &p->defs[*def], &file, payload);
	buf_add(&p->entries, &hash, SYMBOL_ENTRY_HASH_BYTES);
	symbol_number_add(&p->entries, payload->len);
	buf_add(&p->entries, payload->data, payload->len);
	return end;
}

static void encode(struct writer *writer, unsigned part)
{
	unsigned within = writer->bucket_bits - SYMBOL_BUCKET_BITS_MIN;
	struct partition *p = &writer->partitions[part];
	_cleanup_buf_ struct buf payload = { 0 };
	size_t buckets = (size_t)1 << within, bucket = 0, def = 0;

	p->buckets = xcalloc(buckets, sizeof(*p->buckets));
	for (size_t at = 0; at < p->word_count;) {
		size_t mine = hash_of(p->words[at]) >> (48 - within);

		while (bucket < mine)
			p->buckets[bucket++] = p->entries.len;
		at = encode_name(writer, p, at, &def, &payload);
	}
	while (bucket < buckets)
		p->buckets[bucket++] = p->entries.len;
	free(p->words);
	free(p->defs);
}

static void *work(void *data)
{
	struct writer *writer = data;
	unsigned part;

	while ((part = __atomic_fetch_add(&writer->next, 1, __ATOMIC_RELAXED)) < SYMBOL_PARTITIONS)
		writer->step(writer, part);
	return NULL;
}

/* Do a step for all partitions, with as many threads as there were collectors. */
static void run(struct writer *writer, void (*step)(struct writer *writer, unsigned part))
{
	_cleanup_free_ pthread_t *threads = xcalloc(writer->count, sizeof(*threads));
	size_t started = 0;

	writer->step = step;
	writer->next = 0;
	while (started + 1 < writer->count &&
	       !pthread_create(&threads[started], NULL, work, writer))
		started++;
	work(writer);
	while (started)
		pthread_join(threads[--started], NULL);
}

static void assemble(const struct writer *writer, const struct symbol_units *units,
		     uint32_t flags, struct buf *index)
{
	struct symbol_header header = {
		.version = SYMBOL_INDEX_VERSION,
		.flags = flags,
		.folder_count = units->count,
		.file_count = units->file_count,
		.bucket_bits = writer->bucket_bits,
	};
	_cleanup_buf_ struct buf texts = { 0 }, files = { 0 };
	uint32_t offset = 0;

	memcpy(header.magic, SYMBOL_INDEX_MAGIC, sizeof(header.magic));
	buf_add(index, &header, sizeof(header));
	for (size_t i = 0; i < units->count; i++) {
		const struct symbol_unit *unit = &units->items[i];
		struct symbol_folder folder = {
			.path = texts.len,
			.end = unit->end,
			.first_file = unit->first_file,
		};

		memcpy(folder.key, unit->key, sizeof(folder.key));
		buf_add(index, &folder, sizeof(folder));
		buf_add(&texts, unit->path, strlen(unit->path) + 1);
		for (size_t j = 0; j < unit->source_count; j++) {
			uint32_t at = texts.len;

			buf_add(&files, &at, sizeof(at));
			buf_add(&texts, unit->sources[j].name, strlen(unit->sources[j].name) + 1);
		}
	}
	while (!texts.len || texts.len % 8)
		buf_add(&texts, "", 1);
	if (files.len)
		buf_add(index, files.data, files.len);
	buf_add(index, texts.data, texts.len);
	header.text_bytes = texts.len;
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++) {
		const struct partition *p = &writer->partitions[part];
		size_t buckets = (size_t)1 << (writer->bucket_bits - SYMBOL_BUCKET_BITS_MIN);

		for (size_t i = 0; i < buckets; i++) {
			uint32_t start = offset + (i ? p->buckets[i - 1] : 0);

			buf_add(index, &start, sizeof(start));
		}
		offset += p->entries.len;
	}
	buf_add(index, &offset, sizeof(offset));
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++)
		if (writer->partitions[part].entries.len)
			buf_add(index, writer->partitions[part].entries.data,
				writer->partitions[part].entries.len);
	header.entry_bytes = offset;
	header.bytes = index->len;
	header.checksum = symbol_checksum(index->data + sizeof(header), index->len - sizeof(header));
	header.header_checksum = symbol_checksum(&header,
						 offsetof(struct symbol_header, header_checksum));
	memcpy(index->data, &header, sizeof(header));
}

void symbol_write(struct symbol_collector *collectors, size_t count,
		  const struct symbol_units *units, uint32_t flags, struct buf *ret_index)
{
	struct writer *writer = xcalloc(1, sizeof(*writer));
	size_t names = 0;

	writer->collectors = collectors;
	writer->count = count;
	run(writer, gather);
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++)
		names += writer->partitions[part].names;
	writer->bucket_bits = SYMBOL_BUCKET_BITS_MIN;
	while (writer->bucket_bits < SYMBOL_BUCKET_BITS_MAX &&
	       names >> writer->bucket_bits > NAMES_A_BUCKET)
		writer->bucket_bits++;
	run(writer, encode);
	assemble(writer, units, flags, ret_index);
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++) {
		buf_release(&writer->partitions[part].entries);
		free(writer->partitions[part].buckets);
	}
	free(writer);
}
