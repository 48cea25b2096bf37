// SPDX-License-Identifier: GPL-2.0-only
/* What a thread found, sorted and written down as entries. */
#include <stdlib.h>

#include "index/symbol_index_parts.h"

/*
 * Least significant digit first (H. Hollerith's card sorter), 11 bits at a time;
 * `other` has room for as many.
 */
static void sort_words(uint64_t *words, uint64_t *other, size_t count)
{
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

static uint64_t hash_of(uint64_t word)
{
	return word >> 16;
}

static uint64_t lower(const struct symbol_found_def *def)
{
	return def->hash & (((uint64_t)1 << 48) - 1);
}

static void write_def(const struct symbol_collector *collector, const struct symbol_found_def *def,
		      uint32_t *file, struct buf *payload)
{
	symbol_number_add(payload, def->flags);
	symbol_number_add(payload, def->file - *file);
	symbol_number_add(payload, def->line);
	*file = def->file;
	if (def->flags & SYMBOL_DEF_CALLED)
		symbol_number_add(payload, def->parameters);
	if ((def->flags & SYMBOL_KIND_MASK) == CDEF_RECORD)
		buf_add(payload, collector->members.data + def->members, def->members_len);
}

/* The files of the words from `at` to `end`, all of one name. */
static void write_files(const uint64_t *words, size_t at, size_t end, const uint32_t *files,
			struct buf *payload)
{
	uint32_t count = 0, file = 0;

	for (size_t i = at; i < end; i++)
		count += i == at || (words[i] | 1) != (words[i - 1] | 1);
	symbol_number_add(payload, count);
	for (size_t i = at; i < end; i++) {
		uint32_t here = files[(words[i] & 0xffff) >> 1];

		/* The last word of a file tells whether it is a member's name there. */
		if (i + 1 < end && (words[i] | 1) == (words[i + 1] | 1))
			continue;
		symbol_number_add(payload, (here - file) << 1 | (words[i] & 1));
		file = here;
	}
}

static void write_partition(struct symbol_collector *collector, unsigned part, uint64_t *other,
			    struct buf *payload, struct buf *entries)
{
	__auto_type from = &collector->partitions[part];
	size_t def = 0, end;

	sort_words(from->words, other, from->word_count);
	if (from->def_count)
		qsort(from->defs, from->def_count, sizeof(*from->defs), compare_defs);
	for (size_t at = 0; at < from->word_count; at = end) {
		uint64_t hash = hash_of(from->words[at]);
		uint32_t file = 0;

		for (end = at + 1; end < from->word_count && hash_of(from->words[end]) == hash;)
			end++;
		buf_clear(payload);
		write_files(from->words, at, end, collector->files, payload);
		while (def < from->def_count && lower(&from->defs[def]) < hash)
			def++;
		for (; def < from->def_count && lower(&from->defs[def]) == hash; def++)
			write_def(collector, &from->defs[def], &file, payload);
		buf_add(entries, &hash, SYMBOL_ENTRY_HASH_BYTES);
		symbol_number_add(entries, payload->len);
		buf_add(entries, payload->data, payload->len);
	}
	from->word_count = 0;
	from->def_count = 0;
}

void symbol_run_make(struct symbol_collector *collector, struct symbol_run *ret_run)
{
	_cleanup_free_ uint64_t *other = NULL;
	_cleanup_buf_ struct buf payload = { 0 };
	size_t most = 0;

	*ret_run = (struct symbol_run){ 0 };
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++)
		if (collector->partitions[part].word_count > most)
			most = collector->partitions[part].word_count;
	other = xmalloc((most + 1) * sizeof(*other));
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++)
		write_partition(collector, part, other, &payload, &ret_run->partitions[part]);
	collector->word_count = 0;
	collector->def_count = 0;
	collector->file_count = 0;
	buf_clear(&collector->members);
}

void symbol_run_release(struct symbol_run *run)
{
	for (unsigned part = 0; part < SYMBOL_PARTITIONS; part++)
		buf_release(&run->partitions[part]);
}
