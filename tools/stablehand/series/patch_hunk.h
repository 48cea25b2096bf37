/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of a diff, and its hunks; nothing outside series/ needs this. */
#ifndef SERIES_PATCH_HUNK_H
#define SERIES_PATCH_HUNK_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch_parts.h"

/* Walks over the lines of a diff. */
struct diff_reader {
	struct patch *patch;
	const struct patch_place *place;
	const char *at, *end;
	size_t line_number;	/* of the line at `at` */
	size_t line_count;	/* of patch->lines */
	size_t line_alloc;
	size_t hunk_count;	/* of all files */
	enum patch_strip strip;	/* of the patch's names */
};

/* A line without its newline. */
struct diff_line {
	const char *text;
	size_t len;
	bool whole;		/* it ends in a newline */
};

/* The line at the reader, not consumed. false at the end. */
bool diff_peek(const struct diff_reader *reader, struct diff_line *ret_line);

/* Go on to the next line. */
void diff_next(struct diff_reader *reader);

/* Does the line begin with this? */
bool diff_line_is(const struct diff_line *line, const char *start);

/*
 * Read the hunk whose @@ line is at the reader. Its lines are added to
 * patch->lines; hunk->lines is left for the caller, since that may move.
 * after_old is the last line of the old file that the hunk before it covers
 * (0: this is the first).
 */
int diff_read_hunk(struct diff_reader *reader, size_t after_old, struct patch_hunk *hunk,
		   struct error **err);

#endif
