/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The adaptation (adapt/adapt.h) of a patch's file. A patch shows a few lines;
 * adapting needs the whole file that it was made for. That is looked for in the
 * store: by the ids of the patch's index line, then in other releases, where
 * the hunks fit either as they are or, where the release has the patch already,
 * backwards.
 */
#ifndef ADAPT_PATCH_FILE_H
#define ADAPT_PATCH_FILE_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "adapt/renamings.h"
#include "index/symbols.h"
#include "series/patch.h"
#include "syntax/words.h"
#include "util/buf.h"
#include "util/error.h"
#include "verdict/evidence.h"
#include "verdict/hunk_outcome.h"

/* A release in which the file that a patch was made for may be. */
struct adapt_source {
	git_oid tree;
	const char *name;		/* for people: "7.3.y 7.3.4-1" */
};

struct adapt_with {
	git_repository *repo;
	const struct adapt_source *sources;	/* the likeliest first */
	size_t source_count;
	struct symbols *symbols;	/* of the branch */
	const struct words *brought;	/* by earlier patches; or NULL */
	const struct words *own;	/* of the patch: what it declares is there; or NULL */
	const struct renamings *renamings;	/* or NULL */
};

struct adapt_patch_result {
	bool adapted;
	struct hunk_outcome_list hunks;	/* one a hunk, in order: adapted, moved, clean or refused */
	struct evidence_list evidence;	/* where it was made, what the file is called here */
	struct buf content;		/* when adapted */
};

/*
 * Adapt the hunks of a modified or renamed file to `data`, which is at `path`
 * in the tree that is ported to. A refusal is a result. Errors: objects that
 * cannot be read, Ctrl-C. The caller releases *ret_result.
 */
int adapt_patch_file(const struct adapt_with *with, const struct patch_file *file,
		     const char *path, const char *data, size_t len,
		     struct adapt_patch_result *ret_result, struct error **err);

/* The file that a patch was made for. */
struct adapt_original {
	char *where; /* for people: "7.3.y 7.3.4-1", "blob ... of its index line" */
	struct buf text;		/* before the patch */
	size_t *lines;			/* of each hunk, the first in it, from 0 */
	const struct adapt_source *source;	/* the release that has it; NULL: not known */
};

/* Look for it. false in *ret_found when it is nowhere. The caller releases *ret_original. */
int adapt_find_original(const struct adapt_with *with, const struct patch_file *file,
			struct adapt_original *ret_original, bool *ret_found, struct error **err);

void adapt_original_release(struct adapt_original *original);
#define _cleanup_adapt_original_ __attribute__((cleanup(adapt_original_release)))

void adapt_patch_result_release(struct adapt_patch_result *result);
#define _cleanup_adapt_patch_ __attribute__((cleanup(adapt_patch_result_release)))

/*
 * A file that is not in the tree: what it is called there. The file that
 * defines most of the functions that it defines where the patch was made, and
 * at least half of them; *ret_path is allocated, or NULL when there is none,
 * and why it is that one is added to the evidence.
 */
int adapt_find_moved(const struct adapt_with *with, const git_tree *tree,
		     const struct patch_file *file, char **ret_path,
		     struct evidence_list *evidence, struct error **err);

/*
 * adapt_absent.c: a file that the patch modifies and that has no other name in
 * the tree: can it be proven that what it is about is not there? It can when the
 * file that the patch was made for is known, and neither its folder, nor a file of
 * its base name, nor a name of what it defines is in the tree or brought by an earlier
 * patch; of its functions, three or more, one in four may have a namesake if it
 * is static. All that a file defines can be renamed at once, but its folder's
 * name then stays, which is why that is asked for. *ret_why says it, allocated;
 * NULL: not proven.
 */
int adapt_find_absent(const struct adapt_with *with, const git_tree *tree,
		      const struct patch_file *file, char **ret_why, struct error **err);

#endif
