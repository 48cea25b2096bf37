/* SPDX-License-Identifier: GPL-2.0-only */
/* What the release of a stable branch that fixed a CVE changed in the files of the fix. */
#ifndef RUN_IMPORT_RELEASE_H
#define RUN_IMPORT_RELEASE_H

#include <git2.h>

#include "door/incoming.h"
#include "index/cve_table.h"
#include "util/error.h"

/*
 * Of all branches whose fix the data names, the two releases in the store that are nearest to each
 * other with the fix between them. Adds one patch: 1. 0: there are no two, or nothing of the
 * files differs. -1 on an error. The patch's message says that it is no commit, and is told.
 */
int import_release(struct incoming *incoming, git_repository *store, const struct cve *cve,
		   struct error **err);

#endif
