/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The identifiers of a patch to C files, and what it does with each. Comments,
 * strings, numbers, keywords and lines of the preprocessor other than #define
 * are left out. Whether an identifier is declared by the patch itself is told
 * by the tokens around it, not by a C parser; where that is in doubt it counts
 * as declared, so that nothing is called missing by mistake.
 */
#ifndef PLACE_PATCH_WORDS_H
#define PLACE_PATCH_WORDS_H

#include "series/patch.h"
#include "syntax/words.h"

/* Add the identifiers of all C files of a patch, which has to live as long as the set. */
void words_of_patch(struct words *words, const struct patch *patch);

#endif
