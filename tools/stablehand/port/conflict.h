/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A refused patch as files for a person to settle: the tree with all of the patch that does apply,
 * and in it, in git's conflict style with base (diff3), what does not.
 */
#ifndef PORT_CONFLICT_H
#define PORT_CONFLICT_H

#include <git2.h>
#include <stdbool.h>

#include "port/resolution.h"
#include "series/patch.h"
#include "util/buf.h"
#include "util/error.h"
#include "verdict/hunk_outcome.h"

struct conflict_file {
	char *path;		/* in the branch; the patch may name another */
	struct buf text;
	size_t conflicts;	/* marked in it; 0: git merged it, for a person to confirm */
	bool absent;		/* the branch has no such file */
};

struct conflict {
	git_oid rest;		/* tree with what goes in */
	struct settled *parts;	/* of the patch, that do not: what is to be settled */
	size_t part_count, part_alloc;
	struct conflict_file *files;
	size_t file_count, file_alloc;
};

/*
 * Make it. hunks are the outcomes of the patch on the tree `base`; if none of them is
 * refused, as a check of the result refused it, all of the patch is to be settled. rest is
 * the tree with the hunks that are not refused, if known (NULL: they are placed now). label
 * names the branch's side ("6.12.y 6.12.118-1"). The caller releases *ret_conflict.
 */
int conflict_make(git_repository *repo, const git_oid *base, const struct patch *patch,
		  const struct hunk_outcome_list *hunks, const git_oid *rest, const char *label,
		  struct conflict *ret_conflict, struct error **err);

/*
 * The same, with all of the patch to settle: for a version of it that was made by hand. No files
 * are made.
 */
void conflict_make_whole(const git_oid *base, const struct patch *patch,
			 struct conflict *ret_conflict);

/*
 * Does an answer (a tree) undo some of what applied by itself, by removing lines that it added or
 * adding lines that it removed? Then it does not answer the conflict, but is another version of
 * the whole patch.
 */
int conflict_undone(git_repository *repo, const git_oid *base, const struct conflict *conflict,
		    const git_oid *answer, bool *ret_undone, struct error **err);

void conflict_release(struct conflict *conflict);
#define _cleanup_conflict_ __attribute__((cleanup(conflict_release)))

#endif
