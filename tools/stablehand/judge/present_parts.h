/* SPDX-License-Identifier: GPL-2.0-only */
/* How present.c is split. */
#ifndef JUDGE_PRESENT_PARTS_H
#define JUDGE_PRESENT_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"
#include "syntax/function.h"
#include "syntax/heading.h"
#include "syntax/lines.h"

/* A file of the tree that is searched for hunks. */
struct present_checker {
	struct lines lines;
	struct heading_index headings;
	struct heading heading;	/* of the hunk at hand */
	long budget;

	/* What a search met. */
	size_t found, at;
	size_t skip_from, skip_to;	/* matches that begin there do not count */
};

/* Does the text have a letter or digit? */
bool present_has_word(const char *text, size_t len);

/* Is it nothing but white space? */
bool present_is_blank(const char *text, size_t len);

/*
 * Is each run of lines that the hunk adds in the function, in order, and none of those
 * that it removes, coincidences aside? *ret_at is the line of the first run, from 0.
 */
bool present_in_range(struct present_checker *checker, const struct patch_hunk *hunk,
		      const struct function_range *range, size_t *ret_at);

#endif
