/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the hunks of one file go in another version of that file. Bytes in,
 * bytes out. A hunk is placed only where every line that it expects is there
 * exactly, and only when that place is beyond doubt:
 *
 *  - `clean`: at the line that it names; `moved`: anywhere else in the file,
 *    in the order of the hunks, without overlap.
 *  - When it matches at several places: the one at its own line, moved as far as
 *    the hunk before it was, is taken, if the function that the hunk's @@
 *    line names is the one above that place; else the only place that is
 *    below that function. When this does not settle it, or no function is
 *    named: refused. In the very file that the patch was made for, its own
 *    line is enough.
 *  - A single place other than the expected one is refused, too, when it is
 *    below another function than the hunk names: a twin of the right place.
 *  - Refused at any other place, too, when its result is in the file already.
 *  - A hunk that adds lines at the very start or end of the file, without
 *    context on that side, goes only there.
 *  - A hunk without any line to hold on to (an insertion without context) is
 *    placed only in the very file that the patch was made for.
 *
 * No fuzz: nothing is left out of the comparison. The search goes by the
 * rarest line of the hunk, or by Knuth, Morris and Pratt's algorithm (SIAM J.
 * Comput. 6, 1977) where even that is frequent; total work is bounded.
 */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"
#include "util/buf.h"
#include "verdict/hunk_outcome.h"

struct place_options {
	const char *data;		/* the file in the branch */
	size_t len;
	const char *path;		/* its name, for the outcomes */
	const struct patch_file *file;	/* its hunks */
	bool same_file;			/* the patch says that it was made for these bytes */
};

struct place_result {
	struct hunk_outcome_list hunks;	/* one for each hunk, in order */
	bool placed;			/* all of them are */
	struct buf content;		/* the file with them, when placed */
};

/* Place all hunks (how: place.c). The caller releases *ret_result, whatever the outcome. */
void place_hunks(const struct place_options *options, struct place_result *ret_result);

void place_result_release(struct place_result *result);
#define _cleanup_place_result_ __attribute__((cleanup(place_result_release)))

#endif
