/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that a patch was made for. A patch shows a few lines; adapting and judging need
 * the whole file. It is looked for in the store: by the ids of the patch's index line, then in
 * other releases, where the hunks fit either as they are or, where the release has the patch
 * already, backwards.
 *
 * All who need it for one patch (adapting, a file of another name, a file that is not there,
 * the comparison of its surroundings) share one struct adapt_originals, which owns what was
 * found and looks for each file once.
 */
#ifndef ADAPT_ORIGINAL_H
#define ADAPT_ORIGINAL_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "adapt/bytes.h"
#include "series/patch.h"
#include "util/buf.h"
#include "util/error.h"

/* A release in which the file that a patch was made for may be. */
struct adapt_source {
	git_oid tree;
	const char *name;		/* for people: "7.3.y 7.3.4-1" */
};

struct adapt_original {
	char *where; /* for people: "7.3.y 7.3.4-1", "blob ... of its index line" */
	struct buf old, new;		/* before the patch, and with it */
	size_t *lines;			/* of each hunk, the first that it names in `old`, from 0 */
	const struct adapt_source *source;	/* the release that has it; NULL: not known */
};

void adapt_original_release(struct adapt_original *original);
#define _cleanup_adapt_original_ __attribute__((cleanup(adapt_original_release)))

/*
 * Take a file for the one that the hunks were made for, if all of them can be placed in it
 * as they are. false: they cannot. The caller releases *ret_original.
 */
bool adapt_original_take(const struct patch_file *file, struct adapt_bytes bytes, const char *where,
			 struct adapt_original *ret_original);

/* The originals of one patch's files. */
struct adapt_originals;

/*
 * Of a patch that may have been made for one of the sources, the likeliest first. All of
 * this has to live as long. The caller frees it.
 */
struct adapt_originals *adapt_originals_new(git_repository *repo, const struct patch *patch,
					    const struct adapt_source *sources,
					    size_t source_count);

/*
 * Of a part of the patch (patch_without()): a file that has all of its hunks is taken from
 * those of the whole patch, which have to live as long; others are looked for on their own,
 * as fewer hunks may fit elsewhere. The caller frees it.
 */
struct adapt_originals *adapt_originals_of_part(struct adapt_originals *whole,
						const struct patch *part);

/* Keep at most so many bytes of texts, in place of 256 MB, beyond what was found last. */
void adapt_originals_limit(struct adapt_originals *originals, size_t bytes);

void adapt_originals_free(struct adapt_originals *originals);	/* NULL-safe */

/*
 * The original of one of the patch's files, or NULL in *ret_original when it is nowhere. It
 * is looked for at the first call. It belongs to the originals and stays as long as they do; if
 * the texts exceed the limit, only until the next call. Errors: objects that cannot be read,
 * Ctrl-C.
 */
int adapt_originals_find(struct adapt_originals *originals, const struct patch_file *file,
			 const struct adapt_original **ret_original, struct error **err);

#endif
