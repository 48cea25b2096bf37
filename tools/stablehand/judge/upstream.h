/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the commit that only the first line of a mail names ("From <id> Mon Sep 17 00:00:00 2001")
 * one upstream? Files of every tree begin like that. It is proven when a message in one of the
 * histories in the store quotes it as the commit that it is a copy of, or behind Fixes:, or when
 * several branches have it: what only one of them has may be its own.
 */
#ifndef JUDGE_UPSTREAM_H
#define JUDGE_UPSTREAM_H

#include <git2.h>
#include <stddef.h>

#include "series/patch.h"
#include "util/error.h"

/*
 * Look for the claims of `count` patches (upstream_claimed; of others nothing is looked for).
 * *ret_proofs is an array of `count` texts, what proves it, NULL where nothing does; the caller
 * frees it with upstream_free_proofs(). Errors: objects that cannot be read, Ctrl-C.
 */
int upstream_prove(git_repository *repo, const struct patch *const *patches, size_t count,
		   char ***ret_proofs, struct error **err);

/* NULL-safe. */
void upstream_free_proofs(char **proofs, size_t count);

#endif
