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
 *   number	2 * folders that have the name + (it is a member's name)
 *   numbers	these folders, rising, each as the difference to the one before
 *   for each definition, by file:
 *     number	kind + SYMBOL_DEF_* flags
 *     number	its file, as the difference to the one before
 *     number	line
 *     number	SYMBOL_DEF_CALLED: parameters
 *     number	a record: members, those of named members inside included
 *       number	of each: 2 * bytes + (it is the record's own)
 *       bytes	its name
 *
 * numbers being LEB128 (7 bits a byte, the lowest first).
 */
#ifndef PORT_SYMBOL_INDEX_PARTS_H
#define PORT_SYMBOL_INDEX_PARTS_H

#include <string.h>

#include "port/symbol_index.h"
#include "util/alloc.h"
#include "util/buf.h"

#define SYMBOL_INDEX_MAGIC "SHsymidx"
#define SYMBOL_INDEX_VERSION 1u
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
	uint8_t key[20];	/* over names and contents of its sources */
};

/* Where the parts of an index are. */
struct symbol_layout {
	const struct symbol_header *header;
	const struct symbol_folder *folders;
	const uint32_t *files;		/* offsets of their names */
	const char *texts;
	const uint32_t *buckets;
	const uint8_t *entries;
};

/* Folders that are seen from somewhere: ranges of their numbers, rising. */
struct symbol_view {
	struct {
		uint32_t first, end;
	} ranges[SYMBOL_RANGES_MAX];
	size_t count;
	enum symbol_scope scope;
	char *from;			/* folder; NULL: not filled in */
	uint32_t own;			/* that folder, UINT32_MAX: not there */
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

/* Find the parts; false when the bytes are not those of a whole index. */
bool symbol_layout_read(const void *data, size_t len, struct symbol_layout *ret_layout);

/* Is all behind the header as it was written? Reads it all. */
bool symbol_layout_verify(const struct symbol_layout *layout);

uint64_t symbol_checksum(const void *data, size_t len);

/* The hash of a name: a multiply and fold of 8 bytes at a time. */
static inline uint64_t symbol_mix(uint64_t a, uint64_t b)
{
	__uint128_t product = (__uint128_t)a * b;

	return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

static inline uint64_t symbol_hash(const char *name, size_t len)
{
	const uint64_t k0 = 0x9ae16a3b2f90404fu, k1 = 0xc949c7defebe6f8fu;
	uint64_t hash = k0 ^ len, word = 0;

	for (; len > 8; name += 8, len -= 8) {
		memcpy(&word, name, 8);
		hash = symbol_mix(hash ^ word, k1);
	}
	word = 0;
	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)(uint8_t)name[i] << 8 * i;
	hash = symbol_mix(hash ^ word, k1);
	return symbol_mix(hash, k0) >> (64 - SYMBOL_HASH_BITS);
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

void symbol_number_add(struct buf *buf, uint32_t number);

/* A definition while an index is made. */
struct symbol_found_def {
	uint64_t hash;
	uint32_t file, line;
	uint32_t members, members_len;	/* bytes of the collector's `members`, as in an entry */
	uint16_t parameters;
	uint8_t flags;			/* kind and SYMBOL_DEF_* */
	uint8_t collector;		/* whose members; filled in when they are brought together */
};

/*
 * A word of a folder: the lower 48 bits of its hash (the upper 8 are those of
 * the partition) above 16 of the folder, so that sorting is sorting numbers.
 */
#define SYMBOL_FOLDERS_MAX 65535u
#define SYMBOL_FOLDER_MEMBER 65535u	/* stands for: it is a member's name */

#define SYMBOL_PARTITIONS 256	/* by the upper bits of the hash */

/* What one thread found. */
struct symbol_collector {
	struct {
		uint64_t *words;
		size_t word_count, word_alloc;
		struct symbol_found_def *defs;
		size_t def_count, def_alloc;
	} partitions[SYMBOL_PARTITIONS];
	struct buf members;
	struct {
		uint64_t hash;
		uint32_t stamp;
	} *seen;		/* words of this folder: hash table */
	size_t seen_mask, seen_alloc, seen_count;
	uint32_t stamp;		/* folder + 1 */
	struct ctokens tokens;	/* of the file being read; the memory is kept */
};

/* What follows is of folder `folder`. */
void symbol_collect_folder(struct symbol_collector *collector, uint32_t folder);

/* All words of a text. */
void symbol_collect_words(struct symbol_collector *collector, const char *text, size_t len);

/* All words and definitions of a C file. */
void symbol_collect_c(struct symbol_collector *collector, uint32_t file, const char *text,
		      size_t len);

/* Everything that another index has of one of its folders and of the files in it. */
void symbol_collect_word(struct symbol_collector *collector, uint64_t hash, uint32_t folder);
void symbol_collect_def(struct symbol_collector *collector, const struct symbol_found_def *def);

void symbol_collector_release(struct symbol_collector *collector);

/* A folder and its files while an index is made. */
struct symbol_unit {
	char *path;		/* with its '/' */
	uint32_t end, first_file;
	uint8_t key[20];
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

/* How many folders with sources are in both? */
size_t symbol_shared_folders(const struct symbol_layout *older, const struct symbol_units *units);

/*
 * Take from an older index what it knows of folders with the same key; done[i]
 * of these units is set. Nothing when the older index is damaged.
 */
void symbol_reuse(const struct symbol_layout *older, const struct symbol_units *units,
		  struct symbol_collector *collector, bool *done);

/* Put an index together. The collectors' arrays are sorted. */
void symbol_write(struct symbol_collector *collectors, size_t count,
		  const struct symbol_units *units, uint32_t flags, struct buf *ret_index);

/*
 * Read the sources of units and put the index together. repo is NULL for an
 * unpacked tree below `root`. older (NULL: none) is what can be reused.
 */
int symbol_build(git_repository *repo, const char *root, const struct symbol_units *units,
		 const struct symbol_layout *older, struct buf *ret_index, struct error **err);

#endif
