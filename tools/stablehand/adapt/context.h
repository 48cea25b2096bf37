/* SPDX-License-Identifier: GPL-2.0-only */
/* What a patch is adapted with. */
#ifndef ADAPT_CONTEXT_H
#define ADAPT_CONTEXT_H

#include <git2.h>

struct adapt_originals;
struct renamings;
struct symbols;
struct words;

struct adapt_context {
	git_repository *repo;
	struct adapt_originals *originals;	/* of the patch that is adapted */
	struct symbols *symbols;	/* of the branch */
	const struct words *brought;	/* by earlier patches; or NULL */
	const struct words *own;	/* of the patch: what it declares is there; or NULL */
	const struct renamings *renamings;	/* or NULL */
};

#endif
