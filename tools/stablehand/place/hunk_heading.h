/* SPDX-License-Identifier: GPL-2.0-only */
/* The section heading of a hunk (syntax/heading.h). */
#ifndef PLACE_HUNK_HEADING_H
#define PLACE_HUNK_HEADING_H

#include "series/patch.h"
#include "syntax/heading.h"

/*
 * It belongs to the hunk. Not usable when there is none, when it encloses no
 * code, or when the hunk begins before the line that heads what it changes.
 */
struct heading heading_of_hunk(const struct patch_hunk *hunk);

#endif
