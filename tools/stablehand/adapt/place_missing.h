/* SPDX-License-Identifier: GPL-2.0-only */
/* Hunks that a file does not have yet, placed; nothing goes in twice. */
#ifndef ADAPT_PLACE_MISSING_H
#define ADAPT_PLACE_MISSING_H

#include "place/place.h"
#include "place/presence.h"

enum missing {
	MISSING_NONE, /* the file has all, or nothing of what is removed: it stays as it is */
	MISSING_SOME,  /* the result is that of the hunks that it lacks */
	MISSING_DOUBT, /* it has a part of what the patch adds: all that it lacks is refused */
};

/*
 * Place the hunks that the file lacks, as place_hunks(): what it has is known (place/presence.h), or
 * looked for if `presence` is NULL. The result has an outcome for each hunk; present is that of one
 * that the file has. The caller releases *ret_result.
 */
enum missing place_missing(const struct place_options *options,
			   const struct file_presence *presence, struct place_result *ret_result);

#endif
