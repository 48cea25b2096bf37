/* SPDX-License-Identifier: GPL-2.0-only */
/* How place_hunks() is split. */
#ifndef PLACE_PLACE_PARTS_H
#define PLACE_PLACE_PARTS_H

#include <stddef.h>

#include "place/image.h"
#include "series/patch.h"
#include "syntax/lines.h"
#include "util/buf.h"

/*
 * Describe in `reason` the place that looks most like the old side, and how
 * it differs. Returns that line, from 1. expected is the line (from 0) where
 * it should be.
 */
size_t place_explain(const struct lines *lines, const struct patch_hunk *hunk,
		     const struct image *old, size_t expected, long *budget, struct buf *reason);

#endif
