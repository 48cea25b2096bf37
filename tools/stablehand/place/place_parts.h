/* SPDX-License-Identifier: GPL-2.0-only */
/* How place_hunks() is split. */
#ifndef PLACE_PLACE_PARTS_H
#define PLACE_PLACE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "place/image.h"
#include "place/place.h"
#include "series/patch.h"
#include "syntax/heading.h"
#include "syntax/lines.h"
#include "util/buf.h"

#define PLACE_LISTED 6		/* candidates named in a refusal */

struct placer {
	const struct place_options *options;
	struct lines lines;
	struct heading_index headings;
	long budget;
	size_t min;		/* first line (from 0) that is free */
	long drift;		/* how far the last placed hunk was moved */
};

/* One hunk being placed. */
struct place_attempt {
	struct placer *placer;
	const struct patch_hunk *hunk;
	struct heading heading;
	bool at_start, at_end;	/* it belongs there only */
	bool ends_open;		/* its new side ends without a newline */

	/* Matches of the search, by what became of them. */
	size_t found, agreeing, early, misplaced;
	size_t last, last_agreeing, last_early, last_misplaced;
	size_t listed[PLACE_LISTED];

	struct buf reason;	/* of a refusal */
	size_t nearest;		/* from 1; 0: none */
};

/* Is the new side in the file already? Sets where, from 0. */
bool place_find_result(struct place_attempt *attempt, size_t *ret_at);

/*
 * The first line of the file that the hunk's heading names, from 1; 0: none.
 * false: not searched for, the budget is used up.
 */
bool place_named_line(const struct place_attempt *attempt, size_t *ret_line);

/*
 * Refuse, which is false: for a hunk with several matches; for one whose only match
 * is below another function than it names (named: the line of that, if `sought`); for
 * one without a match, whose old side is `old`, and which is expected at a line (from 0).
 */
bool place_refuse_ambiguous(struct place_attempt *attempt);
bool place_refuse_twin(struct place_attempt *attempt, size_t at, bool sought, size_t named);
bool place_refuse_unmatched(struct place_attempt *attempt, const struct image *old,
			    size_t expected);

/*
 * Describe in `reason` the place that looks most like the old side, and how
 * it differs. Returns that line, from 1. expected is the line (from 0) where
 * it should be.
 */
size_t place_explain(const struct lines *lines, const struct patch_hunk *hunk,
		     const struct image *old, size_t expected, long *budget, struct buf *reason);

#endif
