/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The section heading of a hunk ("@@ ... @@ int f(void)") as a check of a
 * place: git and diff write there the nearest line above the hunk that begins
 * with a letter, '_' or '$', cut at 80 or 40 bytes.
 */
#ifndef SYNTAX_HEADING_H
#define SYNTAX_HEADING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syntax/lines.h"

/* What identifies a heading. */
struct heading {
	bool usable;		/* the others mean something */
	bool prefix;		/* it was cut: what begins with it is equal */
	enum {
		HEADING_NAME,	/* of a function or a variable */
		HEADING_LINE,	/* a whole line */
		HEADING_LABEL,	/* a goto label, which says where in a function only */
	} kind;
	const char *text;	/* points into what was read */
	size_t len;
};

/*
 * What a section heading of len bytes identifies. Not usable when there is none or it
 * encloses no code (a line that ends in ';').
 */
struct heading heading_read(const char *text, size_t len);

/* Does a line begin in the first column with a letter, '_' or '$'? */
bool heading_begins_section(const char *text, size_t len);

/* Is a line that begins a section a goto label? */
bool heading_is_label(const char *text, size_t len);

/* The lines of a file that a heading can name. */
struct heading_index {
	/*
	 * For each line, and for the end of the file, the number (from 0) of
	 * the nearest such line above it, UINT32_MAX for none.
	 */
	uint32_t *above;
	uint32_t *label;	/* the same, or of a goto label */
};

void heading_index_init(struct heading_index *index, const struct lines *lines);
void heading_index_release(struct heading_index *index);

/* Is a line of a file that heading? */
bool heading_is_line(const struct heading *heading, const struct lines *lines, size_t line);

/* Does the heading stand above a place, a line from 0? */
bool heading_is_above(const struct heading *heading, const struct lines *lines,
		      const struct heading_index *index, size_t at);

#endif
