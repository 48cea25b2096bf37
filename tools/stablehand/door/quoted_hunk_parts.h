/* SPDX-License-Identifier: GPL-2.0-only */
/* The hunks of a quoted diff, and the files that they are found in; for quoted_*.c alone. */
#ifndef DOOR_QUOTED_HUNK_PARTS_H
#define DOOR_QUOTED_HUNK_PARTS_H

#include "door/indent.h"
#include "door/quoted_parts.h"

#define HUNK_LINES_MAX 1000000u

struct hunk_line {
	char kind;		/* ' ', '-', '+' or '\\' */
	const char *text;	/* behind the kind, white space at both ends taken off */
	size_t len;
	struct indent_line exact;	/* what it becomes */
	char *made;		/* what exact points to, when it was made here */
};

struct hunk {
	size_t old_start, old_count, new_start, new_count;
	size_t number;		/* of its line in the mail */
	const char *heading;
	size_t heading_len;
	struct hunk_line *lines;
	size_t count, alloc;
	size_t place;		/* index of its first old line in the file */
	const char *begins;	/* its @@ line as it is */
	size_t begins_len;
};

struct section {
	const struct quoted_line *header;	/* "diff --git" up to "+++ " */
	size_t header_count;
	struct hunk *hunks;
	size_t count, alloc;
	char *old_path;		/* NULL: the file is new */
	char *old_blob;		/* abbreviated; or NULL */
};

/* A file of a tree, its lines. */
struct file_lines {
	struct buf text;
	struct indent_line *items;
	size_t count, alloc;
};

struct mending {
	const struct quoted_lines *lines;
	const char *where;
	const struct door_trees *trees;
	struct buf *diff;
	struct quoted_mended *mended;
};

/* Take white space off both ends. */
void quoted_trim(const char **text, size_t *len);

/* Are two lines the same but for white space at their ends and how much of it is inside? */
bool quoted_same_words(const char *a, size_t a_len, const char *b, size_t b_len);

/* Read the file of a diff that begins at line `at`; *ret_next is where the next one begins. */
int quoted_read_section(struct mending *mending, size_t at, struct section *section,
			size_t *ret_next, struct error **err);

void section_release(struct section *section);

/* The file at a path of a tree, its lines and id. false: there is none. */
bool quoted_read_file(const struct door_tree *tree, const char *path, struct file_lines *file,
		      git_oid *ret_id);

/*
 * The file in which all hunks are found: that of the blob that the diff names, else the first in
 * which each has one place, else the first. Returns the tree's name; NULL: none.
 */
const char *quoted_find_file(const struct mending *mending, struct section *section,
			     struct file_lines *ret_file);

void file_lines_release(struct file_lines *file);

#endif
