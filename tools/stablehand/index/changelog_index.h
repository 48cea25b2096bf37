/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The items of a changelog, found by the title that they name: reading a
 * kernel's changelog of some megabytes takes a tenth of a second, asking its index
 * takes none. Made when first asked for, kept in the store as
 * stablehand-changelogs/<blob>, made again when it is damaged.
 */
#ifndef INDEX_CHANGELOG_INDEX_H
#define INDEX_CHANGELOG_INDEX_H

#include <git2.h>
#include <stdbool.h>
#include <stddef.h>

#include "index/changelog.h"
#include "util/error.h"

struct changelog_index;

/*
 * The index of a changelog (a blob), made now if need be. That it cannot be kept
 * (a full disk) is no error. Errors: the blob cannot be read. The caller frees with
 * changelog_index_free().
 */
int changelog_index_open(git_repository *repo, const git_oid *blob,
			 struct changelog_index **ret_index, struct error **err);

/* NULL-safe. */
void changelog_index_free(struct changelog_index *index);

/*
 * Call found() for each item that names a commit of this title (changelog_names()),
 * in the order of the text; `reverting`: it reverts that commit. The item is valid
 * during the call. Returns how many.
 */
size_t changelog_index_find(const struct changelog_index *index, const char *title,
			    void (*found)(const struct changelog_item *item, bool reverting,
					  void *data),
			    void *data);

#endif
