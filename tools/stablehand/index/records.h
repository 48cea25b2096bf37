/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The structures of a tree, read where its index says that they are defined:
 * of what type their members are. Each is read once.
 */
#ifndef INDEX_RECORDS_H
#define INDEX_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "index/symbol_index.h"
#include "util/buf.h"

#define RECORD_TAG_MAX 128

struct record_tag {
	char name[RECORD_TAG_MAX];	/* not ended by NUL */
	size_t len;
};

struct records;

/*
 * Both live as long as the records. read appends a file of the tree to text,
 * false when it cannot; data is handed to it. The caller frees the records.
 */
struct records *records_new(struct symbol_index *index,
			    bool (*read)(const char *path, struct buf *text, void *data),
			    void *data);

/*
 * TAG2 of "struct TAG2 *member" (also of an array, or without the '*') in
 * struct TAG, as the file `from` sees it. false: it has none, it is of another
 * kind, or its definitions (halves of an #if, architectures) say different things.
 */
bool records_member_type(struct records *records, const char *tag, size_t tag_len,
			 const char *member, size_t len, const char *from,
			 struct record_tag *ret_tag);

/*
 * May struct TAG, as the file `from` sees it, have the member? true in doubt: one of its
 * definitions has it, or has members that macros make.
 */
bool records_may_have(struct records *records, const char *tag, size_t tag_len,
		      const char *member, size_t len, const char *from);

/* NULL-safe. */
void records_free(struct records *records);

#endif
