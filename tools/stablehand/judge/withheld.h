/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The patches of a series that a branch does not get although it may need them (refused,
 * blocked, unreadable), and what they would have brought. Where one of them brings what a later
 * patch is about, its absence does not show that the branch is not affected.
 */
#ifndef JUDGE_WITHHELD_H
#define JUDGE_WITHHELD_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"
#include "syntax/words.h"
#include "verdict/verdict.h"

struct withheld_patch {
	const struct patch *patch;
	enum verdict verdict;	/* verdict_is_missing() */
	bool partly;		/* but it is present in part */
	struct words words;	/* words_of_patch() */
};

struct withheld_list {
	struct withheld_patch *items;	/* in the order of the series */
	size_t count, alloc;
};

/* Add a patch, which has to live as long as the list. */
void withheld_add(struct withheld_list *list, const struct patch *patch, enum verdict verdict,
		  bool partly);

/* Does it declare a name that it has not found there? Of C files only. */
bool withheld_declares(const struct withheld_patch *withheld, const char *name);

/* Does it change the declaration or definition of one that is there, in C files? */
bool withheld_changes(const struct withheld_patch *withheld, const char *name);

/* Does it add lines with a name that it has not found there, to that file? */
bool withheld_adds_in(const struct withheld_patch *withheld, const char *name, const char *path);

/* Does it create a file, or give one this path? */
bool withheld_makes(const struct withheld_patch *withheld, const char *path);

/* Does one of them? Both take NULL, which has none. */
bool withheld_any_declares(const struct withheld_list *list, const char *name);
bool withheld_any_makes(const struct withheld_list *list, const char *path);

/* Free what the list holds; it may be used again. */
void withheld_list_release(struct withheld_list *list);
#define _cleanup_withheld_ __attribute__((cleanup(withheld_list_release)))

#endif
