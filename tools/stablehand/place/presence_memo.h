/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What presence_find() found, for those who ask the same again: a patch is judged, placed and
 * adapted on one tree, and each of them wants to know what is there.
 */
#ifndef PLACE_PRESENCE_MEMO_H
#define PLACE_PRESENCE_MEMO_H

#include <git2.h>
#include <stddef.h>

#include "place/presence.h"

struct presence_memo;

/* The caller frees it. */
struct presence_memo *presence_memo_new(void);

/* NULL-safe. */
void presence_memo_free(struct presence_memo *memo);
#define _cleanup_presence_memo_ __attribute__((cleanup(presence_memo_free_cleanup_)))

static inline void presence_memo_free_cleanup_(struct presence_memo **memo)
{
	presence_memo_free(*memo);
}

/*
 * As presence_find() of a blob with that content, found once for each file of a patch and blob.
 * The file has to live as long as the memo, unchanged: it is known by its address. The answer is
 * the memo's.
 */
const struct file_presence *presence_memo_find(struct presence_memo *memo,
					       const struct patch_file *file, const git_oid *blob,
					       const char *data, size_t len);

#endif
