/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the headers of distributions say of where a patch comes from: Debian's DEP-3
 * (https://dep-team.pages.debian.net/deps/dep3/) and those that SUSE's kernels use.
 */
#ifndef SERIES_PATCH_ORIGIN_H
#define SERIES_PATCH_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "series/patch.h"

/*
 * Read the fields of a header, len bytes of UTF-8: what Description and Author say becomes the
 * subject, the beginning of the body and the author where there is none yet; the commit upstream
 * is that of Git-commit (and Patch-mainline), else of Origin or Applied-Upstream
 * (patch_origin_commit()), unless it is known. *ret_local is set when it says that the patch is
 * not from upstream (Origin: vendor or other; Forwarded: no or not-needed; Patch-mainline: Never).
 */
void patch_origin_read(struct patch *patch, const char *header, size_t len, bool *ret_local);

/*
 * The commit upstream, 12 to 40 lower-case hex digits, that the value of Origin or
 * Applied-Upstream names: "upstream, URL", "backport, commit:ID", "commit:ID", or the URL of a
 * commit in Linus' tree. Not one of a stable tree, whose id is another. Allocated; NULL: none.
 */
char *patch_origin_commit(const char *value);

#endif
