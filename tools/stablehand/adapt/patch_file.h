/* SPDX-License-Identifier: GPL-2.0-only */
/* The adaptation (adapt/adapt.h) of one file of a patch, for which its original is found. */
#ifndef ADAPT_PATCH_FILE_H
#define ADAPT_PATCH_FILE_H

#include <stdbool.h>

#include "adapt/bytes.h"
#include "series/patch.h"
#include "util/buf.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"

struct adapt_context;

struct adapt_patch_result {
	bool adapted;
	struct hunk_outcome_list hunks;	/* one a hunk, in order: adapted, moved, clean or refused */
	struct evidence_list evidence;	/* where it was made, what the file is called here */
	struct buf content;		/* when adapted */
};

/*
 * Adapt the hunks of a modified or renamed file of the context's patch to `here`, which is at
 * `path` in the tree that is ported to. Without an original, and where the hunks do not fit
 * `here`, the result is empty. A refusal is a result. Errors: objects that cannot be read,
 * Ctrl-C. The caller releases *ret_result.
 */
int adapt_patch_file(const struct adapt_context *context, const struct patch_file *file,
		     const char *path, struct adapt_bytes here,
		     struct adapt_patch_result *ret_result, struct error **err);

void adapt_patch_result_release(struct adapt_patch_result *result);
#define _cleanup_adapt_patch_ __attribute__((cleanup(adapt_patch_result_release)))

#endif
