/* SPDX-License-Identifier: GPL-2.0-only */
/* How an index of a history lies in its file, for what makes and what opens it. */
#ifndef INDEX_HISTORY_INDEX_PARTS_H
#define INDEX_HISTORY_INDEX_PARTS_H

#include <stdint.h>

#include "index/history_index.h"
#include "util/buf.h"

#define HISTORY_INDEX_MAGIC "SHhistry"
#define HISTORY_INDEX_VERSION 2u
#define HISTORY_NO_TEXT UINT32_MAX

/* In this order, then the texts, each ended by a NUL. */
struct history_header {
	char magic[8];
	uint32_t version, count, saying_count, text_bytes;
	uint8_t whole, pad[7];
	uint8_t root[GIT_OID_RAWSZ];	/* whole: where it ends */
	uint8_t cut[GIT_OID_RAWSZ]; /* a commit that it names and that was not there; or zeros */
};

struct history_entry {
	uint8_t id[GIT_OID_RAWSZ];
	uint32_t title, of, release;	/* in the texts */
	int64_t time;
};

struct history_said {
	uint64_t hash;			/* of what is said and its first bytes */
	uint32_t entry, text, saying, pad;
};

/* Is what is said an id, of which as many digits are compared as both sides have? */
static inline bool history_says_id(enum history_saying saying)
{
	return saying == HISTORY_ID || saying == HISTORY_OF || saying == HISTORY_FIXES_ID;
}

/* Of a title, or of the first HISTORY_ID_DIGITS_MIN digits of an id. */
uint64_t history_hash(enum history_saying saying, const char *text);

/*
 * Read the history of a commit and append its index to *bytes. Errors: the
 * commit itself cannot be read, Ctrl-C.
 */
int history_index_make(git_repository *repo, const git_oid *tip, struct buf *bytes,
		       struct error **err);

#endif
