/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commits of one history, found by what their messages say: reading tens
 * of thousands of messages takes a second, asking an index takes none. Made
 * when first asked for, kept in the store as stablehand-history/<tip>, and made
 * again when it is damaged or more of the history has come.
 */
#ifndef INDEX_HISTORY_INDEX_H
#define INDEX_HISTORY_INDEX_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

/* Commits of one history, nearest to its tip first. */
#define HISTORY_INDEX_MAX 60000u
/* Shorter histories are read again each time. */
#define HISTORY_INDEX_KEPT_FROM 64u

/* What a message says; of ids, as many digits are compared as both sides have. */
enum history_saying {
	HISTORY_TITLE,		/* its own title */
	HISTORY_REVERTS,	/* the title in Revert "..." */
	HISTORY_ID,		/* its own id */
	HISTORY_OF,		/* the commit it is a copy of: "commit <id> upstream", ... */
	HISTORY_FIXES_ID,	/* the id behind Fixes: */
	HISTORY_FIXES_TITLE,	/* the title behind Fixes: */
};

/* Digits of an id without which it is not looked at. */
#define HISTORY_ID_DIGITS_MIN 8u

struct history_commit {
	git_oid id;
	int64_t time;		/* of the committer, seconds since 1970 */
	const char *title;	/* "" when there is none; owned by the index */
	const char *of;		/* HISTORY_OF: hex digits; or NULL */
	const char *release;	/* the first that has it, "v6.6-rc1" or "6.6.41"; or NULL */
	size_t number;		/* from the tip: 0 is the tip */
};

struct history_index;

/*
 * The index of the history of the commit `tip`, made now if need be. That one
 * cannot be kept (a full disk) is no error. Errors: the commit cannot be read,
 * Ctrl-C. The caller frees with history_index_free().
 */
int history_index_open(git_repository *repo, const git_oid *tip,
		       struct history_index **ret_index, struct error **err);
void history_index_free(struct history_index *index);

/* Commits in it. */
size_t history_index_count(const struct history_index *index);

/* Fill in the commit of a number below the count. */
void history_index_commit(const struct history_index *index, size_t number,
			  struct history_commit *ret_commit);

/*
 * Does the history end at one commit without parents, nothing of it missing?
 * Fills in which.
 */
bool history_index_whole(const struct history_index *index, git_oid *ret_root);

/*
 * Call found() for each commit whose message says this text (a title, or at
 * least HISTORY_ID_DIGITS_MIN lower-case hex digits), nearest to the tip
 * first. Returns how many.
 *
 * Of each commit the first release is told that descends from it, by the commits whose
 * titles are "Linux 6.6-rc1" and the like. In a history that is cut that may be a later one,
 * never an earlier one.
 */
size_t history_index_find(const struct history_index *index, enum history_saying saying,
			  const char *text,
			  void (*found)(const struct history_commit *commit, void *data),
			  void *data);

#endif
