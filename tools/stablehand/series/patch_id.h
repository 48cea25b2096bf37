/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a change is known by wherever it was made: the id that `git patch-id --stable` gives, a sum
 * over the paths and the lines of all hunks, white space and line numbers left out.
 */
#ifndef SERIES_PATCH_ID_H
#define SERIES_PATCH_ID_H

#include <git2.h>
#include <stdbool.h>

#include "series/patch.h"

/*
 * The id of a patch, or (undone) that of the commit that takes it back. false: it has none by
 * which it could be told from another one: a file of it is renamed, copied, binary, of another
 * mode or without hunks, or a path is one that git quotes; or what takes it back has the same id,
 * as it changes white space alone.
 */
bool patch_id_of(const struct patch *patch, bool undone, git_oid *ret_id);

#endif
