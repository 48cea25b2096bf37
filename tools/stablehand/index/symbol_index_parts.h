/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How an index is made and asked, and the form of its file:
 *
 *   header | folders | files | texts | buckets | entries
 *
 * in the byte order of the machine (it is a cache). Folders are in the order
 * of their paths, so that those below one follow it. Bucket i holds the
 * offset of its entries, of the names whose hash begins with the bits of i; a
 * last bucket holds their end. An entry is
 *
 *   6 bytes	the lower 48 of the 56 bits of the name's hash
 *   number	bytes that follow
 *   number	files that have the name
 *   numbers	these files, rising: 2 * the difference to the one before
 *		+ (it is the name of a member there)
 *   for each definition, by file:
 *     number	kind + SYMBOL_DEF_* flags
 *     number	its file, as the difference to the one before
 *     number	line
 *     number	SYMBOL_DEF_CALLED: parameters
 *     number	a record: members, those of named members inside included
 *       number	of each: 2 * bytes + (it is the record's own)
 *       bytes	its name
 *
 * numbers being LEB128 (7 bits a byte, the lowest first). The entries of the
 * index, and of a bucket, are in the order of their hashes.
 *
 * It is built like a log-structured merge tree (P. O'Neil and others, 1996): threads
 * read folders (_collect), write what they found to sorted runs in memory whenever it
 * gets too much (_run), and all runs are merged into one index (_merge, _write), with
 * the entries of an older index for files that have not changed (_reuse).
 *
 * Why that is safe: files are numbered before they are read, in the order of their
 * paths, and runs and entries are sorted by hash, then file, so that the result does not
 * depend on which thread read what. The older index is verified by its checksum before
 * anything is taken from it, and a file is taken over only if blob id and name are the
 * same. Every number that is read from a mapped index is checked against the bounds of its
 * part; one that is out of bounds marks the index as damaged (symbol_index_check()).
 */
#ifndef INDEX_SYMBOL_INDEX_PARTS_H
#define INDEX_SYMBOL_INDEX_PARTS_H

#include <string.h>

#include "index/symbol_index.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/name_hash.h"

#define SYMBOL_INDEX_MAGIC "SHsymidx"
#define SYMBOL_INDEX_VERSION 4u
#define SYMBOL_HASH_BITS 56
#define SYMBOL_BUCKET_BITS_MIN 8
#define SYMBOL_BUCKET_BITS_MAX 22
#define SYMBOL_ENTRY_HASH_BYTES 6
#define SYMBOL_RANGES_MAX 64

#define SYMBOL_KIND_MASK 7u
#define SYMBOL_DEF_CALLED 8u
#define SYMBOL_DEF_VARIADIC 16u
#define SYMBOL_DEF_OPEN 32u

#define SYMBOL_INDEX_LIST 1u	/* flag: names only, seen from everywhere */

struct symbol_header {
	char magic[8];
	uint32_t version, flags;
	uint64_t bytes;			/* of the whole file */
	uint32_t folder_count, file_count, text_bytes, bucket_bits;
	uint64_t entry_bytes;
	uint64_t checksum;		/* of all that follows the header */
	uint64_t header_checksum;	/* of what is before it */
};

struct symbol_folder {
	uint32_t path;		/* offset in the texts: "mm/", "" */
	uint32_t end;		/* the folder behind the last one below it */
	uint32_t first_file;	/* its files are up to those of the next folder */
};

struct symbol_file {
	uint32_t name;		/* offset in the texts */
	uint8_t id[20];		/* of its blob; zeros in the index of an unpacked tree */
};

/* Where the parts of an index are. */
struct symbol_layout {
	const struct symbol_header *header;
	const struct symbol_folder *folders;
	const struct symbol_file *files;
	const char *texts;
	const uint32_t *buckets;
	const uint8_t *entries;
};

/* Files that are seen from somewhere: ranges of their numbers, rising. */
struct symbol_view {
	struct {
		uint32_t first, end;
	} ranges[SYMBOL_RANGES_MAX];
	size_t count;
	enum symbol_scope scope;
	char *from;			/* folder; NULL: not filled in */
	uint32_t own;			/* the number of that folder, UINT32_MAX: not there */
};

struct symbol_index {
	struct symbol_layout layout;
	struct buf owned;		/* the bytes, */
	void *mapped;			/* or where they are mapped */
	size_t mapped_len;
	char *file;			/* that is mapped */
	bool damaged;
	struct symbol_view views[2];	/* of each scope, the one asked for last */
};

/* Find the parts; false when the bytes are no complete index. */
bool symbol_layout_read(const void *data, size_t len, struct symbol_layout *ret_layout);

/* Verify the checksum of all behind the header. */
bool symbol_layout_verify(const struct symbol_layout *layout);

uint64_t symbol_checksum(const void *data, size_t len);

/* 56 bits of the hash of a name. */
static inline uint64_t symbol_hash(const char *name, size_t len)
{
	return name_hash(name, len) >> (64 - SYMBOL_HASH_BITS);
}

/* The number at *at, which is moved behind it; false at the end or above 32 bits. */
static inline bool symbol_number(const uint8_t **at, const uint8_t *end, uint32_t *ret)
{
	uint64_t number = 0;

	for (unsigned shift = 0; *at < end && shift < 35; shift += 7) {
		uint8_t byte = *(*at)++;

		number |= (uint64_t)(byte & 127) << shift;
		if (byte < 128) {
			*ret = number;
			return number <= UINT32_MAX;
		}
	}
	return false;
}

/* A text by its offset; "" and damaged: there is none. */
const char *symbol_text_at(struct symbol_index *index, uint32_t offset);

/* What follows the head of the name's entry; *ret_at is NULL when it has none. */
void symbol_entry_find(struct symbol_index *index, const char *name, size_t len,
		       const uint8_t **ret_at, const uint8_t **ret_end);

/* The number of the folder that has a file. */
uint32_t symbol_folder_of_file(const struct symbol_layout *layout, uint32_t file);

void symbol_number_add(struct buf *buf, uint32_t number);

/* The hash that an entry of a partition begins with; false when it is cut short. */
static inline bool symbol_entry_head(const uint8_t **at, const uint8_t *end, uint64_t *ret_hash,
				     uint32_t *ret_len)
{
	*ret_hash = 0;
	if (end - *at < SYMBOL_ENTRY_HASH_BYTES)
		return false;
	memcpy(ret_hash, *at, SYMBOL_ENTRY_HASH_BYTES);
	*at += SYMBOL_ENTRY_HASH_BYTES;
	return symbol_number(at, end, ret_len) && *ret_len <= (size_t)(end - *at);
}

/* A definition while an index is made. */
struct symbol_found_def {
	uint64_t hash;
	uint32_t file, line;
	uint32_t members, members_len;	/* bytes of the collector's `members`, as in an entry */
	uint16_t parameters;
	uint8_t flags;			/* kind and SYMBOL_DEF_* */
};

/*
 * A word of a file: the lower 48 bits of its hash (the upper 8 are those of
 * the partition) above 15 of the file, counted within what is collected, and
 * one for a member's name, so that sorting is sorting numbers.
 */
#define SYMBOL_COLLECTED_FILES_MAX 32768u

#define SYMBOL_PARTITIONS 256	/* by the upper bits of the hash */

/* What one thread found and has not written to a run. */
struct symbol_collector {
	struct {
		uint64_t *words;
		size_t word_count, word_alloc;
		struct symbol_found_def *defs;
		size_t def_count, def_alloc;
	} partitions[SYMBOL_PARTITIONS];
	struct buf members;
	size_t word_count, def_count;	/* of all partitions */
	uint32_t *files;		/* that were collected, rising */
	size_t file_count, file_alloc;
	struct {
		uint64_t hash;
		uint32_t stamp;
	} *seen;		/* words of this file: hash table */
	size_t seen_mask, seen_alloc, seen_count;
	uint32_t stamp;		/* a different one for each file */
	struct ctokens tokens;	/* of the file being read; the memory is kept */
};

/* What follows is of this file, whose number is higher than that of the one before. */
void symbol_collect_file(struct symbol_collector *collector, uint32_t file);

/* All words of a text. */
void symbol_collect_words(struct symbol_collector *collector, const char *text, size_t len);

/* All words and definitions of a C file. */
void symbol_collect_c(struct symbol_collector *collector, const char *text, size_t len);

/* Is it time to write a run? */
bool symbol_collector_is_full(const struct symbol_collector *collector);

void symbol_collector_release(struct symbol_collector *collector);

/* Entries of some files, sorted, as in an index file. */
struct symbol_run {
	struct buf partitions[SYMBOL_PARTITIONS];
};

/* Sort and write down what a collector found; it is empty afterwards. */
void symbol_run_make(struct symbol_collector *collector, struct symbol_run *ret_run);

void symbol_run_release(struct symbol_run *run);

/* A folder and its files while an index is made. */
struct symbol_unit {
	char *path;		/* with its '/' */
	uint32_t end, first_file;
	struct symbol_source {
		char *name;
		git_oid id;
	} *sources;
	size_t source_count, source_alloc;
};

struct symbol_units {
	struct symbol_unit *items;
	size_t count, alloc;
	size_t file_count;
};

void symbol_units_release(struct symbol_units *units);

/* The folders and sources of a tree, of an unpacked tree. */
int symbol_units_of_tree(git_repository *repo, const git_oid *tree, struct symbol_units *units,
			 struct error **err);
int symbol_units_of_folder(const char *path, struct symbol_units *units, struct error **err);

/* How many files are in both, with the same name and content, in whatever folder? */
size_t symbol_shared_files(const struct symbol_layout *older, const struct symbol_units *units);

/* What can be taken from an older index. */
struct symbol_reuse {
	const struct symbol_layout *older;	/* NULL: nothing */
	uint32_t *files;		/* of each of its files the new number; UINT32_MAX: gone */
};

/*
 * Which files has an older index with the same name and content, in whatever
 * folder? done[i] of these files is set. Nothing is taken from a damaged one.
 */
void symbol_reuse_find(const struct symbol_layout *older, const struct symbol_units *units,
		       bool *done, struct symbol_reuse *ret_reuse);

void symbol_reuse_release(struct symbol_reuse *reuse);

/*
 * Merge runs, and what is taken from an older index, by `threads` threads. The
 * runs are empty afterwards. False when the older index is damaged.
 */
bool symbol_merge(struct symbol_run *runs, size_t count, const struct symbol_reuse *reuse,
		  size_t threads, struct symbol_run *ret_merged);

/* The index whose entries are those of a run, which is empty afterwards. */
void symbol_write(struct symbol_run *entries, const struct symbol_units *units, uint32_t flags,
		  struct buf *ret_index);

/*
 * Read the sources of units: their entries. repo is NULL for an unpacked tree
 * below `root`. older (NULL: none) is what can be reused.
 */
int symbol_build(git_repository *repo, const char *root, const struct symbol_units *units,
		 const struct symbol_layout *older, struct symbol_run *ret_entries,
		 struct error **err);

#endif
