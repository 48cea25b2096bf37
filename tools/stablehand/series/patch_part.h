/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of a patch that can be settled apart from each other: each hunk,
 * and each file that changes without hunks (its mode, its name, an empty one).
 */
#ifndef SERIES_PATCH_PART_H
#define SERIES_PATCH_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"

#define PATCH_PART_DIGEST 16	/* hex digits */

struct patch_part {
	const struct patch_file *file;
	const struct patch_hunk *hunk;	/* NULL: the file has none */

	/*
	 * Over the file's paths, the kind of its change and the hunk's lines, not
	 * over line numbers: of the SHA-256. Parts that are equal in all of
	 * these are told apart by their order.
	 */
	char digest[PATCH_PART_DIGEST + 1];
};

/* The parts in the order of the patch, which they point into. The caller frees the array. */
void patch_parts(const struct patch *patch, struct patch_part **ret_parts, size_t *ret_count);

/* Where a part begins in the patch, from 1. */
size_t patch_part_line(const struct patch_part *part);

/*
 * The patch without some of its parts (left_out: a flag each, in order). A file
 * of which nothing is left is gone, so there may be no file at all. What it
 * says is `patch`'s own, which has to live as long. The caller frees it with
 * patch_without_free().
 */
struct patch *patch_without(const struct patch *patch, const bool *left_out);

/* NULL-safe. */
void patch_without_free(struct patch *patch);

static inline void patch_without_free_cleanup_(struct patch **patch)
{
	patch_without_free(*patch);
}
#define _cleanup_patch_without_ __attribute__((cleanup(patch_without_free_cleanup_)))

#endif
