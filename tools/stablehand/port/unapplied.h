/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which patches leave which trees as they are: a series is followed in the releases of the other
 * branches (port/apply_series.h) for each branch that it is ported to, and most of its patches
 * do not apply there. Kept for one run.
 */
#ifndef PORT_UNAPPLIED_H
#define PORT_UNAPPLIED_H

#include <git2.h>
#include <stdbool.h>

#include "series/patch.h"

struct unapplied;

/* An empty one. The caller frees it with unapplied_free(). */
struct unapplied *unapplied_new(void);
void unapplied_free(struct unapplied *unapplied);	/* NULL-safe */

/* What stands for a patch: a hash of its diff. */
git_oid unapplied_patch_id(const struct patch *patch);

bool unapplied_has(const struct unapplied *unapplied, const git_oid *tree,
		   const git_oid *patch_id);

/* Applied to the tree, the patch left it as it is. It may be said twice. */
void unapplied_add(struct unapplied *unapplied, const git_oid *tree, const git_oid *patch_id);

#endif
