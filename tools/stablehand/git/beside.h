/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects of another repository, seen as well. */
#ifndef GIT_BESIDE_H
#define GIT_BESIDE_H

#include <git2.h>

#include "util/error.h"

/*
 * Let `repo` read the objects of `other`, and of those that this borrows from, for as long as it is
 * open. Nothing is written: neither repository's files change.
 */
int beside_add(git_repository *repo, git_repository *other, struct error **err);

#endif
