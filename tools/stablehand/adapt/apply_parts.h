/* SPDX-License-Identifier: GPL-2.0-only */
/* How apply.c is split: the files of a patch there, the content of one in apply_blob.c. */
#ifndef ADAPT_APPLY_PARTS_H
#define ADAPT_APPLY_PARTS_H

#include "adapt/apply.h"

/* What the patch does to the tree: at most one update a path. */
struct applier {
	git_repository *repo;
	git_tree *tree;
	const struct patch *patch;
	const struct adapt_context *adapting;	/* NULL: hunks are placed as they are */
	bool look;		/* what is there already does not go in again */
	struct presence_memo *memo;	/* or NULL */
	char **found_paths;		/* of files with another name here */
	size_t found_count, found_alloc;
	const char **removed;	/* sorted paths that the patch deletes or renames */
	size_t removed_count;
	const char **made;	/* sorted paths that the patch makes */
	size_t made_count;
	size_t missing_count;	/* files that are not in the tree */
	git_tree_update *updates;
	size_t update_count, update_alloc;
	struct apply_result result;
};

/* What a file is refused for, as evidence: a format and its arguments. */
#define apply_refuse(applier, path, ...)							\
	do {										\
		evidence_add(&(applier)->result.evidence, EVIDENCE_FILE, path, 0, __VA_ARGS__); \
		(applier)->result.verdict = VERDICT_REFUSED;				\
	} while (0)

/*
 * Write the blob of a file, `path` in this tree, with the hunks applied; old_id: that of the file as
 * it is, or NULL of a new one. What became of the hunks is added to the result. 1: refused.
 */
int apply_blob(struct applier *applier, const struct patch_file *file, const char *path,
	       const git_oid *old_id, git_oid *ret_id, struct error **err);

#endif
