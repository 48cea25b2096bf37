/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a port differs from its patch, word by word like `git range-diff --color-words`: both are
 * compared as text without line numbers, line by line, and replaced lines word by word. A note for
 * the commit is drafted from this comparison alone, so that it claims only what can be seen.
 */
#ifndef PORT_DEVIATION_H
#define PORT_DEVIATION_H

#include "series/patch.h"
#include "verdict/deviation.h"

/* Compare. The caller releases *ret_deviation. */
void deviation_compare(const struct patch *original, const struct patch *ported,
		       struct deviation *ret_deviation);

#endif
