/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a port differs from the patch that it was made from, told in words, as
 * `git range-diff --color-words` would: both patches are taken as text without
 * line numbers, compared line by line, and what was replaced word by word.
 * From that comparison, and from nothing else, a note for the commit is
 * drafted, so that it claims only what can be seen.
 */
#ifndef PORT_DEVIATION_H
#define PORT_DEVIATION_H

#include "series/patch.h"
#include "verdict/deviation.h"

/* Compare. The caller releases *ret_deviation. */
void deviation_compare(const struct patch *original, const struct patch *ported,
		       struct deviation *ret_deviation);

#endif
